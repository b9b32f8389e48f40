import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Metrics } from '../observe/metrics.ts';

/** Measures every request from its head to the end of its answer. Upgrades to WebSockets are counted where they live. */
export function measureRequests(app: FastifyInstance, deps: { readonly metrics: Metrics }): void {
  app.addHook('onResponse', async (request, reply) => {
    deps.metrics.requestSeconds.record(reply.elapsedTime / 1000, {
      method: request.method,
      route: routeOf(request),
      status: `${Math.floor(reply.statusCode / 100)}xx`,
    });
  });
}

/** The template of a route, never what somebody typed. */
function routeOf({ routeOptions }: FastifyRequest): string {
  return routeOptions.url ?? 'none';
}
