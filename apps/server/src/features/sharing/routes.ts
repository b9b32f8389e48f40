import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Deps } from '../../deps.ts';
import { setLinkCookie } from '../../http/cookies.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, IdParams, listOf, ref } from '../../http/schema.ts';
import { CreatedShare, NewShare, OpenedShare, OpenShare, Share, ShareParams } from './schemas.ts';
import { createShare, deleteShare, listShares, openShare } from './verbs.ts';

const tags = ['sharing'];

export const sharingRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/api/sessions/:id/shares',
      {
        schema: {
          operationId: 'listShares',
          summary: 'Links that show this session to whoever has them',
          tags,
          params: IdParams,
          response: answers({ 200: listOf(ref(Share)) }),
        },
      },
      async (request) => listShares(ctxOf(deps, request), request.params.id),
    );
    app.post(
      '/api/sessions/:id/shares',
      {
        schema: {
          operationId: 'createShare',
          summary: 'Makes a link that shows this one session, and nothing else, until it expires',
          tags,
          params: IdParams,
          body: NewShare,
          response: answers({ 201: ref(CreatedShare) }),
        },
      },
      async (request, reply) =>
        reply
          .code(201)
          .header('cache-control', 'no-store')
          .send(await createShare(ctxOf(deps, request), request.params.id, request.body)),
    );
    app.delete(
      '/api/sessions/:id/shares/:shareId',
      {
        schema: {
          operationId: 'deleteShare',
          summary: 'Revokes a link; whoever opened it sees nothing more',
          tags,
          params: ShareParams,
          response: answers({ 204: Type.Null() }),
        },
      },
      async (request, reply) => {
        await deleteShare(ctxOf(deps, request), request.params.id, request.params.shareId);
        return reply.code(204).send(null);
      },
    );
    app.post(
      '/auth/share',
      {
        schema: {
          operationId: 'openShare',
          summary: 'Opens a share link',
          tags,
          body: OpenShare,
          response: answers({ 200: ref(OpenedShare) }),
        },
      },
      async (request, reply) => {
        const { token, keep } = request.body;
        const opened = await openShare(deps, token, request.ip);
        void reply.header('cache-control', 'no-store');
        if (keep !== 'cookie') return opened;
        setLinkCookie(reply, deps.identity.publicUrl, token, new Date(opened.expiresAt));
        return { sessionId: opened.sessionId, expiresAt: opened.expiresAt };
      },
    );
  };
