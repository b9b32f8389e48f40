import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityDeps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { clearTokenCookies, cookieOf, REFRESH_COOKIE } from '../../http/cookies.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answerTokens, askerOf } from '../../http/login-answer.ts';
import { answers, IdParams, listOf, ref } from '../../http/schema.ts';
import {
  ApiKeyView,
  CreatedApiKey,
  NewApiKey,
  Refresh,
  SocketTicket,
  TicketSignIn,
  TokenAnswer,
} from './schemas.ts';
import {
  createApiKey,
  createSocketTicket,
  deleteApiKey,
  listApiKeys,
  logout,
  signInByTicket,
} from './verbs.ts';

/** Login sessions and what follows from them: tokens, tickets, keys. */
export const identityRoutes =
  (deps: IdentityDeps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.post(
      '/auth/ticket',
      {
        schema: {
          operationId: 'signInByTicket',
          summary: 'Signs in with the one-time ticket that the server printed at its start',
          tags: ['identity'],
          body: TicketSignIn,
          response: answers({ 200: ref(TokenAnswer) }),
        },
      },
      async (request, reply) => {
        const { ticket, keep } = request.body;
        return answerTokens(
          deps,
          reply,
          await signInByTicket(deps, ticket, askerOf(request)),
          keep,
        );
      },
    );
    app.post(
      '/auth/refresh',
      {
        schema: {
          operationId: 'refreshTokens',
          summary: 'New tokens for a refresh token, which is used up',
          tags: ['identity'],
          body: Refresh,
          response: answers({ 200: ref(TokenAnswer) }),
        },
      },
      async (request, reply) => {
        await deps.throttle.fromNetwork('refresh', request.ip);
        const given = request.body.refreshToken;
        const token = given ?? cookieOf(request, REFRESH_COOKIE);
        if (!token) throw new AppError('refresh_token_invalid', 'There is no refresh token');
        try {
          const tokens = await deps.identity.rotateTokens(token);
          return await answerTokens(deps, reply, tokens, given ? 'client' : 'cookie');
        } catch (error) {
          if (!given) clearTokenCookies(reply, deps.identity.publicUrl);
          throw error;
        }
      },
    );
    app.post(
      '/auth/logout',
      {
        schema: {
          operationId: 'logout',
          summary: 'Ends this login session and all of its tokens',
          tags: ['identity'],
          body: Refresh,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        const token = request.body.refreshToken ?? cookieOf(request, REFRESH_COOKIE);
        await logout(deps, request.actor, token);
        clearTokenCookies(reply, deps.identity.publicUrl);
        return reply.code(204).send(null);
      },
    );
    app.post(
      '/api/socket-tickets',
      {
        schema: {
          operationId: 'createSocketTicket',
          summary: 'A one-time ticket for a WebSocket',
          tags: ['identity'],
          response: answers({ 200: ref(SocketTicket) }),
        },
      },
      (request) => createSocketTicket(ctxOf(deps, request)),
    );
    app.get(
      '/api/keys',
      {
        schema: {
          operationId: 'listApiKeys',
          summary: 'API keys of who is signed in',
          tags: ['identity'],
          response: answers({ 200: listOf(ref(ApiKeyView)) }),
        },
      },
      (request) => listApiKeys(ctxOf(deps, request)),
    );
    app.post(
      '/api/keys',
      {
        schema: {
          operationId: 'createApiKey',
          summary: 'Makes an API key, whose secret is shown this once',
          tags: ['identity'],
          body: NewApiKey,
          response: answers({ 201: ref(CreatedApiKey) }),
        },
      },
      async (request, reply) =>
        reply.code(201).send(await createApiKey(ctxOf(deps, request), request.body)),
    );
    app.delete(
      '/api/keys/:id',
      {
        schema: {
          operationId: 'deleteApiKey',
          summary: 'Revokes an API key',
          tags: ['identity'],
          params: IdParams,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await deleteApiKey(ctxOf(deps, request), request.params.id);
        return reply.code(204).send(null);
      },
    );
  };
