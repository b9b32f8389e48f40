import {
  cpSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { decodeFrame } from '@outlap/protocol';
import { makeClock } from '../testing/fake-clock.ts';
import {
  eventFrame,
  makeFolder,
  smallDescription,
  smallFrame,
  spoolOptions,
} from '../testing/small-stream.ts';
import { type LogItem, lockSpool, Spool, type StreamLog } from './index.ts';
import { HEAD_BYTES } from './record.ts';

let folder: ReturnType<typeof makeFolder>;
beforeEach(() => {
  folder = makeFolder('spool');
});
afterEach(() => folder.remove());

const open = (options = {}) => new Spool(folder.path, { ...spoolOptions, ...options });

function readAll(log: StreamLog, from = log.acked + 1): LogItem[] {
  const cursor = log.cursor(from);
  const items: LogItem[] = [];
  for (let item = cursor.next(); item; item = cursor.next()) items.push(item);
  return items;
}

/** `3` for frame 3, `lost 4-6` for a gap. */
const toWords = (items: readonly LogItem[]) =>
  items.map((item) =>
    item.kind === 'frame'
      ? String(item.record.seq)
      : `${item.gap.reason} ${item.gap.seq}-${item.gap.to}`,
  );

function segmentPaths(log: StreamLog): string[] {
  return log.segments.list.map(({ path }) => path);
}

test('frames are numbered from 1, readable as they were, in order, and gone on with after an orderly close', async () => {
  const first = open();
  const { log } = first.begin(smallDescription, true);
  for (let n = 1; n <= 500; n++) expect(log.append(smallFrame(n))?.seq).toBe(n);
  await first.close();

  const second = open();
  const again = second.begin(smallDescription, true);
  expect(again.log.streamId).toBe(log.streamId);
  expect(again.offsetSeconds).toBeGreaterThanOrEqual(500 * 0.05 + 2 / 60);
  expect(again.log.append(smallFrame(501))?.seq).toBe(501);
  const items = readAll(again.log);
  expect(toWords(items)).toEqual(Array.from({ length: 501 }, (_, i) => String(i + 1)));
  for (const item of items) {
    if (item.kind !== 'frame') throw new Error('a gap');
    const frame = decodeFrame(item.record.bytes);
    expect(frame.seq).toBe(item.record.seq);
    expect(frame.parts[0]?.last(0)).toBe(frame.seq);
  }
  await second.close();
});

test('a stream whose last frame is too old is ended, and another one begun', async () => {
  let wall = Date.parse('2026-05-09T09:30:00.000Z');
  const clock = { ...spoolOptions.clock, wall: () => wall };
  const first = open({ clock });
  first.begin(smallDescription, true).log.append(smallFrame(1));
  await first.close();
  wall += 601_000;
  const second = open({ clock });
  const { log, offsetSeconds } = second.begin(smallDescription, true);
  expect(offsetSeconds).toBe(0);
  expect(second.finished.map((old) => [old.ended, toWords(readAll(old))])).toEqual([[true, ['1']]]);
  expect(second.finished[0]?.streamId).not.toBe(log.streamId);
  await second.close();
});

test.each([3600, -3600])(
  'a clock that jumps by %i s while frames come does not hurt their order',
  async (jump) => {
    let wall = Date.parse('2026-05-09T09:30:00.000Z');
    const spool = open({ clock: { ...spoolOptions.clock, wall: () => wall } });
    const { log } = spool.begin(smallDescription, true);
    log.append(smallFrame(1));
    wall += jump * 1000;
    log.append(smallFrame(2));
    expect(toWords(readAll(log))).toEqual(['1', '2']);
    await spool.close();
  },
);

test('another car, another track or other channels are another stream; names that become known are not', async () => {
  const spool = open();
  const { log } = spool.begin(smallDescription, true);
  log.append(smallFrame(1));
  await spool.close();
  const known = { ...smallDescription, track: { name: 'Spa', layout: null, lengthMetres: 7004 } };
  const changed = [
    [known, true],
    [{ ...known, track: { ...known.track, name: 'Monza' } }, false],
    [{ ...known, vehicle: { name: 'Another' } }, false],
    [{ ...known, groups: [{ ...known.groups[0], rateHz: 50 }] }, false],
  ] as const;
  let before: string = log.streamId;
  for (const [description, isSame] of changed) {
    const next = open();
    const begun = next.begin(description as typeof smallDescription, true).log;
    expect(begun.streamId === before).toBe(isSame);
    before = begun.streamId;
    begun.append(smallFrame(2));
    await next.close();
  }
});

test('what is acknowledged is removed by whole files, the rest stays', async () => {
  const spool = open({ limitBytes: 32 * 16 * 1024 });
  const { log } = spool.begin(smallDescription, true);
  for (let n = 1; n <= 1000; n++) log.append(smallFrame(n, 20));
  const files = log.segments.list.length;
  expect(files).toBeGreaterThan(5);
  const third = log.segments.list[2]?.first ?? 0;
  log.ack(third - 1);
  expect(log.segments.list).toHaveLength(files - 2);
  log.ack(third);
  expect(log.segments.list).toHaveLength(files - 2);
  expect(log.queuedFrames).toBe(1000 - third);
  await spool.close();
  const again = open().begin(smallDescription, true).log;
  expect(again.acked).toBe(third);
  expect(toWords(readAll(again))[0]).toBe(String(third + 1));
});

test('beyond the limit the oldest telemetry goes, never a frame with events, and the gap is told', async () => {
  const spool = open({ limitBytes: 64 * 1024 });
  const { log } = spool.begin(smallDescription, true);
  for (let n = 1; n <= 3000; n++) {
    log.append(n % 500 === 100 ? eventFrame(n) : smallFrame(n));
    spool.keepLimit();
  }
  expect(spool.bytes).toBeLessThanOrEqual(64 * 1024);
  const words = toWords(readAll(log));
  for (let n = 100; n <= 3000; n += 500) expect(words).toContain(String(n));
  expect(words.slice(0, 3)).toEqual(['dropped 1-99', '100', 'dropped 101-599']);
  expect(log.dropped + log.queuedFrames).toBe(3000);
  expect(log.dropped).toBeGreaterThan(1000);
  await spool.close();
  const again = open().begin(smallDescription, true).log;
  expect(toWords(readAll(again))).toEqual(words);
  expect(again.dropped).toBe(log.dropped);
});

test.each([false, true])(
  'beyond the limit short drives that are over go whole, the oldest first (after a restart: %s)',
  async (restarts) => {
    let spool = open({ limitBytes: 64 * 1024 });
    const drive = () => {
      const { log } = spool.begin(smallDescription, false);
      for (let n = 1; n <= 20; n++) {
        log.append(n === 7 ? eventFrame(n) : smallFrame(n, 160));
        spool.keepLimit();
      }
      log.end();
    };
    for (let count = 1; count <= 6; count++) {
      drive();
      if (!restarts) continue;
      await spool.close();
      spool = open({ limitBytes: 64 * 1024 });
    }
    expect(spool.bytes).toBeLessThanOrEqual(64 * 1024);
    const [oldest, ...others] = spool.logs.map((log) => toWords(readAll(log)));
    expect(oldest).toEqual(['dropped 1-6', '7', 'dropped 8-20']);
    expect(others.at(-1)).toEqual(Array.from({ length: 20 }, (_, i) => String(i + 1)));
    expect(spool.dropped).toBeGreaterThan(0);
    await spool.close();
  },
);

test('a tail that is cut at any byte of the last record costs that record only', async () => {
  const spool = open();
  const { log } = spool.begin(smallDescription, true);
  for (let n = 1; n <= 5; n++) log.append(smallFrame(n));
  const [path = ''] = segmentPaths(log);
  const size = statSync(path).size;
  await spool.close();
  const record = size / 5;
  expect(record).toBeGreaterThan(HEAD_BYTES);
  const copy = makeFolder('torn');
  cpSync(folder.path, copy.path, { recursive: true });
  for (let cut = 1; cut <= record; cut++) {
    const torn = makeFolder('torn-one');
    cpSync(copy.path, torn.path, { recursive: true });
    truncateSync(path.replace(folder.path, torn.path), size - cut);
    const reopened = new Spool(torn.path, spoolOptions);
    const again = reopened.begin(smallDescription, true).log;
    expect(again.streamId).toBe(log.streamId);
    expect(again.append(smallFrame(6))?.seq).toBe(6);
    expect(toWords(readAll(again))).toEqual(['1', '2', '3', '4', 'lost 5-5', '6']);
    await reopened.close();
    torn.remove();
  }
  copy.remove();
});

test('damaged bytes anywhere cost the records they lie in, nothing else, and never an error', async () => {
  const spool = open();
  const { log } = spool.begin(smallDescription, true);
  const ends = [0];
  for (let n = 1; n <= 40; n++) {
    log.append(smallFrame(n));
    ends.push(log.bytes);
  }
  const [path = ''] = segmentPaths(log);
  const good = readFileSync(path);
  await spool.close();
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          at: fc.nat(good.length - 1),
          bytes: fc.uint8Array({ minLength: 1, maxLength: 80 }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      async (damages) => {
        const bad = Buffer.from(good);
        for (const { at, bytes } of damages) Buffer.from(bytes).copy(bad, at);
        const copy = makeFolder('damaged');
        cpSync(folder.path, copy.path, { recursive: true });
        writeFileSync(path.replace(folder.path, copy.path), bad);
        const reopened = new Spool(copy.path, spoolOptions);
        const again = reopened.begin(smallDescription, true).log;
        const words = readAll(again, 1).flatMap((item) =>
          item.kind === 'frame'
            ? [`${item.record.seq}`]
            : Array.from({ length: item.gap.to - item.gap.seq + 1 }, () => item.gap.reason),
        );
        await reopened.close();
        copy.remove();
        const expected = Array.from({ length: 40 }, (_, i) => {
          const [from, to] = [ends[i], ends[i + 1]];
          return bad.subarray(from, to).equals(good.subarray(from, to)) ? `${i + 1}` : 'lost';
        });
        expect(words).toEqual(expected);
      },
    ),
    { numRuns: 60, seed: 3 },
  );
});

test('a second recorder on the same spool is refused, and let in when the first is gone', async () => {
  const spool = open();
  expect(() => open()).toThrow(expect.objectContaining({ code: 'spool_in_use' }));
  await spool.close();
  const next = open();
  await next.close();
});

test('the lock of a process that died, or of another one with its number, is taken over', async () => {
  const lock = join(folder.path, 'recorder.lock');
  writeFileSync(lock, JSON.stringify({ pid: process.pid, startTime: '1', token: 'old' }));
  await open().close();
  writeFileSync(lock, JSON.stringify({ pid: 2 ** 22 + 1, startTime: '1', token: 'old' }));
  await open().close();
  writeFileSync(lock, 'half a lo');
  await open().close();
  expect(readdirSync(folder.path).filter((name) => name.includes('lock'))).toEqual([]);
});

/** Another machine or container shares the folder: its process ids mean nothing here. */
const foreign = {
  pid: 2 ** 22 + 1,
  startTime: '1',
  token: 'other',
  host: 'elsewhere',
  boot: 'another',
  pidNamespace: 'pid:[1]',
};
const PATIENCE = { timeout: 20_000 };
const ago = (seconds: number) => new Date(Date.now() - seconds * 1000);

test('the lock of another machine or container holds as long as it is kept fresh', async () => {
  const lock = join(folder.path, 'recorder.lock');
  writeFileSync(lock, JSON.stringify(foreign));
  expect(() => open()).toThrow(expect.objectContaining({ code: 'spool_in_use' }));
  utimesSync(lock, ago(20), ago(20));
  expect(() => open()).toThrow(expect.objectContaining({ code: 'spool_in_use' }));
  utimesSync(lock, ago(31), ago(31));
  await open().close();
});

test('a lock tells its machine, so that a container beside this one is not taken for dead', async () => {
  const spool = open();
  const lock = join(folder.path, 'recorder.lock');
  const own = JSON.parse(readFileSync(lock, 'utf8')) as typeof foreign;
  expect(own.host).toBe(hostname());
  await spool.close();
  writeFileSync(lock, JSON.stringify({ ...own, pid: foreign.pid, pidNamespace: 'pid:[1]' }));
  expect(() => open()).toThrow(expect.objectContaining({ code: 'spool_in_use' }));
  writeFileSync(lock, JSON.stringify({ ...own, pid: foreign.pid }));
  await open().close();
});

test('a car that was off a moment ago records again at once', async () => {
  const spool = open();
  const lock = join(folder.path, 'recorder.lock');
  const own = JSON.parse(readFileSync(lock, 'utf8')) as typeof foreign;
  await spool.close();
  // By now the id may be that of another process.
  writeFileSync(lock, JSON.stringify({ ...own, boot: 'before' }));
  await open().close();
});

test('a lock that is gone is put back, unless it was stale and the spool may have changed meanwhile', () => {
  const lock = lockSpool(folder.path);
  const path = join(folder.path, 'recorder.lock');
  rmSync(path);
  lock.touch();
  expect(existsSync(path)).toBe(true);
  rmSync(path);
  const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 31_000);
  expect(() => lock.touch()).toThrow(expect.objectContaining({ code: 'spool_in_use' }));
  now.mockRestore();
  expect(existsSync(path)).toBe(false);
});

test('a recorder whose spool another one took stops, and changes nothing of it any more', async () => {
  const clock = makeClock();
  const spool = open({ clock });
  const { log } = spool.begin(smallDescription, true);
  log.append(smallFrame(1));
  const lock = join(folder.path, 'recorder.lock');
  rmSync(lock);
  await vi.waitUntil(() => existsSync(lock), PATIENCE);
  expect(spool.failed.aborted).toBe(false);
  writeFileSync(lock, JSON.stringify(foreign));
  await vi.waitUntil(() => spool.failed.aborted, PATIENCE);
  expect(spool.failed.reason).toMatchObject({ code: 'spool_in_use' });
  const before = snapshot(log.folder);
  expect(log.append(smallFrame(2))).toBeUndefined();
  log.ack(1);
  log.end();
  await spool.close();
  expect(snapshot(log.folder)).toEqual(before);
  expect(JSON.parse(readFileSync(lock, 'utf8'))).toEqual(foreign);
});

const snapshot = (path: string) =>
  readdirSync(path).map((name) => [name, readFileSync(join(path, name), 'hex')]);

test('a refused frame lies in quarantine with the reason, and is a gap', async () => {
  const spool = open();
  const { log } = spool.begin(smallDescription, true);
  for (let n = 1; n <= 3; n++) log.append(smallFrame(n));
  spool.quarantine(log, 2, 'invalid_frame: There is no group 7');
  expect(toWords(readAll(log))).toEqual(['1', 'quarantined 2-2', '3']);
  const name = join(folder.path, 'quarantine', `${log.streamId}-2`);
  expect(JSON.parse(readFileSync(`${name}.json`, 'utf8'))).toMatchObject({
    seq: 2,
    reason: 'invalid_frame: There is no group 7',
  });
  expect(decodeFrame(readFileSync(`${name}.cbor`)).seq).toBe(2);
  await spool.close();
});

test('the oldest waiting frame is known, in memory and after a restart', async () => {
  let wall = 1_000_000;
  const clock = { ...spoolOptions.clock, wall: () => wall };
  const spool = open({ clock });
  const { log } = spool.begin(smallDescription, true);
  expect(log.oldestWall()).toBeNull();
  for (let n = 1; n <= 10; n++) {
    log.append(smallFrame(n));
    wall += 50;
  }
  expect(log.oldestWall()).toBe(1_000_000);
  log.ack(4);
  expect(log.oldestWall()).toBe(1_000_200);
  await spool.close();
  const again = open({ clock }).begin(smallDescription, true).log;
  expect(again.oldestWall()).toBe(1_000_200);
  again.ack(10);
  expect(again.oldestWall()).toBeNull();
});
