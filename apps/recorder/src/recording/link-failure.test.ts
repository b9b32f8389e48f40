import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import type { Source } from '../sources/source.ts';
import { Spool } from '../spool/index.ts';
import { makeWorld } from '../testing/fake-world.ts';
import { smallDescription, smallFrame, spoolOptions } from '../testing/small-stream.ts';
import { record, type RecordOptions } from './record.ts';
import { readState } from './state-file.ts';

const SPEED = 50;

const clock = {
  ...systemClock,
  seconds: () => systemClock.seconds() * SPEED,
  sleep: (seconds: number, signal?: AbortSignal) => systemClock.sleep(seconds / SPEED, signal),
};

let world: ReturnType<typeof makeWorld>;
const unhandled: unknown[] = [];
const note = (error: unknown) => void unhandled.push(error);
beforeEach(() => {
  world = makeWorld();
  unhandled.length = 0;
  process.on('unhandledRejection', note);
});
afterEach(() => {
  process.off('unhandledRejection', note);
  world.remove();
});

/** Three frames, and then it waits for its end, or goes on with one after the other. */
const driving = (endless: boolean): Source => ({
  describe: () => smallDescription,
  frames: async function* (signal) {
    for (let n = 1; !signal.aborted; n++) {
      yield { kind: 'samples', ...smallFrame(n) };
      await systemClock.sleep(n < 3 || endless ? 0.001 : 3600, signal);
    }
  },
  request: () => Promise.reject(new Error('nobody asked')),
  close: () => Promise.resolve(),
});

const given = (changes: Partial<RecordOptions>): RecordOptions => ({
  open: () => Promise.resolve(driving(false)),
  isReplay: false,
  server: 'http://127.0.0.1:9',
  spool: join(world.cwd, 'spool'),
  spoolLimitBytes: 2 ** 30,
  fsync: 'interval',
  sessionBreakSeconds: 600,
  json: false,
  quiet: true,
  clock,
  ...changes,
});

async function countKept(): Promise<number[]> {
  const left = new Spool(join(world.cwd, 'spool'), spoolOptions);
  await left.close();
  return left.logs.map(({ queuedFrames }) => queuedFrames);
}

test('a socket that cannot even be made is told and tried again; the frames wait on the disk', async () => {
  const interrupted = new AbortController();
  const detail = 'Invalid character in header content';
  let tries = 0;
  const openSocket = () => {
    tries++;
    throw new TypeError(detail);
  };
  const recorded = record(world.world, given({ openSocket }), interrupted.signal);
  await expect.poll(() => readState(join(world.cwd, 'spool'))?.link?.detail).toBe(detail);
  await expect.poll(() => tries).toBeGreaterThan(2);
  interrupted.abort();
  expect(await recorded).toEqual({ recordedFrames: 3, queuedFrames: 3, droppedFrames: 0 });
  expect(unhandled).toEqual([]);
  expect(await countKept()).toEqual([3]);
});

test('a fault of our own in a link ends the recording in order', async () => {
  const faulty = given({
    open: () => Promise.resolve(driving(true)),
    random: () => {
      throw new Error('no dice');
    },
  });
  await expect(record(world.world, faulty, new AbortController().signal)).rejects.toThrow(
    'no dice',
  );
  expect(unhandled).toEqual([]);
  expect((await countKept())[0]).toBeGreaterThan(0);
});
