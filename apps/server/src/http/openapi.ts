import swagger from '@fastify/swagger';
import type { FastifyInstance } from 'fastify';
import { listComponents } from './schema.ts';

/** Describes every route registered after this call; the document is served at /api/openapi.json. */
export async function describeApi(app: FastifyInstance, version: string): Promise<void> {
  for (const schema of listComponents()) app.addSchema(schema);
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Outlap',
        version,
        description: 'Errors are RFC 9457 problem details with a stable `code`.',
      },
      servers: [{ url: '/' }],
    },
    refResolver: {
      buildLocalReference: (schema, _base, _fragment, index) =>
        typeof schema.$id === 'string' ? schema.$id : `schema-${index}`,
    },
  });
  app.get(
    '/api/openapi.json',
    { config: { verb: 'getApiDocument' }, schema: { hide: true } },
    async () => app.swagger(),
  );
}
