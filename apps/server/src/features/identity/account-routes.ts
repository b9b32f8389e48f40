import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityDeps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, IdParams, listOf, ref } from '../../http/schema.ts';
import { changeEmail, changePassword, claimOwner, editMe } from './account.ts';
import {
  EmailChange,
  EmailChangeAnswer,
  Ended,
  LoginSession,
  MyEdit,
  OwnerClaim,
  PasswordShown,
  PasswordChange,
} from './account-schemas.ts';
import {
  deleteLoginSession,
  listLoginSessions,
  revokeOtherLoginSessions,
} from './login-sessions.ts';
import { showPassword } from '../second-factor/verbs.ts';
import { askerOf } from '../../http/login-answer.ts';
import { User } from './schemas.ts';

const tags = ['identity'];

/** A person's own account and login sessions. */
export const accountRoutes =
  (deps: IdentityDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.patch(
      '/api/auth/me',
      {
        schema: {
          operationId: 'editMe',
          summary: 'Changes name, picture and preferences of who is signed in',
          tags,
          body: MyEdit,
          response: answers({ 200: ref(User) }),
        },
      },
      (request) => editMe(ctxOf(deps, request), request.body),
    );
    app.post(
      '/api/auth/password',
      {
        schema: {
          operationId: 'changePassword',
          summary: 'Changes the password; ends all other login sessions',
          tags,
          body: PasswordChange,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await changePassword(ctxOf(deps, request), request.body, askerOf(request));
        return reply.code(204).send(null);
      },
    );
    app.post(
      '/api/auth/email',
      {
        schema: {
          operationId: 'changeEmail',
          summary: 'Changes the e-mail address, once the link mailed to the new one is opened',
          tags,
          body: EmailChange,
          response: answers({ 200: ref(EmailChangeAnswer) }),
        },
      },
      (request) => changeEmail(ctxOf(deps, request), request.body, askerOf(request)),
    );
    app.post(
      '/api/auth/claim',
      {
        schema: {
          operationId: 'claimOwner',
          summary: 'Gives the local owner a name, an address and a password, once',
          tags,
          body: OwnerClaim,
          response: answers({ 200: ref(User) }),
        },
      },
      (request) => claimOwner(ctxOf(deps, request), request.body, askerOf(request)),
    );
    app.post(
      '/api/auth/proof',
      {
        schema: {
          operationId: 'showPassword',
          summary: 'Shows the password again, for what wants it shown in the last ten minutes',
          tags,
          body: PasswordShown,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await showPassword(ctxOf(deps, request), request.body.password);
        return reply.code(204).send(null);
      },
    );
    app.get(
      '/api/login-sessions',
      {
        schema: {
          operationId: 'listLoginSessions',
          summary: 'Where one is signed in, used last first',
          tags,
          response: answers({ 200: listOf(ref(LoginSession)) }),
        },
      },
      (request) => listLoginSessions(ctxOf(deps, request)),
    );
    app.delete(
      '/api/login-sessions/:id',
      {
        schema: {
          operationId: 'deleteLoginSession',
          summary: 'Signs one device out',
          tags,
          params: IdParams,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await deleteLoginSession(ctxOf(deps, request), request.params.id);
        return reply.code(204).send(null);
      },
    );
    app.post(
      '/api/login-sessions/revoke-others',
      {
        schema: {
          operationId: 'revokeOtherLoginSessions',
          summary: 'Signs all other devices out',
          tags,
          response: answers({ 200: ref(Ended) }),
        },
      },
      (request) => revokeOtherLoginSessions(ctxOf(deps, request)),
    );
  };
