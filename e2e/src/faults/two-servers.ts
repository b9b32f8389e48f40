import { once } from 'node:events';
import { createConnection } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { decodeMessage, encodeMessage, type FromTelemetry } from '@outlap/protocol';
import { WebSocket } from 'ws';
import { headersOf } from '../credentials.ts';
import { type Product, startProduct } from '../product.ts';
import { postgresPrograms, startCluster } from './cluster.ts';
import { firstLine, kill, startProgram } from './peer-process.ts';
import { startProxy, targetOf } from './proxy.ts';
import { startRecorder } from './recorder-process.ts';
import { type Fault, finish, theSession, untilRecording, verify, withFolder } from './scenario.ts';

const REDIS = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379';

/** Servers that share a database share what signs its tokens. */
const SECRET = 'of two servers that are killed in turn';

async function isRedisThere(): Promise<boolean> {
  const { hostname, port } = new URL(REDIS);
  const socket = createConnection({ host: hostname, port: Number(port || 6379) });
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

const hasRedis = await isRedisThere();

function missing(): string | undefined {
  if (!hasRedis) return `a Redis at ${new URL(REDIS).host}`;
  return postgresPrograms() ? undefined : 'the programs of PostgreSQL, and root';
}

/**
 * Two servers on one database, one object store and one Redis, behind a balancer: a viewer of the second sees the car of
 * the first; the first is killed, the second goes on with the car. Again and again.
 */
export const killOneOfTwo: Fault = {
  name: 'kill -9 of one of two servers',
  missing,
  run: ({ times, random }) =>
    withFolder(async (folder) => {
      const ground = await startGround(folder);
      let [near, far] = [await ground.startServer('a'), await ground.startServer('b')];
      const balancer = await startProxy(() => targetOf(near.address));
      const recorder = startRecorder({
        server: balancer.address,
        spool: join(folder, 'spool'),
        args: ['--source', 'simulator', '--speed', '4'],
      });
      let seen = 0;
      try {
        for (let n = 0; n < times; n++) {
          await wait(2000 + random() * 1000);
          seen += await seesTheCar(far, await theSession(near.address));
          near.process.kill('SIGKILL');
          [near, far] = [far, await ground.startServer(`c${n}`)];
          await wait(1500);
        }
        const expected = await finish(recorder);
        const { samples, lost, twice, wrong } = await verify(near.address, expected);
        const note = `a viewer of the other server saw the car ${seen} of ${times} times`;
        const blind = seen < times ? 1 : 0;
        return { what: killOneOfTwo.name, times, samples, lost: lost + wrong + blind, twice, note };
      } finally {
        await recorder.kill();
        await balancer.close();
        await Promise.all([near.stop(), far.stop()]);
        await ground.stop();
      }
    }),
};

type Ground = {
  readonly startServer: (name: string) => Promise<Product>;
  readonly stop: () => Promise<void>;
};

/** What the servers stand on: a database of their own, an object store that speaks S3, the Redis that is there. */
async function startGround(folder: string): Promise<Ground> {
  const store = startProgram('apps/server/test/s3-process.ts', []);
  const places = JSON.parse(await firstLine(store)) as Record<string, string>;
  const cluster = startCluster(folder);
  const environment = {
    ...places,
    DEMO: '0',
    DATABASE_URL: cluster.url,
    REDIS_URL: REDIS,
    AUTH_SECRET: SECRET,
    DRAIN_SECONDS: '2',
  };
  return {
    startServer: (name) => startProduct(environment, join(folder, name)),
    stop: async () => {
      cluster.stop();
      await kill(store);
    },
  };
}

/**
 * Both servers are replaced in turn as an upgrade does it, under a car that drives and a page that watches: asked to stop,
 * a server says that it is not ready, the balancer turns away, it acknowledges what it took and sends both on.
 */
export const rollingRestart: Fault = {
  name: 'rolling restart of two servers',
  missing,
  run: ({ times, random }) =>
    withFolder(async (folder) => {
      const ground = await startGround(folder);
      let [near, far] = [await ground.startServer('a'), await ground.startServer('b')];
      const balancer = await startProxy(() => targetOf(near.address));
      const recorder = startRecorder({
        server: balancer.address,
        spool: join(folder, 'spool'),
        args: ['--source', 'simulator', '--speed', '4'],
      });
      let wrongEnds = 0;
      let seen = 0;
      try {
        await untilRecording(recorder);
        await untilSession(near);
        for (let n = 0; n < times; n++) {
          await wait(2000 + random() * 1000);
          const leaving = near;
          const ended = once(leaving.process, 'exit');
          leaving.process.kill('SIGTERM');
          await untilNotReady(leaving);
          near = far;
          const [code] = (await ended) as [number | null];
          if (code !== 0) wrongEnds++;
          seen += await seesTheCar(near, await theSession(near.address));
          far = await ground.startServer(`c${n}`);
        }
        const expected = await finish(recorder);
        const { samples, lost, twice, wrong } = await verify(near.address, expected);
        const note = `${times - wrongEnds} of ${times} servers ended by themselves; the car was seen ${seen} of ${times} times behind it`;
        const blind = times - seen;
        const all = lost + wrong + wrongEnds + blind;
        return { what: rollingRestart.name, times, samples, lost: all, twice, note };
      } finally {
        await recorder.kill();
        await balancer.close();
        await Promise.all([near.stop(), far.stop()]);
        await ground.stop();
      }
    }),
};

async function untilSession({ address }: Product): Promise<void> {
  for (let left = 300; left > 0; left--) {
    const session = await theSession(address).catch(() => undefined);
    if (session !== undefined) return;
    await wait(100);
  }
}

/** As a balancer asks. */
async function untilNotReady({ address }: Product): Promise<void> {
  for (let left = 100; left > 0; left--) {
    const answer = await fetch(`${address}/health/ready`).catch(() => undefined);
    if (answer?.status === 503) return;
    await wait(50);
  }
  throw new Error('A server that was asked to stop still says that it is ready');
}

const PATIENCE_MS = 15_000;

/** 1 when live samples come by this server, 0 when none do for a while. */
async function seesTheCar({ address }: Product, sessionId: string): Promise<0 | 1> {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/ws/telemetry`, 'outlap.v1.cbor', {
    headers: headersOf(address),
  });
  await once(socket, 'open');
  const came = new Promise<1>((resolve) =>
    socket.on('message', (data: Buffer) => {
      const message = decodeMessage(data) as FromTelemetry;
      if (message.type === 'frame' && !message.history) resolve(1);
    }),
  );
  const subscribe = { type: 'subscribe', id: 'a', sessionId, channels: ['speed'], rateHz: 25 };
  socket.send(encodeMessage(subscribe, 'outlap.v1.cbor'));
  const late = wait(PATIENCE_MS, 0 as const, { ref: false });
  const result = await Promise.race([came, late]);
  socket.terminate();
  return result;
}
