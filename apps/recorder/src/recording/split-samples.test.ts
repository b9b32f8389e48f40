import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ChannelGroup, endOfPart, type FramePart } from '@outlap/protocol';
import type { NewFrame } from '../spool/index.ts';
import { splitSamples } from './split-samples.ts';

const channel = { name: 'x', sourceName: 'x', unit: 'm', sourceUnit: 'm', type: 'f64' } as const;
const groups: readonly ChannelGroup[] = [60, 10, null].map((rateHz) => ({
  rateHz,
  channels: [channel],
}));

const part = fc
  .record({
    group: fc.nat(2),
    start: fc.double({ min: 0, max: 100, noNaN: true }),
    count: fc.integer({ min: 1, max: 30_000 }),
    step: fc.nat(3000),
  })
  .map(({ group, start, count, step }): FramePart => {
    const offsets = Uint32Array.from({ length: count }, (_, i) => i * step);
    const columns = [Float64Array.from({ length: count }, (_, i) => i)];
    return { group, start, count, ...(group === 2 && { offsets }), columns };
  });

/** Every sample as its group, second and value. */
function samplesOf(frames: readonly NewFrame[]): string[] {
  return frames
    .flatMap(({ parts }) => parts)
    .flatMap((one) =>
      Array.from(
        { length: one.count },
        (_, i) => `${one.group} ${secondOf(one, i)} ${one.columns[0]?.[i]}`,
      ),
    )
    .toSorted();
}

function secondOf({ group, start, offsets }: FramePart, index: number): string {
  const rateHz = groups[group]?.rateHz ?? null;
  return endOfPart({ start, count: index + 1, offsets: offsets ?? null }, rateHz).toFixed(6);
}

test('split samples are the same ones, in frames that are small enough and follow one another', () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
      const frames = splitSamples({ parts }, groups);
      expect(samplesOf(frames)).toEqual(samplesOf([{ parts }]));
      let end = -Infinity;
      for (const one of frames) {
        const bytes = one.parts.reduce(
          (sum, { count, group }) => sum + count * 8 + (group === 2 ? count * 4 : 0),
          0,
        );
        expect(bytes).toBeLessThanOrEqual(128 * 1024);
        const starts = one.parts.map(({ start }) => start);
        expect(Math.min(...starts)).toBeGreaterThanOrEqual(end);
        end = Math.max(...one.parts.map((each) => Number(secondOf(each, each.count - 1)) - 1e-6));
      }
    }),
    { numRuns: 12, seed: 7 },
  );
});

test('what is small is passed on as it is, and one large sample cannot be split', () => {
  const small: NewFrame = {
    parts: [{ group: 0, start: 1, count: 2, columns: [new Float64Array(2)] }],
  };
  expect(splitSamples(small, groups)).toEqual([small]);
  const text = ['x'.repeat(200_000)];
  const large: NewFrame = { parts: [{ group: 2, start: 1, count: 1, columns: [text] }] };
  expect(splitSamples(large, groups)).toEqual([large]);
  const two: NewFrame = {
    parts: [...large.parts, ...small.parts],
    events: [{ seconds: 1, kind: 'note', data: {} }],
  };
  expect(
    splitSamples(two, groups).map(({ parts, events }) => [parts.length, events?.length]),
  ).toEqual([
    [1, 1],
    [1, undefined],
    [1, undefined],
  ]);
});
