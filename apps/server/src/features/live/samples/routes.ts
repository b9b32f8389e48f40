import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Deps } from '../../../deps.ts';
import { ctxOf } from '../../../http/ctx.ts';
import { answers, IdParams, ref } from '../../../http/schema.ts';
import { RecentQuery, Samples, SamplesSpanQuery } from './schemas.ts';
import { getCurrentSession, getSampledSession, readSamplesJson } from './verbs.ts';

/** The thread that read the samples has written the JSON, too. */
const serializerCompiler = () => (body: unknown) => body as string;
const JSON_TYPE = 'application/json; charset=utf-8';

export const samplesRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/sessions/current/recent',
      {
        schema: {
          operationId: 'getRecentSamples',
          summary: 'The last seconds of the newest running session',
          tags: ['live'],
          querystring: RecentQuery,
          response: answers({ 200: ref(Samples) }),
        },
        serializerCompiler,
      },
      async (request, reply) => {
        const ctx = ctxOf(deps, request);
        const { seconds: lastSeconds = 30, rateHz = 10, channels } = request.query;
        const session = await getCurrentSession(ctx, request.query.team);
        const query = { lastSeconds, rateHz, ...namesOf(channels) };
        return reply
          .type(JSON_TYPE)
          .header('cache-control', 'no-store')
          .send((await readSamplesJson(ctx, session, query)) as never);
      },
    );
    app.get(
      '/sessions/:id/samples',
      {
        schema: {
          operationId: 'getSamples',
          summary: 'Samples of a session, also of one that is running, at a common rate',
          tags: ['live'],
          params: IdParams,
          querystring: SamplesSpanQuery,
          response: answers({ 200: ref(Samples) }),
        },
        serializerCompiler,
      },
      async (request, reply) => {
        const ctx = ctxOf(deps, request);
        const { from = 0, to, rateHz = 10, channels } = request.query;
        const session = await getSampledSession(ctx, request.params.id);
        const query = {
          fromSeconds: from,
          rateHz,
          ...(to === undefined ? {} : { toSeconds: to }),
          ...namesOf(channels),
        };
        return reply
          .type(JSON_TYPE)
          .header('cache-control', 'no-store')
          .send((await readSamplesJson(ctx, session, query)) as never);
      },
    );
  };

function namesOf(channels: string | undefined): { channels?: readonly string[] } {
  if (channels === undefined) return {};
  const names = channels.split(',').map((name) => name.trim());
  return { channels: [...new Set(names)].filter(Boolean) };
}
