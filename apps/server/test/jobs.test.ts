import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Database } from '../src/db/client.ts';
import { type Jobs, openJobs } from '../src/jobs/jobs.ts';
import { openMetrics } from '../src/observe/metrics.ts';
import { createTestDatabase, KINDS, type TestDatabase } from './databases.ts';

/** Less than the time between two looks of a queue that nobody wakes. */
const SOON = { timeout: 8000 };

describe.each(KINDS)('the job queue on %s', (kind) => {
  let home: TestDatabase;
  let jobs: Jobs;
  beforeEach(async () => {
    home = await createTestDatabase(kind);
  });
  afterEach(async () => {
    await jobs.close();
    await home.drop();
  });

  async function open(database: Database): Promise<void> {
    const log = pino({ level: 'silent' });
    jobs = await openJobs(database, {
      workers: 1,
      timeoutSeconds: 60,
      log,
      metrics: openMetrics(),
    });
  }

  test('what was queued while a worker was busy is taken one after the other', async () => {
    await open(home.database);
    const taken: string[] = [];
    const gate = Promise.withResolvers<void>();
    await jobs.work(async (id) => {
      taken.push(id);
      await gate.promise;
    });
    await jobs.queueImport('a');
    await expect.poll(() => taken, SOON).toEqual(['a']);
    for (const id of ['b', 'c', 'd', 'e']) await jobs.queueImport(id);
    gate.resolve();
    await expect.poll(() => taken, SOON).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  test('a job that failed is tried again, even where the queue is slow to note that', async () => {
    const slow: Database = {
      ...home.database,
      executeSql: async (text, values) => {
        if (text.includes('retried_jobs')) await wait(600);
        return home.database.executeSql(text, values);
      },
    };
    await open(slow);
    let tries = 0;
    await jobs.work(() =>
      ++tries === 1 ? Promise.reject(new Error('the first time')) : Promise.resolve(),
    );
    await jobs.queueImport('a');
    await expect.poll(() => tries, SOON).toBe(2);
  });

  test('a worker that was woken while the database was away looks again', async () => {
    let away = false;
    const flaky: Database = {
      ...home.database,
      executeSql: (text, values) =>
        away && text.includes('FOR UPDATE OF j SKIP LOCKED')
          ? Promise.reject(new Error('away'))
          : home.database.executeSql(text, values),
    };
    await open(flaky);
    const taken: string[] = [];
    await jobs.work((id) => Promise.resolve(void taken.push(id)));
    away = true;
    await jobs.queueImport('a');
    await expect.poll(() => jobs.isFailing(), SOON).toBe(true);
    away = false;
    await expect.poll(() => taken, SOON).toEqual(['a']);
  });
});
