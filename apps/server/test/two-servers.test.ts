import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../src/app.ts';
import { parseConfig } from '../src/config.ts';
import { SCOPES } from '../src/identity/api-keys.ts';
import { openServer } from '../src/server.ts';
import { createTestDatabase, KINDS, type TestDatabase } from './databases.ts';
import { noteServer } from './known-servers.ts';
import { connectRecorder, describeTestStream, testFrame } from './live-client.ts';
import { HAS_REDIS, startRedis, type TestRedis } from './redis.ts';
import { connectViewer, reaches, rowsOf } from './viewer-client.ts';

type Server = { readonly address: string; readonly close: () => Promise<void> };

describe.skipIf(!HAS_REDIS || !KINDS.includes('postgres'))('two servers on one database', () => {
  let redis: TestRedis;
  let database: TestDatabase;
  let dataDir: string;
  let servers: Server[];
  beforeAll(async () => {
    redis = await startRedis();
    database = await createTestDatabase('postgres');
    dataDir = mkdtempSync(join(tmpdir(), 'outlap-test-'));
    servers = [await start(), await start()];
  });
  afterAll(async () => {
    for (const server of servers) await server.close();
    await database.drop();
    await redis.remove();
    rmSync(dataDir, { recursive: true, force: true });
  });

  async function start(): Promise<Server> {
    const config = parseConfig({
      DATA_DIR: dataDir,
      DEMO: '0',
      SIMULATED_CAR: '0',
      LOG_LEVEL: 'silent',
      REDIS_URL: redis.url,
      AUTH_SECRET: 'the same on both servers, long enough',
      COMMIT_INTERVAL_MS: '20',
    });
    const log = pino({ level: 'silent' });
    const opened = await openServer(config, log, { database: database.database });
    const app = await buildApp(opened.deps);
    const address = await app.listen({ host: '127.0.0.1', port: 0 });
    const key = { userId: opened.deps.ownerId, name: 'test', scopes: SCOPES, expiresAt: null };
    noteServer(address, (await opened.deps.identity.keys.create(key)).secret);
    return {
      address,
      close: async () => {
        await app.close();
        await opened.close();
      },
    };
  }

  test('a viewer of one sees a car of the other: its history, its samples, that it begins', async () => {
    const [ours, theirs] = servers.map(({ address }) => address);
    const wall = await connectViewer(ours ?? '');
    wall.subscribe('all', []);
    const recorder = await connectRecorder(theirs ?? '', { description: describeTestStream() });
    const { sessionId } = await recorder.until('ack', (ack) => ack.sessionId !== null);
    await wall.until('session', (message) => message.sessionId === sessionId);
    const send = (from: number, to: number) => {
      for (let seq = from; seq <= to; seq++) recorder.sendFrame(testFrame(seq));
    };
    send(1, 20);
    await recorder.until('ack', ({ seq }) => seq === 20);
    const viewer = await connectViewer(ours ?? '');
    viewer.subscribe(sessionId ?? '', ['speed', 'engineSpeed'], { seconds: 60 });
    await viewer.until('frame');
    send(21, 60);
    await viewer.until('frame', reaches(179 / 60));
    const rows = rowsOf(viewer.received);
    expect(rows.map(([seconds]) => Math.round(seconds * 60))).toEqual(
      Array.from({ length: 180 }, (_, i) => i),
    );
    for (const [seconds, speed] of rows) expect(speed).toBe(Math.round(seconds * 60));
    await Promise.all([viewer.close(), wall.close(), recorder.close()]);
  });
});
