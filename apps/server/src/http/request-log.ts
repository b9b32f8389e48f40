import type { FastifyBaseLogger, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';

/** What the log tells of a request. Not its query: tickets and codes of providers come in there. */
export function requestLog(log: Logger): FastifyBaseLogger {
  return log.child({}, { serializers: { req: describe } });
}

function describe({ method, url, host, ip }: FastifyRequest) {
  return { method, path: url.split('?', 1)[0], host, remoteAddress: ip };
}
