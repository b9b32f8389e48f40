import type { FastifyPluginAsync } from 'fastify';
import type { Deps } from '../../deps.ts';

/** `GET /metrics`, where Prometheus looks for it. */
export const metricsRoutes =
  (deps: Deps): FastifyPluginAsync =>
  async (app) => {
    app.get(
      '/metrics',
      { logLevel: 'warn', schema: { hide: true }, config: { verb: 'getMetrics' } },
      async (_request, reply) =>
        reply
          .type('text/plain; version=0.0.4; charset=utf-8')
          .header('cache-control', 'no-store')
          .send(await deps.metrics.toText()),
    );
  };
