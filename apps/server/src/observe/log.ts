import type { DestinationStream, LoggerOptions } from 'pino';
import { pino } from 'pino';
import type { Config } from '../config.ts';
import { joinLine } from './spans.ts';

/** Set on loggers whose every line already has the id of their request; what is made from them inherits it. */
const KNOWS_REQUEST = Symbol('knows its request');

type Marked = { [KNOWS_REQUEST]?: true };

/** How the server logs: lines of one request, its job and its mails share `requestId`, those of one trace `traceId`. */
export function openLog(level: Config['LOG_LEVEL'], to: DestinationStream) {
  const options: LoggerOptions = {
    level,
    redact: ['req.headers.authorization', 'req.headers.cookie'],
    mixin: (_line, _level, logger) => joinLine((logger as Marked)[KNOWS_REQUEST] === true),
  };
  return pino(options, to);
}

/** Remembers that a logger brings the id by itself, so that no line has it twice. */
export function markRequestLog<T extends object>(logger: T): T {
  return Object.assign(logger, { [KNOWS_REQUEST]: true } satisfies Marked);
}
