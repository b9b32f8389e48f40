import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import type { Alert } from '../src/features/alerts/schemas.ts';
import { AlertWatcher } from '../src/features/alerts/watch.ts';
import { DrivenStream } from './driven-stream.ts';
import { describeTestStream } from './live-client.ts';
import { createTestApp, type TestApp } from './server.ts';

let t: TestApp;
let now = Date.now();
beforeAll(async () => {
  t = await createTestApp('embedded', { work: false, now: () => new Date(now) });
});
afterAll(() => t.close());
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(async () => {
  vi.useRealTimers();
  await t.deps.db.deleteFrom('alert_rule').execute();
  await t.deps.db.updateTable('session').set({ state: 'done' }).execute();
});

/** A server that is alone on its database: the test lets its time pass, and its database fail. */
async function watchAlone({ failing = false } = {}) {
  const faults = { failing };
  const db = t.deps.db.withPlugin({
    transformQuery: ({ node }) => {
      if (faults.failing) throw new Error('the database is away');
      return node;
    },
    transformResult: ({ result }) => Promise.resolve(result),
  });
  const watcher = new AlertWatcher({ ...t.deps, db });
  onTestFinished(() => watcher.stop());
  await watcher.settled();
  const pass = async (seconds: number) => {
    for (let second = 0; second < seconds; second++) {
      now += 1000;
      vi.advanceTimersByTime(1000);
      await watcher.settled();
    }
  };
  return { watcher, faults, pass };
}

async function createRule(): Promise<void> {
  const condition = { kind: 'no-data', channel: null, seconds: 2 };
  const payload = { name: 'Silent', condition };
  const answer = await t.app.inject({ method: 'POST', url: '/api/alerts', payload });
  expect(answer.statusCode, answer.body).toBe(201);
}

async function begin() {
  const stream = new DrivenStream(t.deps, describeTestStream());
  return { stream, sessionId: await stream.begin() };
}

async function historyOf(sessionId: string): Promise<Alert[]> {
  const answer = await t.app.inject(`/api/alerts/history?session=${sessionId}`);
  return answer.json<{ items: Alert[] }>().items;
}

test('rules that could not be read at the start are read later; then the server sleeps', async () => {
  await createRule();
  const { faults, pass } = await watchAlone({ failing: true });
  await pass(30);
  faults.failing = false;
  await pass(10);
  expect(vi.getTimerCount()).toBe(0);
  const { sessionId } = await begin();
  await pass(5);
  expect(await historyOf(sessionId)).toMatchObject([{ words: 'No data for 2 s' }]);
});

test('a change of the rules that could not be read is read later', async () => {
  const { watcher, faults, pass } = await watchAlone();
  faults.failing = true;
  await createRule();
  await watcher.settled();
  faults.failing = false;
  const { sessionId } = await begin();
  await pass(15);
  expect(await historyOf(sessionId)).toHaveLength(1);
});

test('a car that never sends a frame is silent', async () => {
  const { pass } = await watchAlone();
  await createRule();
  const { sessionId } = await begin();
  await pass(1);
  expect(await historyOf(sessionId)).toEqual([]);
  await pass(4);
  expect(await historyOf(sessionId)).toMatchObject([
    { words: 'No data for 2 s', startedSeconds: 2, endedAt: null },
  ]);
});

test('a car that could not be looked up when it began is looked up again', async () => {
  const { watcher, faults, pass } = await watchAlone();
  await createRule();
  await watcher.settled();
  faults.failing = true;
  const { sessionId } = await begin();
  await watcher.settled();
  faults.failing = false;
  await pass(15);
  expect(await historyOf(sessionId)).toHaveLength(1);
});

test('a recorder that comes back to a drive that is over is not silent', async () => {
  const { watcher, pass } = await watchAlone();
  const { stream, sessionId } = await begin();
  await t.deps.db.updateTable('session').set({ state: 'done' }).execute();
  await createRule();
  await watcher.settled();
  await stream.begin();
  await pass(5);
  expect(await historyOf(sessionId)).toEqual([]);
});
