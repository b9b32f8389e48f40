import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, test } from 'vitest';
import {
  decodeSessionText,
  fromBytes,
  parseSessionText,
  readRecording,
  writeIbt,
} from '@outlap/formats';
import { checkDescription, checkFrame, decodeFrame, encodeFrame } from '@outlap/protocol';
import { LARKMOOR, simulate } from '@outlap/telemetry';
import { makeClock } from '../../testing/fake-clock.ts';
import { readLiveImage, toLiveImage } from '../../testing/live-image.ts';
import type { Source, SourceItem } from '../source.ts';
import { LiveGroups } from './live-groups.ts';
import type { LiveMemory } from './live-memory.ts';
import { openIracing } from './open-iracing.ts';
import { SessionParser } from './session-parser.ts';
import { TickClock } from './tick-clock.ts';
import { TickReader } from './tick-reader.ts';

const ibt = writeIbt(simulate({ circuit: LARKMOOR, seed: 4, laps: [] }));
const open: Source[] = [];
afterEach(() => Promise.all(open.splice(0).map((source) => source.close())));

/** A source on a memory; `step` is what the sim does each time the source waits for it. */
async function drive(memory: LiveMemory, step: (turn: number) => void, turns: number) {
  const clock = makeClock();
  const stop = new AbortController();
  let turn = 0;
  const wait = async (): Promise<void> => {
    clock.push(1 / 60);
    if (turn === turns) stop.abort();
    else step(turn++);
    await Promise.resolve();
  };
  const source = await openIracing({ memory: () => Promise.resolve({ ...memory, wait }) }, clock);
  open.push(source);
  const items: SourceItem[] = [];
  for await (const item of source.frames(stop.signal)) items.push(item);
  return { source, items };
}

const partsOf = (items: readonly SourceItem[]) =>
  items.flatMap((item) => (item.kind === 'samples' ? item.parts : []));

test('every tick becomes a sample, with names, units and values as from the recorded file', async () => {
  const { memory, tick } = toLiveImage(ibt);
  const { source, items } = await drive(memory, tick, 120);
  const description = source.describe();
  checkDescription(description);
  const recording = await readRecording(fromBytes(ibt), { fileName: 'a.ibt' });
  const [group] = description.groups;
  expect(group?.rateHz).toBe(60);
  expect(group?.channels.map(({ name, unit }) => [name, unit])).toEqual(
    recording.channels.map(({ name, unit }) => [name, unit]),
  );
  const parts = partsOf(items);
  recording.channels.forEach(({ name, values }, c) => {
    const live = parts.flatMap(({ columns }) => Array.from(columns[c] as Float32Array));
    expect(live, name).toEqual(Array.from(values.slice(0, 120) as Float32Array));
  });
  const starts = parts.map(({ start }) => start);
  starts.slice(1).forEach((start, i) => expect(start - (starts[i] ?? 0)).toBeCloseTo(1 / 60, 9));
  items.forEach((item, i) => {
    if (item.kind !== 'samples') return;
    checkFrame(
      decodeFrame(encodeFrame({ seq: i + 1, sentAt: 0, parts: item.parts })),
      description.groups,
    );
  });
});

test('ticks that were missed while others were read are caught up, lost ones leave a hole', async () => {
  const { memory, tick } = toLiveImage(ibt);
  const three = (turn: number): void => {
    for (let k = 0; k < 3; k++) tick(turn * 3 + k);
  };
  const { items } = await drive(memory, three, 20);
  expect(partsOf(items).map(({ count }) => count)).toEqual(Array.from({ length: 20 }, () => 3));
  const other = toLiveImage(ibt);
  const five = (turn: number): void => {
    for (let k = 0; k < 5; k++) other.tick(turn * 5 + k);
  };
  const parts = partsOf((await drive(other.memory, five, 4)).items);
  expect(parts.map(({ count }) => count)).toEqual([3, 3, 3, 3]);
  expect((parts[1]?.start ?? 0) - (parts[0]?.start ?? 0)).toBeCloseTo(5 / 60, 9);
});

test('a record that is overwritten while it is copied is not taken', () => {
  const { memory, tick } = toLiveImage(ibt);
  for (let i = 0; i < 3; i++) tick(i);
  let reads = 0;
  const reader = new TickReader({
    ...memory,
    read: (offset, length) => {
      const bytes = memory.read(offset, length);
      if (++reads === 2) tick(3);
      return bytes;
    },
  });
  const header = reader.header();
  expect(reader.take(header).map((one) => one.tick)).toEqual([2, 3]);
  expect(reader.torn).toBe(1);
  expect(reader.take(reader.header()).map((one) => one.tick)).toEqual([4]);
});

test('a sim that starts anew, changes its car, or falls silent', async () => {
  const { memory, tick, view } = toLiveImage(ibt);
  const { items } = await drive(
    memory,
    (turn) => {
      if (turn < 30) tick(turn, 1000 + turn);
      else if (turn < 60) {
        for (let k = 0; turn === 30 && k < 3; k++) view.setInt32(48 + k * 16, 0, true);
        tick(turn, 1 + turn - 30);
      }
    },
    600,
  );
  const starts = partsOf(items).map(({ start }) => start);
  expect(starts).toHaveLength(60);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  const links = items.flatMap((item) => (item.kind === 'link' ? [item.state] : []));
  expect(links).toEqual(['connected', 'silent', 'connecting']);
});

test('the session text is read in another thread, and again when it has changed', async () => {
  const { memory } = toLiveImage(ibt);
  const reader = new TickReader(memory);
  const text = reader.sessionText(reader.header());
  const parser = new SessionParser();
  parser.parse(text);
  expect(parser.take()).toBeUndefined();
  await parser.arrived();
  expect(parser.take()).toEqual(parseSessionText(decodeSessionText(text)));
  await parser.close();
});

test('variables of another car get groups behind those that are described', () => {
  const groups = new LiveGroups();
  const { memory } = toLiveImage(ibt);
  const reader = new TickReader(memory);
  const channels = reader.layout(reader.header()).read(new Uint8Array(0), 0);
  expect(groups.learn(channels.slice(0, 10))).toBe(true);
  expect(groups.learn(channels.slice(5, 15))).toBe(true);
  expect(groups.learn(channels)).toBe(true);
  expect(groups.learn(channels)).toBe(false);
  expect(groups.described.map((group) => group.channels.length)).toEqual([
    10,
    5,
    channels.length - 15,
  ]);
  const record = memory.read(reader.header().buffers[0]?.offset ?? 0, reader.header().recordLength);
  const read = reader.layout(reader.header()).read(record, 1);
  expect(groups.toParts(read.slice(5, 15), 1, 2).map(({ group }) => group)).toEqual([0, 1]);
});

test('ticks follow the sim’s count, and the clock where that jumps', () => {
  const clock = new TickClock(60);
  expect(clock.secondsOf(100, 3, 5)).toBe(5);
  expect(clock.secondsOf(103, 3, 5.08)).toBeCloseTo(5.05, 9);
  expect(clock.secondsOf(900, 1, 9)).toBe(9);
  expect(clock.secondsOf(1, 1, 9.01)).toBeCloseTo(9.0167, 3);
});

test.skipIf(process.platform === 'win32')('elsewhere than on Windows it says so', async () => {
  await expect(openIracing({}, makeClock())).rejects.toMatchObject({
    code: 'iracing_not_available',
  });
});

const data = fileURLToPath(
  new URL('../../../../../../shared/data/ibt-live-dump/', import.meta.url),
);
const here = existsSync(data);
test.skipIf(!process.env['CI'])('the images are there in CI', () => expect(here).toBe(true));

describe.skipIf(!here)('images of the live memory of real sims (../shared/data)', () => {
  test.each([
    ['landonpatmore_data.bin', 10_656, 258],
    ['teamjorge_live_test_file.ibt', 2005, 260],
  ])('%s', async (file, newest, plain) => {
    const { memory, view } = readLiveImage(data + file);
    const reader = new TickReader(memory);
    const header = reader.header();
    const ticks = reader.take(header);
    expect(ticks.map(({ tick }) => tick)).toEqual([newest - 2, newest - 1, newest]);
    const channels = reader.layout(header).read(ticks[2]?.record ?? new Uint8Array(0), 1);
    expect(channels.filter(({ samplesPerTick }) => samplesPerTick === 1)).toHaveLength(plain);
    expect(channels.some(({ name }) => name.startsWith('CarIdx'))).toBe(false);
    const fast = channels.filter(({ samplesPerTick }) => samplesPerTick === 6);
    expect(fast.length).toBeGreaterThanOrEqual(18);
    expect(fast.every(({ values, rateHz }) => values.length === 6 && rateHz === 360)).toBe(true);
    const valueOf = (name: string) => Number(channels.find((one) => one.name === name)?.values[0]);
    expect(valueOf('sessionTime')).toBeGreaterThan(0);
    expect(valueOf('airTemperature')).toBeGreaterThan(0);
    expect(valueOf('airTemperature')).toBeLessThan(50);
    const text = parseSessionText(decodeSessionText(reader.sessionText(header)));
    expect(text.track).not.toBeNull();
    expect(text.lengthMetres).toBeGreaterThan(500);

    const step = (turn: number): void => {
      const k = (newest + 1 + turn) % 3;
      const [buffer] = header.buffers.filter(({ tick }) => tick % 3 === k);
      view.setInt32(
        48 + 16 * header.buffers.indexOf(buffer ?? { tick: 0, offset: 0 }),
        newest + 1 + turn,
        true,
      );
    };
    const { source, items } = await drive(memory, step, 30);
    checkDescription(source.describe());
    expect(partsOf(items).filter(({ group }) => group === 0)).toHaveLength(30);
    const fastParts = partsOf(items).filter(
      ({ group }) => source.describe().groups[group]?.rateHz === 360,
    );
    expect(fastParts.map(({ count }) => count)).toEqual(Array.from({ length: 30 }, () => 6));
  });
});
