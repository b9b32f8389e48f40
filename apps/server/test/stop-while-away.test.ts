import { afterAll, beforeAll, expect, test } from 'vitest';
import { openQueue } from '../src/queues/open.ts';
import { connectRecorder, describeTestStream, testFrame } from './live-client.ts';
import { createTestApp } from './server.ts';
import { type SilentQueue, startSilentQueue } from './silent-queue.ts';

let queue: SilentQueue;
beforeAll(async () => {
  queue = await startSilentQueue();
});
afterAll(() => queue.close());

/** What a busy machine adds to the seconds that the product waits. */
const SLACK_SECONDS = 4;

test('a server whose frames nobody takes stops all the same: its sockets wait five seconds, and nothing is acknowledged', async () => {
  const t = await createTestApp('embedded', {
    env: { COMMIT_INTERVAL_MS: '20', INGEST_QUEUE_URL: queue.url, QUEUE_CONSUMER: '0' },
    work: false,
  });
  const address = await t.app.listen({ host: '127.0.0.1', port: 0 });
  const recorder = await connectRecorder(address, { description: describeTestStream() });
  recorder.sendFrame(testFrame(1));
  await expect.poll(() => t.deps.ingest.waiting.frames).toBe(1);
  const started = performance.now();
  const secondsSince = () => (performance.now() - started) / 1000;
  const stopped = t.close();
  expect((await recorder.untilClosed()).code).toBe(1012);
  const waited = secondsSince();
  expect(waited).toBeGreaterThan(4.5);
  expect(waited).toBeLessThan(5 + SLACK_SECONDS);
  await stopped;
  expect(secondsSince() - waited).toBeLessThan(6 + SLACK_SECONDS);
  expect(recorder.received.filter(({ type }) => type === 'ack')).toEqual([
    expect.objectContaining({ seq: 0 }),
  ]);
});

test('what a queue that says nothing was given may be given to it again', async () => {
  const opened = await openQueue(queue.url);
  expect(await opened?.send([{ body: 'frames', group: 'stream' }])).toEqual([false]);
  opened?.close();
}, 60_000);
