import { afterAll, beforeAll, expect, test } from 'vitest';
import { readRecording, fromBytes, writeIbt } from '@outlap/formats';
import { checkDescription, checkFrame, decodeFrame, encodeFrame } from '@outlap/protocol';
import { type Recording, simulate, TERN_QUAY, toSeconds } from '@outlap/telemetry';
import { makeClock } from '../../testing/fake-clock.ts';
import { makeWorld } from '../../testing/fake-world.ts';
import type { Source, SourceItem } from '../source.ts';
import { openFile } from './open-file.ts';

const CSV = [
  'Time (s),Speed (km/h),Note',
  '0.00,36,start',
  '0.01,36,',
  '0.26,72,',
  '7.50,108,late',
].join('\n');

let world: ReturnType<typeof makeWorld>;
let recording: Recording;
beforeAll(async () => {
  world = makeWorld();
  const bytes = writeIbt(simulate({ circuit: TERN_QUAY, seed: 4, laps: [], rateHz: 60 }));
  world.put('drive.ibt', bytes);
  world.put('drive.csv', CSV);
  recording = await readRecording(fromBytes(bytes), { fileName: 'drive.ibt' });
});
afterAll(() => world.remove());

type Samples = Extract<SourceItem, { kind: 'samples' }>;
async function take(source: Source, frames = Infinity): Promise<Samples[]> {
  const taken: Samples[] = [];
  for await (const item of source.frames(new AbortController().signal)) {
    if (item.kind === 'samples') taken.push(item);
    if (taken.length === frames) break;
  }
  return taken;
}
const open = (options: Partial<Parameters<typeof openFile>[0]>, clock = makeClock()) =>
  openFile({ path: 'drive.ibt', world: world.world, ...options }, clock);

test('every sample of the file comes once, at its own time', async () => {
  const clock = makeClock();
  const source = await open({}, clock);
  const { groups } = source.describe();
  checkDescription(source.describe());
  expect(groups.flatMap(({ channels }) => channels.map(({ name }) => name)).sort()).toEqual(
    recording.channels.map(({ name }) => name).sort(),
  );
  const seconds = new Map<string, number[]>();
  const values = new Map<string, unknown[]>();
  const began = clock.seconds();
  for (const { parts } of await take(source)) {
    const frame = decodeFrame(encodeFrame({ seq: 1, sentAt: 0, parts }));
    checkFrame(frame, groups);
    for (const { group, start, count, offsets, columns } of parts) {
      groups[group]?.channels.forEach(({ name }, c) => {
        for (let i = 0; i < count; i++) {
          const rate = groups[group]?.rateHz;
          const at = start + (offsets ? (offsets[i] ?? 0) / 1e6 : i / (rate ?? 1));
          seconds.set(name, [...(seconds.get(name) ?? []), at]);
          values.set(name, [...(values.get(name) ?? []), columns[c]?.[i]]);
        }
      });
    }
  }
  expect(clock.seconds() - began).toBeCloseTo(recording.durationSeconds, 0);
  for (const channel of recording.channels) {
    expect(values.get(channel.name)).toEqual(Array.from(channel.values as Float32Array));
    toSeconds(channel.time).forEach((second, i) => {
      expect(Math.abs(second - (seconds.get(channel.name)?.[i] ?? Infinity))).toBeLessThan(1e-6);
    });
  }
});

test('a speed shortens the waiting, the times stay', async () => {
  const clock = makeClock();
  const source = await open({ speed: 10 }, clock);
  const began = clock.seconds();
  const frames = await take(source);
  expect(clock.seconds() - began).toBeCloseTo(recording.durationSeconds / 10, 1);
  expect(frames.at(-1)?.parts[0]?.start).toBeGreaterThan(recording.durationSeconds - 0.06);
});

test('a loop goes on behind the end, times rising', async () => {
  const once = await take(await open({ speed: Infinity }));
  const twice = await take(await open({ speed: Infinity, loop: true }), once.length * 2);
  const starts = twice.map(({ parts }) => parts[0]?.start ?? Number.NaN);
  expect(starts).toEqual([...starts].sort((a, b) => a - b));
  expect(twice[once.length]?.parts[0]?.columns).toEqual(once[0]?.parts[0]?.columns);
});

test('sparse samples keep their distance, and nothing is sent for empty time', async () => {
  const frames = await take(await open({ path: 'drive.csv', speed: Infinity }));
  expect(frames.map(({ parts }) => parts[0]?.count)).toEqual([2, 1, 1]);
  expect(frames[0]?.parts[0]?.offsets?.[1]).toBe(10_000);
  expect(frames.at(-1)?.parts[0]?.start).toBe(7.5);
});

test('what is no recording is refused', async () => {
  await expect(open({ path: 'missing.ibt' })).rejects.toMatchObject({ code: 'file_not_readable' });
  await expect(open({ speed: 0 })).rejects.toMatchObject({ code: 'usage' });
});
