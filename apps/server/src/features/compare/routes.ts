import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Deps } from '../../deps.ts';
import { ctxOf } from '../../http/ctx.ts';
import { answers, ref } from '../../http/schema.ts';
import { CompareQuery, Comparisons } from './schemas.ts';
import { compare } from './verbs.ts';

export const compareRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    app.get(
      '/compare',
      {
        schema: {
          operationId: 'compareLaps',
          summary: 'Where laps lost or won time against a reference',
          tags: ['laps'],
          querystring: CompareQuery,
          response: answers({ 200: ref(Comparisons) }),
        },
      },
      async (request) => compare(ctxOf(deps, request), request.query),
    );
  };
