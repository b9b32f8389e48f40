import { afterEach, beforeEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Credential, fixedCredential } from '../login/index.ts';
import { Spool, type StreamLog } from '../spool/index.ts';
import { FakeServer } from '../testing/fake-server.ts';
import { makeFolder, smallDescription, smallFrame, spoolOptions } from '../testing/small-stream.ts';
import { ClockOffset, Uplink } from './index.ts';

const SPEED = 50;

let folder: ReturnType<typeof makeFolder>;
let server: FakeServer;
let spool: Spool;
let log: StreamLog;
let uplink: Uplink;
let slept: number[];

const clock = {
  seconds: () => (performance.now() / 1000) * SPEED,
  wall: () => Date.now(),
  sleep: (seconds: number, signal?: AbortSignal) => {
    slept.push(seconds);
    return spoolOptions.clock.sleep(seconds / SPEED, signal);
  },
};

beforeEach(async () => {
  folder = makeFolder('trouble');
  slept = [];
  server = await FakeServer.start();
  spool = new Spool(folder.path, { ...spoolOptions, clock });
  ({ log } = spool.begin(smallDescription, false));
});
afterEach(async () => {
  await uplink.stop();
  await spool.close();
  await server.close();
  folder.remove();
});

function begin(credential: Credential): void {
  uplink = new Uplink({
    url: server.address,
    credential,
    recorder: { name: 'outlap', version: 'test' },
    clock,
    random: () => 1,
    openSocket: (...given) => new WebSocket(...given),
    spool,
    offset: new ClockOffset(),
    status: () => ({ queuedFrames: 1, oldestSeconds: 2, droppedFrames: 3, achievedHz: {} }),
    request: () => Promise.reject(new Error('no question was expected')),
    onDeleted: () => undefined,
  });
  uplink.begin(log);
}

function produce(count: number): void {
  for (let n = 0; n < count; n++) {
    const frame = smallFrame(log.last + 1);
    const record = log.append(frame);
    if (record) uplink.offer(record, frame);
  }
}

/** Beside those of a second, which are also the beats of a connection. */
const longSleeps = () => slept.filter((seconds) => seconds > 1);

test('a server that greets and then fails is left alone for longer each time, until it takes something', async () => {
  let failures = 0;
  server.behaviour = {
    onMessage: (peer, { type }) => {
      if (type === 'session') server.ack(peer);
      if (type !== 'frame' || failures === 5) return false;
      failures++;
      peer.socket.close(4503, 'no database');
      return true;
    },
  };
  begin(fixedCredential(undefined));
  produce(3);
  await expect.poll(() => log.acked, { timeout: 10_000 }).toBe(3);
  expect(longSleeps()).toEqual([2, 4, 8, 16]);
  server.peers.at(-1)?.socket.terminate();
  await server.until(() => server.peers.length === 7);
  expect(longSleeps()).toHaveLength(4);
});

test('a fault of our own is handed to the recording, at the end and with the next frame', async () => {
  begin({
    token: () => Promise.reject(new Error('no token to be had')),
    renew: () => Promise.resolve(false),
  });
  await expect(uplink.drained(AbortSignal.timeout(10_000))).rejects.toThrow('no token to be had');
  expect(() => produce(1)).toThrow('no token to be had');
  expect(log.queuedFrames).toBe(1);
});
