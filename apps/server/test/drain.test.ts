import { setTimeout as wait } from 'node:timers/promises';
import { pino } from 'pino';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseConfig } from '../src/config.ts';
import { SCOPES } from '../src/identity/api-keys.ts';
import { startServer } from '../src/server.ts';
import { createTestDatabase, KINDS } from './databases.ts';
import { noteServer } from './known-servers.ts';
import { connectRecorder, describeTestStream, testFrame } from './live-client.ts';
import { HAS_REDIS, startRedis } from './redis.ts';
import { startTestServer } from './server.ts';
import { connectViewer } from './viewer-client.ts';

test('a server that stops acknowledges what it took, then sends recorders and viewers on with 1012', async () => {
  // The next commit would be long after the stop.
  const server = await startTestServer({ COMMIT_INTERVAL_MS: '5000' });
  const recorder = await connectRecorder(server.address, { description: describeTestStream() });
  const viewer = await connectViewer(server.address);
  for (let seq = 1; seq <= 30; seq++) recorder.sendFrame(testFrame(seq));
  // The server reads one connection in order: what it answers, it answers behind the frames.
  recorder.send({ type: 'ping', id: 1 } as { type: string });
  await recorder.until('pong');
  expect(recorder.received.some((one) => one.type === 'ack' && one.seq === 30)).toBe(false);
  const gone = new Promise((resolve) => viewer.socket.once('close', resolve));
  await server.close();
  expect(recorder.received.some((one) => one.type === 'ack' && one.seq === 30)).toBe(true);
  expect(await recorder.untilClosed()).toEqual({ code: 1012, reason: 'restarting' });
  expect(await gone).toBe(1012);
});

test.skipIf(!HAS_REDIS || !KINDS.includes('postgres'))(
  'one of several servers is not ready for a while before it stops to answer',
  async () => {
    const redis = await startRedis();
    const { database, drop } = await createTestDatabase('postgres');
    const dataDir = mkdtempSync(join(tmpdir(), 'outlap-test-'));
    const config = parseConfig({
      DATA_DIR: dataDir,
      PORT: '0',
      DEMO: '0',
      LOG_LEVEL: 'silent',
      REDIS_URL: redis.url,
      AUTH_SECRET: 'the same on both servers, long enough',
      DRAIN_SECONDS: '2',
    });
    const running = await startServer(config, pino({ level: 'silent' }), { database });
    const { identity, ownerId } = running.opened.deps;
    const key = { userId: ownerId, name: 'test', scopes: SCOPES, expiresAt: null };
    noteServer(running.address, (await identity.keys.create(key)).secret);
    const ready = () => fetch(`${running.address}/health/ready`);
    expect(await (await ready()).json()).toMatchObject({ status: 'ok', checks: { redis: 'ok' } });
    const recorder = await connectRecorder(running.address, { description: describeTestStream() });
    const startedAt = performance.now();
    const stopped = running.stop();
    const draining = await ready();
    expect([draining.status, await draining.json()]).toMatchObject([503, { status: 'draining' }]);
    // Until the balancer has turned away, everything goes on.
    expect((await fetch(`${running.address}/health`)).status).toBe(200);
    recorder.sendFrame(testFrame(1));
    await recorder.until('ack', ({ seq }) => seq === 1);
    expect((await recorder.untilClosed()).code).toBe(1012);
    expect(performance.now() - startedAt).toBeGreaterThan(1900);
    await stopped;
    await wait(0);
    await expect(ready()).rejects.toThrow();
    await drop();
    await redis.remove();
    rmSync(dataDir, { recursive: true, force: true });
  },
);
