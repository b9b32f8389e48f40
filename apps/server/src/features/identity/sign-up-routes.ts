import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityDeps } from '../../deps.ts';
import { askerOf } from '../../http/login-answer.ts';
import { answers, ref } from '../../http/schema.ts';
import { AddressOnly, LinkAnswer, NewAccount, SignUpAnswer } from './account-schemas.ts';
import { resendVerification, signUp, verifyEmail } from './sign-up.ts';

const tags = ['identity'];

/** Making an account, and proving its address. */
export const signUpRoutes =
  (deps: IdentityDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/auth/signup',
      {
        schema: {
          operationId: 'signUp',
          summary: 'Makes an account; answers the same where the address has one already',
          tags,
          body: NewAccount,
          response: answers({ 202: ref(SignUpAnswer) }),
        },
      },
      async (request, reply) =>
        reply.code(202).send(await signUp(deps, request.body, askerOf(request))),
    );
    app.post(
      '/auth/verify-email',
      {
        schema: {
          operationId: 'verifyEmail',
          summary: 'Confirms an e-mail address with the token of the mailed link',
          tags,
          body: LinkAnswer,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await verifyEmail(deps, request.body.token, askerOf(request), request.actor);
        return reply.code(204).send(null);
      },
    );
    app.post(
      '/auth/verify-email/resend',
      {
        schema: {
          operationId: 'resendVerification',
          summary: 'Mails the link again, should it be wanted there',
          tags,
          body: AddressOnly,
          response: answers({ 202: Type.Null() }),
        },
      },
      async (request, reply) => {
        await resendVerification(deps, request.body.email, askerOf(request));
        return reply.code(202).send(null);
      },
    );
  };
