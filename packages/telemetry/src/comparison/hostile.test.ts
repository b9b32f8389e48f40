import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Channel } from '../channels/channel.ts';
import { consistency } from '../best/consistency.ts';
import { rollingBest } from '../best/rolling-best.ts';
import { theoreticalBestOfMiniSectors } from '../best/theoretical-best.ts';
import { cornersOfLayout, detectCorners } from '../corners/layout-corners.ts';
import { compareLaps } from './compare.ts';
import { CIRCUIT, driveLap, lapOf, layOut } from './drawn-laps.ts';
import { alignedTraces } from './traces.ts';

const { lengthMetres } = layOut(CIRCUIT);
const NAMES = [
  'lapDistance',
  'lapProgress',
  'speed',
  'brake',
  'throttle',
  'latitude',
  'longitude',
  'yawRate',
  'gear',
];

const value = fc.oneof(
  fc.double({ min: -200, max: 4000 }),
  fc.constantFrom(0, Number.NaN, Number.POSITIVE_INFINITY, -1e308, 1e308),
);

const hostileChannel = (name: string): fc.Arbitrary<Channel> =>
  fc
    .tuple(
      fc.array(value, { maxLength: 60 }),
      fc.array(fc.double({ min: 0, max: 3, noNaN: true }), { maxLength: 60 }),
    )
    .map(([values, steps]) => {
      let t = -1;
      const seconds = Float64Array.from(steps, (step) => (t += step));
      return {
        name,
        sourceName: name,
        unit: '',
        sourceUnit: '',
        rateHz: null,
        time: { kind: 'stamps' as const, seconds },
        values: Float64Array.from(values),
      };
    });

const hostileLap = fc
  .tuple(
    fc.double({ min: -10, max: 200 }),
    fc.subarray(NAMES).chain((names) => fc.tuple(...names.map(hostileChannel))),
  )
  .map(([timeSeconds, channels]) => lapOf(timeSeconds, 1, channels));

describe('hostile samples', () => {
  const good = driveLap(CIRCUIT, { rateHz: 20 });

  /** A good lap with some of its samples overwritten. */
  const spoiled = fc
    .array(fc.tuple(fc.nat(NAMES.length - 1), fc.nat(2000), value), { maxLength: 60 })
    .map((hits) => ({
      ...good,
      channels: good.channels.map((one) => {
        const values = (one.values as Float64Array).slice();
        for (const [k, i, to] of hits) if (NAMES[k] === one.name) values[i % values.length] = to;
        return { ...one, values };
      }),
    }));

  it('never throw and never leak into a result', () => {
    fc.assert(
      fc.property(fc.oneof(hostileLap, spoiled), fc.oneof(hostileLap, spoiled), (a, b) => {
        for (const [reference, lap] of [[a, b] as const, [good, b] as const]) {
          const result = compareLaps(reference, lap, { lengthMetres }, { history: [a, b, good] });
          if (result.kind === 'refused') continue;
          expect(result.delta.seconds.every(Number.isFinite)).toBe(true);
          expect(result.delta.seconds.at(-1)).toBe(result.gapSeconds);
          const sum = result.segments.reduce((total, { lossSeconds }) => total + lossSeconds, 0);
          expect(sum).toBeCloseTo(result.gapSeconds, 6);
          expect(JSON.stringify(result.findings)).not.toContain('NaN');
        }
        expect(Array.isArray(detectCorners(b, lengthMetres))).toBe(true);
        expect(Array.isArray(cornersOfLayout([a, b], lengthMetres))).toBe(true);
        alignedTraces([good, a, b], NAMES, { lengthMetres });
        consistency([good, a, b], { lengthMetres });
        rollingBest([good, a, b], lengthMetres);
        theoreticalBestOfMiniSectors([good, a, b], lengthMetres);
      }),
      { numRuns: 60, seed: 7 },
    );
  });
});
