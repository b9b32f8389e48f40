import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import type { Deps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { sendObject } from '../../http/object-reply.ts';
import { answers, IdParams, ref } from '../../http/schema.ts';
import { LapColumns, LapDataQuery, LapDetail, LapFileQuery, LapPage, LapQuery } from './schemas.ts';
import { getLap, getLapFile, listLaps, readLapColumns } from './verbs.ts';

export const lapRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/laps',
      {
        schema: {
          operationId: 'listLaps',
          summary: 'Laps, by layout, valid ones first, fastest first',
          tags: ['laps'],
          querystring: LapQuery,
          response: answers({ 200: ref(LapPage) }),
        },
      },
      async (request) => listLaps(ctxOf(deps, request), request.query),
    );
    app.get(
      '/laps/:id',
      {
        schema: {
          operationId: 'getLap',
          summary: 'A lap',
          tags: ['laps'],
          params: IdParams,
          response: answers({ 200: ref(LapDetail) }),
        },
      },
      async (request) => getLap(ctxOf(deps, request), request.params.id),
    );
    app.get(
      '/laps/:id/file',
      {
        schema: {
          operationId: 'getLapFile',
          summary: 'The Parquet file of a lap; ranges allowed',
          tags: ['laps'],
          params: IdParams,
          querystring: LapFileQuery,
          produces: ['application/vnd.apache.parquet'],
          response: {
            200: binary('The whole file'),
            206: binary('The bytes asked for by Range'),
          },
        },
      },
      async (request, reply) => {
        const file = await getLapFile(ctxOf(deps, request), request.params.id);
        return sendObject(request, reply, file, request.query.v);
      },
    );
    app.get(
      '/laps/:id/data',
      {
        schema: {
          operationId: 'getLapData',
          summary: 'Channels of a lap as columns',
          tags: ['laps'],
          params: IdParams,
          querystring: LapDataQuery,
          response: answers({ 200: ref(LapColumns) }),
        },
        // The thread that read the file has written the JSON, too.
        serializerCompiler: () => (body: unknown) => body as string,
      },
      async (request, reply) =>
        reply
          .type('application/json; charset=utf-8')
          .send(
            (await readLapColumns(ctxOf(deps, request), request.params.id, request.query)) as never,
          ),
    );
  };

function binary(description: string) {
  return Type.Unsafe<unknown>({
    description,
    content: {
      'application/vnd.apache.parquet': { schema: { type: 'string', format: 'binary' } },
    },
  });
}
