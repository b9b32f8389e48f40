import { getHeapStatistics } from 'node:v8';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { EventLoop } from '../observe/event-loop.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Verb } from '../permissions.ts';

declare module 'fastify' {
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- only interfaces merge
  interface FastifyInstance {
    /** Whether requests are refused now because there is too much to do. */
    isOverloaded: () => boolean;
  }
}

/** One long task is no overload: the loop has to be late in so many seconds on end. */
const LASTING_SECONDS = 3;
const RETRY_SECONDS = 5;

/** What an operator needs most while the process is overloaded, and recorders, who are told to slow down instead. */
const NEVER_SHED: readonly (Verb | undefined)[] = [
  'getHealth',
  'getReadiness',
  'getMetrics',
  'ingestSocket',
];

type Options = {
  readonly config: Pick<Config, 'SHED_EVENT_LOOP_DELAY_MS' | 'SHED_HEAP_PERCENT'>;
  readonly metrics: Metrics;
  readonly eventLoop: EventLoop;
};

type Overload = 'eventLoopDelay' | 'heapUsedBytes';

/** Answers requests with 503 and Retry-After while the event loop or the heap is beyond its limit. */
export function shedLoad(app: FastifyInstance, deps: Options): void {
  const overload = watchOverload(app, deps);
  app.decorate('isOverloaded', () => overload() !== undefined);
  app.addHook('onRequest', async (request) => {
    const reason = overload();
    if (reason === undefined || NEVER_SHED.includes(request.routeOptions.config.verb)) return;
    deps.metrics.shedRequests.add(1, { reason });
    throw new AppError('overloaded', 'The server has too much to do; try again in a moment', {
      members: { retryAfterSeconds: RETRY_SECONDS },
    });
  });
}

function watchOverload(
  app: FastifyInstance,
  { config: { SHED_EVENT_LOOP_DELAY_MS: mostDelayMs, SHED_HEAP_PERCENT }, eventLoop }: Options,
): () => Overload | undefined {
  const mostHeap = (getHeapStatistics().heap_size_limit * SHED_HEAP_PERCENT) / 100;
  let lateSeconds = 0;
  let isFull = false;
  const stop = eventLoop.eachSecond((delayMs) => {
    lateSeconds = mostDelayMs > 0 && delayMs > mostDelayMs ? lateSeconds + 1 : 0;
    isFull = mostHeap > 0 && getHeapStatistics().used_heap_size > mostHeap;
  });
  app.addHook('onClose', async () => {
    stop();
  });
  return () => {
    eventLoop.wake();
    if (lateSeconds >= LASTING_SECONDS) return 'eventLoopDelay';
    return isFull ? 'heapUsedBytes' : undefined;
  };
}
