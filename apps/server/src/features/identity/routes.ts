import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { IdentityDeps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answerTokens, askerOf } from '../../http/login-answer.ts';
import { answers, IdParams, listOf, ref } from '../../http/schema.ts';
import {
  ApiKeyView,
  CreatedApiKey,
  NewApiKey,
  SocketTicket,
  TicketSignIn,
  TokenAnswer,
} from './schemas.ts';
import { createApiKey, deleteApiKey, listApiKeys } from './keys.ts';
import { createSocketTicket, signInByTicket } from './verbs.ts';

/** What follows from a login session: tickets, keys. */
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
