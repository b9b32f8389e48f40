import type { FastifyInstance } from 'fastify';
import { type Config, publicUrlOf } from '../config.ts';

const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const HEADERS = 'authorization, content-type, if-none-match, if-range, range';
const EXPOSED =
  'accept-ranges, content-disposition, content-range, etag, retry-after, x-request-id';
const PREFLIGHT_SECONDS = 600;

/**
 * Lets pages of the listed origins read what the server answers them. They show tokens of their own: cookies are never
 * taken from them, so that such a page cannot act as whoever happens to be signed in here. The server's own page is none
 * of them, also where somebody listed it.
 */
export function allowOrigins(
  app: FastifyInstance,
  config: Pick<Config, 'ALLOWED_ORIGINS' | 'PUBLIC_URL' | 'HOST' | 'PORT'>,
): void {
  const origins = new Set(config.ALLOWED_ORIGINS.map((origin) => origin.toLowerCase()));
  origins.delete(new URL(publicUrlOf(config)).origin);
  if (origins.size === 0) return;
  app.addHook('onRequest', async (request, reply) => {
    void reply.header('vary', 'origin');
    const { origin } = request.headers;
    if (origin === undefined || !origins.has(origin.toLowerCase())) return;
    delete request.headers.cookie;
    void reply
      .header('access-control-allow-origin', origin)
      .header('access-control-expose-headers', EXPOSED);
    if (request.method !== 'OPTIONS') return;
    void reply
      .header('access-control-allow-methods', METHODS)
      .header('access-control-allow-headers', HEADERS)
      .header('access-control-max-age', PREFLIGHT_SECONDS);
    return reply.code(204).send();
  });
}
