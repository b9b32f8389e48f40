import { PgBoss } from 'pg-boss';
import type { Logger } from 'pino';
import { findOrigin } from '../audit/origin.ts';
import type { Database } from '../db/client.ts';
import type { Metrics } from '../observe/metrics.ts';
import { withRequestId } from '../observe/spans.ts';

/** The job queue: work that outlives a request and a restart. */
export type Jobs = {
  /** Queues an import; its worker starts at once where one is free. */
  readonly queueImport: (importId: string) => Promise<void>;
  /** Whether there is a job for it that waits or runs. */
  readonly hasImport: (importId: string) => Promise<boolean>;
  /** How many there are, by queue and state, as the queue itself counts them every minute. */
  readonly count: () => Promise<readonly JobCount[]>;
  /** Whether the queue has had an error within the last minute. */
  readonly isFailing: () => boolean;
  /** Starts taking jobs. The handler must not throw for what a new attempt cannot mend. */
  readonly work: (
    handle: (importId: string, signal: AbortSignal) => Promise<void>,
  ) => Promise<void>;
  /** Lets running jobs end for a moment, then leaves them to the next start. */
  readonly close: () => Promise<void>;
};

type ImportJob = { readonly importId: string; readonly requestId?: string };

type JobCount = {
  readonly queue: string;
  readonly state: 'waiting' | 'active' | 'failed';
  readonly count: number;
};

const QUEUE = 'import';
/** A server wakes its own workers, for retries too; what it looks for was queued by another one. */
const POLL_SECONDS = 10;
const ALONE_POLL_SECONDS = 300;
const RETRY_SECONDS = 1;
/** When a retry is looked for: soon after it is due, and again where the queue was slow to note it. */
const RETRY_LOOKS_MS = [1200, 5000, 20_000];
/** No job waits for another one. */
const UNUSED_SECONDS = 86_400;
/** The queue's own clock ticks to tell listeners what is being worked on; nobody listens. */
const SLOWEST_TICK_MS = 10_000;
const STOP_PATIENCE_MS = 5000;
const FAILING_MS = 60_000;
const ALIVE: readonly string[] = ['created', 'retry', 'active'];

export async function openJobs(
  database: Database,
  options: {
    readonly workers: number;
    readonly timeoutSeconds: number;
    readonly log: Logger;
    readonly metrics: Metrics;
  },
): Promise<Jobs> {
  const embedded = database.kind === 'embedded';
  const boss = new PgBoss({
    db: { executeSql: (text, values) => database.executeSql(text, values) },
    backend: embedded ? 'pglite' : 'postgres',
    schema: 'pgboss',
    schedule: false,
    reindex: false,
    monitorVacuum: false,
    flowIntervalSeconds: UNUSED_SECONDS,
    clock: {
      now: () => Date.now(),
      setTimeout: (task, ms) => setTimeout(task, ms),
      clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
      setInterval: (task, ms) => setInterval(task, Math.max(SLOWEST_TICK_MS, ms)),
      clearInterval: (timer) => clearInterval(timer as NodeJS.Timeout),
    },
  });
  const workers: string[] = [];
  const wake = () => {
    for (const worker of workers) boss.notifyWorker(worker);
  };
  const stopping = new AbortController();
  const looks = new Set<NodeJS.Timeout>();
  const wakeLater = () => {
    if (stopping.signal.aborted) return;
    for (const ms of RETRY_LOOKS_MS) {
      const timer = setTimeout(() => {
        looks.delete(timer);
        wake();
      }, ms).unref();
      looks.add(timer);
    }
  };
  let failedAt = -Infinity;
  boss.on('error', (error) => {
    failedAt = performance.now();
    options.log.error({ err: error }, 'job queue');
    // What a worker was woken for is still there; one that could not look has forgotten it.
    if (looks.size === 0) wakeLater();
  });
  await boss.start();
  await boss.createQueue(QUEUE, {
    policy: 'standard',
    retryLimit: 3,
    retryDelay: RETRY_SECONDS,
    expireInSeconds: options.timeoutSeconds + 60,
    heartbeatSeconds: 30,
    deleteAfterSeconds: 3600,
  });
  // Alone on its database, a server that starts knows that no job can be running: what says so died with its process.
  if (embedded) await boss.deleteAllJobs(QUEUE);
  return {
    queueImport: async (importId) => {
      const requestId = findOrigin()?.requestId;
      const job: ImportJob = { importId, ...(requestId === undefined ? {} : { requestId }) };
      await boss.send(QUEUE, job, { singletonKey: importId });
      wake();
    },
    hasImport: async (importId) => {
      const jobs = await boss.findJobs<ImportJob>(QUEUE, { key: importId });
      return jobs.some(({ state }) => ALIVE.includes(state));
    },
    isFailing: () => performance.now() - failedAt < FAILING_MS,
    count: async () => {
      const [stats] = await boss.getQueueStats(QUEUE);
      if (!stats) return [];
      return [
        { queue: QUEUE, state: 'waiting', count: stats.queuedCount },
        { queue: QUEUE, state: 'active', count: stats.activeCount },
        { queue: QUEUE, state: 'failed', count: stats.failedCount },
      ];
    },
    work: async (handle) => {
      for (let n = 0; n < options.workers; n++) {
        const worker = await boss.work<ImportJob>(
          QUEUE,
          { pollingIntervalSeconds: embedded ? ALONE_POLL_SECONDS : POLL_SECONDS, batchSize: 1 },
          async ([job]) => {
            if (!job) return;
            const { importId, requestId } = job.data;
            const signal = AbortSignal.any([job.signal, stopping.signal]);
            const task = () => handle(importId, signal);
            try {
              await withRequestId(requestId, `job ${QUEUE}`, () => timed(options, task));
            } catch (error) {
              wakeLater();
              throw error;
            } finally {
              // Several may have been queued meanwhile, and a worker takes one each time it is woken.
              wake();
            }
          },
        );
        workers.push(worker);
      }
    },
    close: async () => {
      stopping.abort(new Error('The server is stopping'));
      for (const timer of looks) clearTimeout(timer);
      await boss.stop({ graceful: true, timeout: STOP_PATIENCE_MS, close: false });
    },
  };
}

async function timed(
  { metrics, log }: { readonly metrics: Metrics; readonly log: Logger },
  task: () => Promise<void>,
): Promise<void> {
  const startedAt = performance.now();
  let result = 'failed';
  try {
    await task();
    result = 'done';
  } finally {
    const seconds = (performance.now() - startedAt) / 1000;
    metrics.jobSeconds.record(seconds, { queue: QUEUE, result });
    log.info({ queue: QUEUE, result, seconds }, 'job ended');
  }
}
