import {
  type FastifyBaseLogger,
  type FastifyRequest,
  type FastifyServerOptions,
  LogController,
} from 'fastify';
import type { Logger } from 'pino';
import { markRequestLog } from '../observe/log.ts';

/** How requests are logged: by one id each, `requestId`, which the answer to a failure names too. */
export function requestLog(log: Logger) {
  return {
    loggerInstance: log.child({}, { serializers: { req: describe } }) as FastifyBaseLogger,
    logController: new LogController({ requestIdLogLabel: 'requestId' }),
    childLoggerFactory: (logger, bindings, options) =>
      markRequestLog(logger.child(bindings, options)),
  } satisfies FastifyServerOptions;
}

/** What the log tells of a request. Not its query: tickets and codes of providers come in there. */
function describe({ method, url, host, ip }: FastifyRequest) {
  return { method, path: url.split('?', 1)[0], host, remoteAddress: ip };
}
