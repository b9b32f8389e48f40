import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Deps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, IdParams, ref } from '../../http/schema.ts';
import { EditSession, Session, SessionDetail, SessionPage, SessionQuery } from './schemas.ts';
import { deleteSession, editSession, getSession, listSessions } from './verbs.ts';

export const sessionRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/sessions',
      {
        schema: {
          operationId: 'listSessions',
          summary: 'Sessions, newest first',
          tags: ['sessions'],
          querystring: SessionQuery,
          response: answers({ 200: ref(SessionPage) }),
        },
      },
      async (request) => listSessions(ctxOf(deps, request), request.query),
    );
    app.get(
      '/sessions/:id',
      {
        schema: {
          operationId: 'getSession',
          summary: 'A session with its laps and their analysis',
          tags: ['sessions'],
          params: IdParams,
          response: answers({ 200: ref(SessionDetail) }),
        },
      },
      async (request) => getSession(ctxOf(deps, request), request.params.id),
    );
    app.patch(
      '/sessions/:id',
      {
        schema: {
          operationId: 'editSession',
          summary: 'Corrects what the file said, or adds notes',
          tags: ['sessions'],
          params: IdParams,
          body: EditSession,
          response: answers({ 200: ref(Session) }),
        },
      },
      async (request) => editSession(ctxOf(deps, request), request.params.id, request.body),
    );
    app.delete(
      '/sessions/:id',
      {
        schema: {
          operationId: 'deleteSession',
          summary: 'Removes a session with its laps and files',
          tags: ['sessions'],
          params: IdParams,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await deleteSession(ctxOf(deps, request), request.params.id);
        return reply.code(204).send(null);
      },
    );
  };
