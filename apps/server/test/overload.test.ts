import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { connectRecorder, describeTestStream, testFrame } from './live-client.ts';
import { startTestServer } from './server.ts';

const STALL_MS = 400;

/** Keeps the event loop from turning, again and again, until told to stop. */
function stallTheLoop(): () => void {
  let isOn = true;
  const stall = () => {
    const until = performance.now() + STALL_MS;
    while (performance.now() < until);
    if (isOn) setTimeout(stall, 5);
  };
  setTimeout(stall, 0);
  return () => {
    isOn = false;
  };
}

test('an event loop that is late: 503 with Retry-After, recorders slowed down, nothing lost, then all is well again', async () => {
  const server = await startTestServer({
    SHED_EVENT_LOOP_DELAY_MS: '150',
    COMMIT_INTERVAL_MS: '20',
    METRICS_TOKEN: 'the token of this test',
  });
  const ask = (path: string) => fetch(`${server.address}${path}`, { headers: server.headers });
  const recorder = await connectRecorder(server.address, { description: describeTestStream() });
  const release = stallTheLoop();
  await expect
    .poll(async () => (await ask('/api/sessions')).status, { timeout: 30_000, interval: 50 })
    .toBe(503);
  let shed = await ask('/api/sessions');
  while (shed.status !== 503) shed = await ask('/api/sessions');
  expect(shed.headers.get('retry-after')).toBe('5');
  expect(await shed.json()).toMatchObject({ code: 'overloaded', retryAfterSeconds: 5 });
  expect((await ask('/health')).status).toBe(200);
  // It may well say that the database is late, but it says so.
  expect(await (await ask('/health/ready')).json()).toHaveProperty('checks');

  let sent = 0;
  while (!recorder.received.some(({ type }) => type === 'slowDown') && sent < 200) {
    recorder.sendFrame(testFrame(++sent));
    await wait(20);
  }
  expect(recorder.received.map(({ type }) => type)).toContain('slowDown');
  for (const last = sent + 20; sent < last;) recorder.sendFrame(testFrame(++sent));
  release();

  await expect
    .poll(async () => (await ask('/api/sessions')).status, { timeout: 30_000, interval: 50 })
    .toBe(200);
  const { duplicates } = await recorder.until('ack', ({ seq }) => seq === sent);
  expect(duplicates).toBe(0);
  const metrics = await fetch(`${server.address}/metrics`, {
    headers: { authorization: 'Bearer the token of this test' },
  });
  const text = await metrics.text();
  expect(text).toMatch(/^outlap_http_requests_shed_total\{reason="eventLoopDelay"\} [1-9]/m);
  expect(text).toMatch(/^outlap_ingest_slow_downs_total [1-9]/m);
  await recorder.close();
  await server.close();
});

test('a heap beyond its part of the limit sheds requests, but not those of who looks after the server', async () => {
  const server = await startTestServer({ SHED_HEAP_PERCENT: '1' });
  const keep = Array.from({ length: 1_000_000 }, (_, i) => ({ i }));
  const ask = (path: string) => fetch(`${server.address}${path}`, { headers: server.headers });
  await expect.poll(async () => (await ask('/api/sessions')).status, { timeout: 10_000 }).toBe(503);
  expect((await ask('/health')).status).toBe(200);
  expect((await ask('/metrics')).status).not.toBe(503);
  expect(keep).toHaveLength(1_000_000);
  await server.close();
});
