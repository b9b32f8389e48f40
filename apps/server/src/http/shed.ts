import { getHeapStatistics } from 'node:v8';
import underPressure from '@fastify/under-pressure';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import { AppError } from '../errors.ts';
import type { Metrics } from '../observe/metrics.ts';
import type { Verb } from '../permissions.ts';

declare module 'fastify' {
  // eslint-disable-next-line @typescript-eslint/consistent-type-definitions -- only interfaces merge
  interface FastifyInstance {
    /** Whether requests are refused now because there is too much to do. */
    isOverloaded: () => boolean;
  }
}

const SAMPLE_MS = 1000;
/** One long task is no overload: the loop has to be late in so many samples on end. */
const LASTING_SAMPLES = 3;
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
};

/** Answers requests with 503 and Retry-After while the event loop or the heap is beyond its limit. */
export async function shedLoad(app: FastifyInstance, deps: Options): Promise<void> {
  const { SHED_EVENT_LOOP_DELAY_MS, SHED_HEAP_PERCENT } = deps.config;
  const mostHeap = (getHeapStatistics().heap_size_limit * SHED_HEAP_PERCENT) / 100;
  let lateSamples = 0;
  const isOverloaded = () =>
    app.isUnderPressure() && (lateSamples >= LASTING_SAMPLES || isFull(app, mostHeap));
  app.decorate('isOverloaded', isOverloaded);
  await app.register(underPressure, {
    sampleInterval: SAMPLE_MS,
    maxEventLoopDelay: SHED_EVENT_LOOP_DELAY_MS,
    maxHeapUsedBytes: mostHeap,
    // What it throws at once would end the process: only a promise is caught.
    pressureHandler: async (request, _reply, type) => {
      if (NEVER_SHED.includes(request.routeOptions.config.verb) || !isOverloaded()) return;
      deps.metrics.shedRequests.add(1, { reason: type });
      throw new AppError('overloaded', 'The server has too much to do; try again in a moment', {
        members: { retryAfterSeconds: RETRY_SECONDS },
      });
    },
  });
  const timer = setInterval(() => {
    lateSamples = app.isUnderPressure() ? lateSamples + 1 : 0;
  }, SAMPLE_MS).unref();
  app.addHook('onClose', async () => clearInterval(timer));
}

function isFull(app: FastifyInstance, mostHeap: number): boolean {
  return mostHeap > 0 && app.memoryUsage().heapUsed > mostHeap;
}
