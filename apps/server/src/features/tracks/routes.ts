import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Deps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, IdParams, ref } from '../../http/schema.ts';
import { Layout } from '../../resources/layout.ts';
import { TrackList } from './schemas.ts';
import { getLayout, listTracks } from './verbs.ts';

export const trackRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/tracks',
      {
        schema: {
          operationId: 'listTracks',
          summary: 'Tracks with their layouts, by name',
          tags: ['tracks'],
          response: answers({ 200: ref(TrackList) }),
        },
      },
      async (request) => listTracks(ctxOf(deps, request)),
    );
    app.get(
      '/layouts/:id',
      {
        schema: {
          operationId: 'getLayout',
          summary: 'A layout with its outline and corners',
          tags: ['tracks'],
          params: IdParams,
          response: answers({ 200: ref(Layout) }),
        },
      },
      async (request) => getLayout(ctxOf(deps, request), request.params.id),
    );
  };
