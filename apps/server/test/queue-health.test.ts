import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { lookAtNeighbours } from '../src/doctor/neighbours.ts';
import { startQueue, type TestQueue } from './queue-stand-in.ts';
import { createTestApp } from './server.ts';
import { type SilentQueue, startSilentQueue } from './silent-queue.ts';

let queue: TestQueue;
let silence: SilentQueue;
beforeAll(async () => {
  queue = await startQueue({ deliveries: 10 });
  silence = await startSilentQueue();
});
afterAll(async () => {
  silence.close();
  await queue.stop();
});

async function readinessWith(env: Readonly<Record<string, string>>) {
  const t = await createTestApp('embedded', { env, work: false });
  const started = performance.now();
  const response = await t.app.inject('/health/ready');
  const seconds = (performance.now() - started) / 1000;
  await t.close();
  return { status: response.statusCode, seconds, body: response.json<unknown>() };
}

test('readiness tells of both queues', async () => {
  const env = { INGEST_QUEUE_URL: queue.url, OBJECT_EVENTS_QUEUE_URL: queue.url };
  expect(await readinessWith(env)).toMatchObject({
    status: 200,
    body: { status: 'ok', checks: { ingestQueue: 'ok', objectEventsQueue: 'ok' } },
  });
});

test('a queue that says nothing, or is away, is failed within a moment, and the server still ready', async () => {
  const away = 'sqs://us-east-1/000000000000/away?endpoint=http%3A%2F%2F127.0.0.1%3A1';
  const answer = await readinessWith({
    INGEST_QUEUE_URL: silence.url,
    OBJECT_EVENTS_QUEUE_URL: away,
  });
  expect(answer).toMatchObject({
    status: 200,
    body: {
      status: 'ok',
      checks: { database: 'ok', ingestQueue: 'failed', objectEventsQueue: 'failed' },
      required: ['database', 'objects'],
    },
  });
  expect(answer.seconds).toBeLessThan(5);
});

test('the doctor finds a queue that is away, and one that gives up early', async () => {
  const DATA_DIR = mkdtempSync(join(tmpdir(), 'outlap-doctor-'));
  onTestFinished(() => rmSync(DATA_DIR, { recursive: true, force: true }));
  const look = async (env: Readonly<Record<string, string>>) => {
    const config = parseConfig({ AUTH_SECRET: 'x'.repeat(32), DATA_DIR, ...env });
    const looks = await lookAtNeighbours(config);
    return looks
      .filter(({ check }) => check.endsWith('queue'))
      .map(({ check, code }) => [check, code]);
  };
  expect(await look({ INGEST_QUEUE_URL: queue.url, OBJECT_EVENTS_QUEUE_URL: silence.url })).toEqual(
    [
      ['ingest queue', null],
      ['object events queue', 'queue_failed'],
    ],
  );
  const hasty = await startQueue({ deliveries: 3 });
  expect(await look({ INGEST_QUEUE_URL: hasty.url })).toEqual([
    ['ingest queue', null],
    ['ingest queue', 'queue_gives_up'],
  ]);
  await hasty.stop();
  expect(await look({})).toEqual([]);
});
