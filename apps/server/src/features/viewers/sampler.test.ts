import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ChannelGroup, decodeFrame, encodeFrame, type FramePart } from '@outlap/protocol';
import { GridChannel, holdSeconds, resolveChannels, type Rows } from '../live/samples/verbs.ts';
import { RecentRows } from './recent-rows.ts';
import { Sampler } from './sampler.ts';

const channel = (name: string, type: 'f32' | 'f64' | 'text' = 'f64') => ({
  name,
  sourceName: name,
  unit: '',
  sourceUnit: '',
  type,
});
const GROUPS: readonly ChannelGroup[] = [
  { rateHz: 60, channels: [channel('speed'), channel('gear', 'text')] },
  { rateHz: null, channels: [channel('fuelLevel')] },
];
const CHANNELS = resolveChannels(['fuelLevel', 'speed', 'gear', 'flux'], GROUPS);

type Sample = readonly [seconds: number, value: number];
type Made = { readonly parts: readonly FramePart[] };

/** Frames of a drive: a group at 60 Hz that begins anywhere, and one whose samples come as they like. */
const drives = fc
  .record({
    start: fc.double({ min: 0, max: 50, noNaN: true }),
    sizes: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 20 }),
    gaps: fc.array(fc.integer({ min: 1, max: 400_000 }), { minLength: 60, maxLength: 60 }),
  })
  .map(({ start, sizes, gaps }): Made[] => {
    let [taken, polled, micros] = [0, 0, 0];
    return sizes.map((count) => {
      const from = start + taken / 60;
      const values = Float64Array.from({ length: count }, (_, i) => taken + i);
      const texts = Array.from(values, (value) => (value % 7 === 0 ? null : `g${value}`));
      taken += count;
      const offsets: number[] = [];
      const fuel: number[] = [];
      for (;;) {
        const next = micros + (gaps[polled % gaps.length] ?? 1);
        if (start + next / 1e6 > start + taken / 60) break;
        micros = next;
        offsets.push(Math.round((start + micros / 1e6 - from) * 1e6));
        fuel.push(++polled);
        if (offsets.length >= 50) break;
      }
      const parts: FramePart[] = [{ group: 0, start: from, count, columns: [values, texts] }];
      if (offsets.length > 0 && (offsets[0] ?? -1) >= 0)
        parts.push({
          group: 1,
          start: from,
          count: offsets.length,
          offsets: Uint32Array.from(offsets),
          columns: [Float64Array.from(fuel)],
        });
      return { parts };
    });
  });

function samplesOf(drive: readonly Made[], group: number): Sample[] {
  return drive.flatMap(({ parts }) =>
    parts
      .filter((part) => part.group === group)
      .flatMap((part) =>
        Array.from(part.columns[0] as Float64Array, (value, i): Sample => {
          const offset = part.offsets ? (part.offsets[i] ?? 0) / 1e6 : i / 60;
          return [part.start + offset, value];
        }),
      ),
  );
}

function lastBefore(samples: readonly Sample[], seconds: number, hold: number): number {
  const found = samples.findLast(([time]) => time <= seconds + 1e-6);
  return found && seconds - found[0] <= hold ? found[1] : Number.NaN;
}

function run(drive: readonly Made[], rateHz: number): Rows[] {
  const sampler = new Sampler(rateHz, GROUPS, CHANNELS);
  return drive.flatMap(({ parts }, i) => {
    const rows = sampler.push(decodeFrame(encodeFrame({ seq: i + 1, sentAt: 0, parts })));
    return rows ? [rows] : [];
  });
}

test.each([60, 25, 5, 1])(
  'at %i Hz every value is the last sample before its grid point',
  (rateHz) => {
    fc.assert(
      fc.property(drives, (drive) => {
        const rows = run(drive, rateHz);
        const seconds = rows.flatMap((one) => [...one.seconds]);
        const speed = samplesOf(drive, 0);
        const fuel = samplesOf(drive, 1);
        const first = speed[0]?.[0] ?? 0;
        const last = Math.max(speed.at(-1)?.[0] ?? 0, fuel.at(-1)?.[0] ?? 0);
        const points = seconds.map((second) => Math.round(second * rateHz));
        const expected = Math.ceil((first - 1e-6) * rateHz);
        const end = Math.floor((last + 1e-6) * rateHz);
        expect(points).toEqual(
          Array.from({ length: Math.max(0, end - expected + 1) }, (_, i) => expected + i),
        );
        const at = (column: number) => rows.flatMap((one) => [...(one.columns[column] ?? [])]);
        expect(at(1)).toEqual(seconds.map((second) => lastBefore(speed, second, holdSeconds(60))));
        expect(at(0)).toEqual(seconds.map((second) => lastBefore(fuel, second, holdSeconds(null))));
        expect(at(2)).toEqual(
          at(1).map((value) => (Number(value) % 7 === 0 ? null : `g${String(value)}`)),
        );
        expect(at(3).every((value) => Number.isNaN(value))).toBe(true);
      }),
      { numRuns: 60, seed: 3 },
    );
  },
);

test('reading the same samples later, in any order and twice, gives the same rows', () => {
  fc.assert(
    fc.property(drives, fc.constantFrom(60, 25, 5, 1), (drive, rateHz) => {
      const rows = run(drive, rateHz);
      const seconds = rows.flatMap((one) => [...one.seconds]);
      const first = Math.round((seconds[0] ?? 0) * rateHz);
      const grid = new GridChannel(first, seconds.length, rateHz);
      for (const part of [...drive, ...drive].reverse().flatMap(({ parts }) => parts))
        if (part.group === 0)
          grid.add('f64', (i) => part.start + i / 60, part.columns[0] as Float64Array);
      expect([...grid.toColumn(holdSeconds(60), 'f32')]).toEqual(
        rows.flatMap((one) => [...(one.columns[1] ?? [])]),
      );
    }),
    { numRuns: 60, seed: 4 },
  );
});

test('a hole in the stream is one empty row; the values before it do not go on', () => {
  const sampler = new Sampler(5, GROUPS, CHANNELS);
  const frame = (seq: number, start: number) =>
    decodeFrame(
      encodeFrame({
        seq,
        sentAt: 0,
        parts: [{ group: 0, start, count: 1, columns: [Float64Array.of(seq), ['x']] }],
      }),
    );
  expect(sampler.push(frame(1, 10))).toMatchObject({ seconds: Float64Array.of(10) });
  const rows = sampler.push(frame(2, 100));
  expect([...(rows?.seconds ?? [])]).toEqual([10.2, 100]);
  expect([...(rows?.columns[1] ?? [])]).toEqual([Number.NaN, 2]);
  expect(rows?.columns[2]).toEqual([null, 'x']);
  // What is older than the newest sample changes nothing.
  expect(sampler.push(frame(3, 50))).toBeUndefined();
  expect([...(sampler.push(frame(4, 100.2))?.columns[1] ?? [])]).toEqual([4]);
});

test('recent rows keep what they should, grow no further, and find rows behind a second', () => {
  const rows = new RecentRows(['f64', 'text']);
  rows.keep(10);
  for (let i = 0; i < 2000; i++)
    rows.append({ seconds: Float64Array.of(i / 10), columns: [Float64Array.of(i), [`t${i}`]] });
  expect([rows.first, rows.last, rows.isTrimmed]).toEqual([189.9, 199.9, true]);
  const two = rows.after(199.7, 10);
  expect([...two.seconds]).toEqual([199.8, 199.9]);
  expect(two.columns).toEqual([Float64Array.of(1998, 1999), ['t1998', 't1999']]);
  expect(rows.after(-1, 3).seconds).toHaveLength(3);
  rows.keep(1000);
  rows.prepend({
    seconds: Float64Array.of(180, 189.8, 189.9, 190),
    columns: [Float64Array.of(1, 2, 3, 4), ['a', 'b', 'c', 'd']],
  });
  expect([...rows.after(-1, 4).seconds]).toEqual([180, 189.8, 189.9, 190]);
  expect(rows.after(-1, 4).columns[1]).toEqual(['a', 'b', 't1899', 't1900']);
});
