import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { Deps } from '../../deps.ts';
import { ref } from '../../http/schema.ts';
import { Health, Readiness } from './schemas.ts';
import { openReadiness } from './verbs.ts';

export const healthRoutes =
  (deps: Deps): FastifyPluginAsyncTypebox =>
  async (app) => {
    const checkReadiness = openReadiness(deps);
    app.get(
      '/health',
      {
        logLevel: 'warn',
        schema: {
          operationId: 'getHealth',
          summary: 'Whether the process is alive',
          tags: ['health'],
          response: { 200: ref(Health) },
        },
      },
      async () => ({ status: 'ok' as const, version: deps.version }),
    );
    app.get(
      '/health/ready',
      {
        logLevel: 'warn',
        schema: {
          operationId: 'getReadiness',
          summary: 'Whether the server can do its work, by what it depends on',
          tags: ['health'],
          response: { 200: ref(Readiness), 503: ref(Readiness) },
        },
      },
      async (_request, reply) => {
        const readiness = await checkReadiness();
        return reply.code(readiness.status === 'ok' ? 200 : 503).send(readiness);
      },
    );
  };
