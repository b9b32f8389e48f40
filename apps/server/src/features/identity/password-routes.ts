import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityDeps } from '../../deps.ts';
import { askerOf } from '../../http/login-answer.ts';
import { answers, ref } from '../../http/schema.ts';
import { AddressOnly, PasswordReset, SignInOptions } from './account-schemas.ts';
import { forgotPassword, getSignInOptions, resetPassword } from './sign-in.ts';

const tags = ['identity'];

/** How one gets in, and back in without the password. */
export const passwordRoutes =
  (deps: IdentityDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/auth/options',
      {
        schema: {
          operationId: 'getSignInOptions',
          summary: 'How one gets in here',
          tags,
          response: answers({ 200: ref(SignInOptions) }),
        },
      },
      (request) => getSignInOptions(deps, askerOf(request)),
    );
    app.post(
      '/auth/forgot',
      {
        schema: {
          operationId: 'forgotPassword',
          summary: 'Mails a link to choose a new password, should there be an account',
          tags,
          body: AddressOnly,
          response: answers({ 202: Type.Null() }),
        },
      },
      async (request, reply) => {
        await forgotPassword(deps, request.body.email, askerOf(request));
        return reply.code(202).send(null);
      },
    );
    app.post(
      '/auth/reset',
      {
        schema: {
          operationId: 'resetPassword',
          summary: 'Sets a new password with the token of the mailed link; ends all login sessions',
          tags,
          body: PasswordReset,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await resetPassword(deps, request.body, askerOf(request));
        return reply.code(204).send(null);
      },
    );
  };
