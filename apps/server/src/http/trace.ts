import { FastifyOtelInstrumentation } from '@fastify/otel';
import type { FastifyInstance } from 'fastify';

/** Makes a span of every request; a caller's `traceparent` is gone on with. */
export async function traceRequests(app: FastifyInstance): Promise<void> {
  const instrumentation = new FastifyOtelInstrumentation({
    // One span a request and one a handler say enough; each hook as a span would be most of what is sent.
    instrumentHooks: false,
    ignorePaths: ({ url }) => url.startsWith('/health') || url === '/metrics',
  });
  await app.register(instrumentation.plugin());
}
