import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Deps } from '../../deps.ts';
import {
  clearReturnCookie,
  clearTokenCookies,
  loginCookieOf,
  RETURN_COOKIE,
  setReturnCookie,
  setTokenCookies,
} from '../../http/cookies.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, IdParams, ref } from '../../http/schema.ts';
import { answerTokens, askerOf } from '../../http/login-answer.ts';
import { TokenAnswer } from '../identity/schemas.ts';
import { endImpersonation, impersonate } from './impersonation.ts';
import {
  Account,
  AccountPage,
  AccountQuery,
  EditAccount,
  ImpersonationEnd,
  NewImpersonation,
  NewLock,
} from './schemas.ts';
import { editAccount, getAccount, listAccounts, lockAccount, unlockAccount } from './verbs.ts';

/** What those who run the platform do with accounts. */
export const administrationRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/api/users',
      {
        schema: {
          operationId: 'listAccounts',
          summary: 'Accounts, newest first',
          tags: ['administration'],
          querystring: AccountQuery,
          response: answers({ 200: ref(AccountPage) }),
        },
      },
      (request) => listAccounts(ctxOf(deps, request), request.query),
    );
    app.get(
      '/api/users/:id',
      {
        schema: {
          operationId: 'getAccount',
          summary: 'An account',
          tags: ['administration'],
          params: IdParams,
          response: answers({ 200: ref(Account) }),
        },
      },
      (request) => getAccount(ctxOf(deps, request), request.params.id),
    );
    app.patch(
      '/api/users/:id',
      {
        schema: {
          operationId: 'editAccount',
          summary: 'Gives an account another role on the platform',
          tags: ['administration'],
          params: IdParams,
          body: EditAccount,
          response: answers({ 200: ref(Account) }),
        },
      },
      (request) => editAccount(ctxOf(deps, request), request.params.id, request.body),
    );
    app.put(
      '/api/users/:id/lock',
      {
        schema: {
          operationId: 'lockAccount',
          summary: 'Locks an account: its login sessions end at once, and it cannot sign in',
          tags: ['administration'],
          params: IdParams,
          body: NewLock,
          response: answers({ 200: ref(Account) }),
        },
      },
      (request) => lockAccount(ctxOf(deps, request), request.params.id, request.body),
    );
    app.delete(
      '/api/users/:id/lock',
      {
        schema: {
          operationId: 'unlockAccount',
          summary: 'Takes the lock off an account',
          tags: ['administration'],
          params: IdParams,
          response: answers({ 200: ref(Account) }),
        },
      },
      (request) => unlockAccount(ctxOf(deps, request), request.params.id),
    );
    app.post(
      '/api/users/:id/impersonate',
      {
        schema: {
          operationId: 'impersonate',
          summary: 'Acts as a person who allowed it, for an hour at most',
          tags: ['administration'],
          params: IdParams,
          body: NewImpersonation,
          response: answers({ 200: ref(TokenAnswer) }),
        },
      },
      async (request, reply) => {
        const ctx = ctxOf(deps, request);
        const { tokens, returnToken } = await impersonate(
          ctx,
          request.params.id,
          request.body,
          askerOf(request),
        );
        const answer = await answerTokens(deps, reply, tokens, request.body.keep);
        if (request.body.keep === 'cookie')
          setReturnCookie(reply, deps.identity.publicUrl, await returnToken());
        return answer;
      },
    );
    app.post(
      '/auth/impersonation/end',
      {
        schema: {
          operationId: 'endImpersonation',
          summary: 'Ends acting as somebody; this browser is the owner’s again',
          tags: ['administration'],
          response: answers({ 200: ref(ImpersonationEnd) }),
        },
      },
      async (request, reply) => {
        const { publicUrl } = deps.identity;
        const returnToken = loginCookieOf(request, publicUrl, RETURN_COOKIE);
        const tokens = await endImpersonation(deps, request.actor, returnToken);
        if (tokens) setTokenCookies(reply, publicUrl, tokens);
        else clearTokenCookies(reply, publicUrl);
        clearReturnCookie(reply, publicUrl);
        return { signedIn: tokens !== undefined };
      },
    );
  };
