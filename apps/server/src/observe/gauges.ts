import { statfs } from 'node:fs/promises';
import { getHeapStatistics } from 'node:v8';
import type { BatchObservableResult, Observable } from '@opentelemetry/api';
import type { Database } from '../db/client.ts';
import type { Deps } from '../deps.ts';
import { cached } from './cached.ts';
import { countOpenStreams, countWaitingMessages } from './queries.ts';

/** Asked of the database at most so often, however many ask for metrics. */
const DATABASE_MS = 5000;
const PATIENCE_MS = 2000;

/** Where a reading finds things out. */
export type GaugeSources = {
  readonly deps: Deps;
  readonly database: Database;
};

/** Makes every reading bring what the process, its ingest and its database are like at that moment. */
export function watchGauges({ deps, database }: GaugeSources): void {
  watchProcess(deps);
  watchIngest(deps);
  watchDatabase(deps, database);
}

type Read = (result: BatchObservableResult) => Promise<void> | void;

function gaugesOf({ metrics: { meter } }: Deps) {
  const made: Observable[] = [];
  return {
    gauge: (name: string, description: string) => {
      const one = meter.createObservableGauge(name, { description });
      made.push(one);
      return one;
    },
    counter: (name: string, description: string) => {
      const one = meter.createObservableCounter(name, { description });
      made.push(one);
      return one;
    },
    read: (read: Read) => meter.addBatchObservableCallback(read, made),
  };
}

function watchProcess(deps: Deps): void {
  const { gauge, counter, read } = gaugesOf(deps);
  const loop = gauge(
    'outlap_event_loop_delay_seconds',
    'How late the event loop was in the last ten seconds.',
  );
  const heap = gauge('outlap_heap_used_bytes', 'JavaScript heap in use.');
  const heapLimit = gauge('outlap_heap_limit_bytes', 'Largest JavaScript heap.');
  const resident = gauge(
    'outlap_resident_memory_bytes',
    'Memory of the process, threads included.',
  );
  const cpu = counter('outlap_cpu_seconds_total', 'Processor time of the process.');
  const start = gauge('outlap_start_time_seconds', 'When the process started, seconds since 1970.');
  const build = gauge('outlap_build_info', 'Version of the server and of Node, always 1.');
  const draining = gauge('outlap_draining', '1 while the server hands over before it stops.');
  const disk = gauge('outlap_disk_free_bytes', 'Room left where DATA_DIR lies.');
  const startedAt = Date.now() / 1000 - process.uptime();
  const limit = getHeapStatistics().heap_size_limit;
  read(async (result) => {
    for (const [statistic, seconds] of Object.entries(deps.eventLoop.delay()))
      result.observe(loop, seconds, { statistic });
    const { heapUsed, rss } = process.memoryUsage();
    const { user, system } = process.cpuUsage();
    result.observe(heap, heapUsed);
    result.observe(heapLimit, limit);
    result.observe(resident, rss);
    result.observe(cpu, (user + system) / 1e6);
    result.observe(start, startedAt);
    result.observe(build, 1, { version: deps.version, node: process.versions.node });
    result.observe(draining, deps.drain.isDraining ? 1 : 0);
    const room = await statfs(deps.config.DATA_DIR).catch(() => undefined);
    if (room) result.observe(disk, room.bavail * room.bsize);
  });
}

function watchIngest(deps: Deps): void {
  const { gauge, read } = gaugesOf(deps);
  const bytes = gauge('outlap_ingest_waiting_bytes', 'Bytes of frames that wait for a commit.');
  const frames = gauge('outlap_ingest_waiting_frames', 'Frames that wait for a commit.');
  const oldest = gauge('outlap_ingest_oldest_waiting_seconds', 'Age of the frame waiting longest.');
  const streams = gauge('outlap_ingest_streams', 'Streams whose recorder is connected here.');
  const age = gauge(
    'outlap_ingest_newest_sample_age_seconds',
    'Age of the newest durable sample, of the connected stream that sends and is furthest behind.',
  );
  read((result) => {
    const now = deps.now().getTime();
    const waiting = deps.ingest.waiting;
    result.observe(bytes, waiting.bytes);
    result.observe(frames, waiting.frames);
    result.observe(oldest, waiting.since === undefined ? 0 : (now - waiting.since) / 1000);
    const connected = [...deps.ingest.streams].filter(({ peer }) => peer !== null);
    result.observe(streams, connected.length);
    const ages = connected
      .filter(({ lastFrameAt, durableAtMs }) => durableAtMs > 0 && now - lastFrameAt < 30_000)
      .map(({ durableAtMs }) => (now - durableAtMs) / 1000);
    result.observe(age, Math.max(0, ...ages));
  });
}

function watchDatabase(deps: Deps, database: Database): void {
  const { gauge, read } = gaugesOf(deps);
  const connections = gauge('outlap_database_connections', 'Connections to the database by state.');
  const waiting = gauge('outlap_database_waiting', 'Statements that wait for a connection.');
  const up = gauge('outlap_database_up', '1 when the database answered what a reading asks it.');
  const redis = gauge('outlap_redis_up', '1 when Redis is connected; missing without REDIS_URL.');
  const live = gauge('outlap_live_streams', 'Streams that are open, on all servers together.');
  const messages = gauge('outlap_outbox_waiting', 'Mails and webhooks that wait, by kind.');
  const overdue = gauge('outlap_outbox_overdue_seconds', 'How long the oldest one has been due.');
  const jobs = gauge('outlap_jobs', 'Jobs by queue and state, as counted within the last minute.');
  const backupAge = gauge(
    'outlap_backup_age_seconds',
    'Age of the last backup that was read back.',
  );
  const backupLate = gauge('outlap_backup_late', '1 when the scheduled backup is overdue.');
  const ask = cached(DATABASE_MS, PATIENCE_MS, async () => {
    const [open, outbox, queues, backup] = await Promise.all([
      countOpenStreams(deps.db),
      countWaitingMessages(deps.db),
      deps.jobs.count(),
      askBackup(deps),
    ]);
    return { open, outbox, queues, backup };
  });
  read(async (result) => {
    const pool = database.load();
    result.observe(connections, pool.idle, { state: 'idle' });
    result.observe(connections, pool.busy, { state: 'busy' });
    result.observe(waiting, pool.waiting);
    const { connected } = deps.bus;
    if (connected !== undefined) result.observe(redis, connected() ? 1 : 0);
    const found = await ask();
    result.observe(up, found ? 1 : 0);
    if (!found) return;
    result.observe(live, found.open);
    result.observe(backupLate, found.backup?.late ? 1 : 0);
    if (found.backup?.ageSeconds !== undefined) result.observe(backupAge, found.backup.ageSeconds);
    const now = deps.now().getTime();
    for (const { kind, count, oldest } of found.outbox) {
      result.observe(messages, count, { kind });
      result.observe(overdue, Math.max(0, (now - oldest.getTime()) / 1000), { kind });
    }
    for (const kind of ['mail', 'webhook'].filter(
      (one) => !found.outbox.some((row) => row.kind === one),
    )) {
      result.observe(messages, 0, { kind });
      result.observe(overdue, 0, { kind });
    }
    for (const { queue, state, count } of found.queues)
      result.observe(jobs, count, { queue, state });
  });
}

type BackupState = { readonly late: boolean; readonly ageSeconds?: number };

/** Undefined where no backups are scheduled; its code is loaded only where they are. */
async function askBackup(deps: Deps): Promise<BackupState | undefined> {
  if (deps.config.BACKUP_TO === '') return undefined;
  const { findLastBackup } = await import('../features/backups/verbs.ts');
  return (await findLastBackup(deps)) ?? { late: true };
}
