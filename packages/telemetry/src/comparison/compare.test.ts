import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LapData } from '../laps/lap.ts';
import { compareLaps } from './compare.ts';
import type { Comparison, Refusal } from './comparison.ts';
import { channel, CIRCUIT, driveLap, EIGHT, lapOf, layOut } from './drawn-laps.ts';
import type { Drive } from './drawn-laps.ts';

const { lengthMetres } = layOut(CIRCUIT);
const layout = { lengthMetres };
const GPS = ['latitude', 'longitude', 'speed'];

function compared(result: Comparison | Refusal): Comparison {
  if (result.kind === 'refused') throw new Error(`refused: ${result.reason}: ${result.detail}`);
  return result;
}

function sumOf(parts: readonly { readonly lossSeconds: number }[]): number {
  return parts.reduce((sum, { lossSeconds }) => sum + lossSeconds, 0);
}

function timed(lap: LapData, timeSeconds: number): LapData {
  return { ...lap, lap: { ...lap.lap, timeSeconds } };
}

const drives: fc.Arbitrary<Drive> = fc.record({
  rateHz: fc.constantFrom(20, 60, 100),
  phaseSeconds: fc.double({ min: 0, max: 0.009, noNaN: true }),
  grip: fc.double({ min: 0.8, max: 1.1, noNaN: true }),
});

describe('compareLaps by lap distance', () => {
  const reference = driveLap(CIRCUIT);

  it('is exactly 0 everywhere for a lap against itself', () => {
    for (const channels of [undefined, GPS, ['speed', 'yawRate']]) {
      const lap = driveLap(CIRCUIT, channels ? { channels } : {});
      const { delta, segments, gapSeconds, findings } = compared(compareLaps(lap, lap, layout));
      expect(delta.seconds.every((value) => value === 0)).toBe(true);
      expect(segments.every(({ lossSeconds }) => lossSeconds === 0)).toBe(true);
      expect(gapSeconds).toBe(0);
      expect(findings).toEqual([]);
    }
  });

  it('ends at the difference of lap times, sums, covers, and negates on swapping', () => {
    fc.assert(
      fc.property(drives, drives, (a, b) => {
        const first = driveLap(CIRCUIT, a);
        const second = driveLap(CIRCUIT, b);
        const there = compared(compareLaps(first, second, layout));
        const back = compared(compareLaps(second, first, layout));
        const gap = second.lap.timeSeconds - first.lap.timeSeconds;
        expect(there.delta.seconds.at(-1)).toBe(gap);
        expect(there.gapSeconds).toBe(gap);
        expect(Math.abs(there.residualSeconds)).toBeLessThan(1e-3);
        there.delta.seconds.forEach((value, i) => {
          expect(Math.abs(value + (back.delta.seconds[i] ?? Number.NaN))).toBeLessThan(1e-9);
        });
        expect(sumOf(there.segments)).toBeCloseTo(gap, 9);
        expect(sumOf(there.miniSectors)).toBeCloseTo(gap, 9);
        expect(there.miniSectors).toHaveLength(25);
        expect(there.segments[0]?.startMetres).toBe(0);
        expect(there.segments.at(-1)?.endMetres).toBe(lengthMetres);
        there.segments.slice(1).forEach((segment, i) => {
          expect(segment.startMetres).toBe(there.segments[i]?.endMetres);
        });
      }),
      { numRuns: 15 },
    );
  });

  it('agrees with the true delta to a millisecond at every point', () => {
    const dense = driveLap(CIRCUIT, { rateHz: 250 });
    const other = driveLap(CIRCUIT, { grip: 0.93, phaseSeconds: 0.013 });
    const otherDense = driveLap(CIRCUIT, { grip: 0.93, rateHz: 250 });
    const coarse = compared(compareLaps(reference, other, layout));
    const truth = compared(compareLaps(dense, otherDense, layout));
    coarse.delta.seconds.forEach((value, i) => {
      expect(Math.abs(value - (truth.delta.seconds[i] ?? Number.NaN))).toBeLessThan(1e-3);
    });
  });

  it('takes the official time, reports what it differs by, and calls a large rest estimated', () => {
    const lap = driveLap(CIRCUIT, { grip: 0.95 });
    const near = compared(compareLaps(reference, timed(lap, lap.lap.timeSeconds + 0.004), layout));
    expect(near.residualSeconds).toBeCloseTo(0.004, 6);
    expect(near.estimated).toBe(false);
    expect(near.delta.seconds.at(-1)).toBe(near.gapSeconds);
    const far = compared(compareLaps(reference, timed(lap, lap.lap.timeSeconds + 0.3), layout));
    expect(far.residualSeconds).toBeCloseTo(0.3, 6);
    expect(far.estimated).toBe(true);
    expect(far.delta.seconds.at(-1)).toBe(far.gapSeconds);
  });

  it('scales a source that calls the lap 4010 m on a layout of 4000 m', () => {
    const longer = reference.channels.map((one) =>
      one.name === 'lapDistance'
        ? channel(
            'lapDistance',
            60,
            0.004,
            (one.values as Float64Array).map((d) => d * 1.0025),
          )
        : one,
    );
    const result = compared(compareLaps(reference, { ...reference, channels: longer }, layout));
    result.delta.seconds.forEach((value) => expect(Math.abs(value)).toBeLessThan(2e-4));
  });

  it('passes over missing values, zero frames and wraps, and names the gaps', () => {
    const broken = reference.channels.map((one) => {
      const values = (one.values as Float64Array).slice();
      values.fill(Number.NaN, 600, 750);
      if (one.name === 'lapDistance') values.fill(0, 1000, 1002);
      if (one.name === 'lapDistance') values[0] = lengthMetres - 0.2;
      return channel(one.name, 60, 0.004, values);
    });
    const lap = { ...reference, channels: broken };
    const result = compared(compareLaps(reference, lap, layout));
    expect(result.delta.seconds.every(Number.isFinite)).toBe(true);
    expect(result.gaps).toHaveLength(1);
    const gap = result.gaps[0];
    result.delta.distanceMetres.forEach((metres, i) => {
      const inGap = gap && metres > gap.startMetres - 5 && metres < gap.endMetres + 5;
      if (!inGap) expect(Math.abs(result.delta.seconds[i] ?? 1)).toBeLessThan(0.01);
    });
    for (const { passages } of result.segments)
      for (const value of Object.values(passages?.lap ?? {})) expect(value).not.toBeNaN();
  });
});

describe('compareLaps by speed', () => {
  it('is taken where the lap distance comes once a second and begins anew a sample late', () => {
    const sparse = (drive: Drive, lateSamples: number): LapData => {
      const lap = driveLap(CIRCUIT, { ...drive, channels: ['speed', 'lapDistance'] });
      const [speed, distance] = lap.channels;
      if (!speed || !distance) throw new Error('no channels');
      const slow = (distance.values as Float64Array).filter((_, i) => i % 60 === 0);
      for (let i = 0; i < lateSamples; i++) slow[i] = lengthMetres - 5 + (slow[i] ?? 0);
      return { ...lap, channels: [speed, channel('lapDistance', 1, 0.004, slow)] };
    };
    const result = compared(compareLaps(sparse({}, 1), sparse({ grip: 0.95 }, 2), layout));
    const truth = compared(
      compareLaps(driveLap(CIRCUIT), driveLap(CIRCUIT, { grip: 0.95 }), layout),
    );
    expect(result).toMatchObject({ method: 'integrated-speed', estimated: true });
    result.delta.seconds.forEach((value, i) => {
      expect(Math.abs(value - (truth.delta.seconds[i] ?? Number.NaN))).toBeLessThan(0.02);
    });
  });
});

describe('compareLaps by position', () => {
  it('stays within 10 ms at the line and everywhere on clean 25 Hz fixes', () => {
    const a = driveLap(CIRCUIT, { rateHz: 25, channels: GPS });
    const b = driveLap(CIRCUIT, { rateHz: 25, channels: GPS, grip: 0.95, phaseSeconds: 0.03 });
    const result = compared(compareLaps(a, b, layout));
    const truth = compared(
      compareLaps(driveLap(CIRCUIT, {}), driveLap(CIRCUIT, { grip: 0.95 }), layout),
    );
    expect(result.method).toBe('position');
    expect(Math.abs(result.residualSeconds)).toBeLessThan(0.01);
    result.delta.seconds.forEach((value, i) => {
      expect(Math.abs(value - (truth.delta.seconds[i] ?? Number.NaN))).toBeLessThan(0.01);
    });
  });

  it('takes a drift of the positions between laps off', () => {
    const a = driveLap(CIRCUIT, { rateHz: 25, channels: GPS });
    const b = driveLap(CIRCUIT, { rateHz: 25, channels: GPS, grip: 0.95, phaseSeconds: 0.03 });
    const moved = b.channels.map((one) => {
      const degrees = one.name === 'latitude' ? 2e-5 : one.name === 'longitude' ? -3e-5 : 0;
      return channel(
        one.name,
        25,
        0.03,
        (one.values as Float64Array).map((value) => value + degrees),
      );
    });
    const plain = compared(compareLaps(a, b, layout));
    const drifted = compared(compareLaps(a, { ...b, channels: moved }, layout));
    drifted.delta.seconds.forEach((value, i) => {
      expect(Math.abs(value - (plain.delta.seconds[i] ?? Number.NaN))).toBeLessThan(0.01);
    });
  });

  it('survives noise of half a metre without drifting', () => {
    const noisy = { rateHz: 10, channels: GPS, positionNoiseMetres: 0.5 };
    const a = driveLap(CIRCUIT, { ...noisy, seed: 3 });
    const b = driveLap(CIRCUIT, { ...noisy, seed: 4, phaseSeconds: 0.05 });
    const { delta } = compared(compareLaps(a, b, layout));
    const mean = delta.seconds.reduce((sum, value) => sum + value, 0) / delta.seconds.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.max(...delta.seconds.map(Math.abs))).toBeLessThan(0.12);
  });

  it('keeps the branches of a figure of eight apart', () => {
    const length = layOut(EIGHT).lengthMetres;
    const a = driveLap(EIGHT, { rateHz: 25, channels: GPS });
    const b = driveLap(EIGHT, { rateHz: 25, channels: GPS, grip: 0.9, phaseSeconds: 0.02 });
    const result = compared(compareLaps(a, b, { lengthMetres: length }));
    expect(result.method).toBe('position');
    const truth = compared(
      compareLaps(driveLap(EIGHT), driveLap(EIGHT, { grip: 0.9 }), { lengthMetres: length }),
    );
    result.delta.seconds.forEach((value, i) => {
      expect(Math.abs(value - (truth.delta.seconds[i] ?? Number.NaN))).toBeLessThan(0.015);
    });
  });
});

describe('compareLaps refuses', () => {
  const reference = driveLap(CIRCUIT, { rateHz: 25, channels: GPS });
  const reason = (result: Comparison | Refusal): string =>
    result.kind === 'refused' ? result.reason : 'compared';

  it('a lap driven the other way round', () => {
    const backwards = reference.channels.map((one) =>
      channel(one.name, 25, 0.004, (one.values as Float64Array).slice().reverse()),
    );
    expect(reason(compareLaps(reference, { ...reference, channels: backwards }, layout))).toBe(
      'reversed',
    );
    const sim = driveLap(CIRCUIT, { channels: ['lapDistance'] });
    const falling = sim.channels.map((one) =>
      channel(one.name, 60, 0.004, (one.values as Float64Array).slice().reverse()),
    );
    expect(reason(compareLaps(sim, { ...sim, channels: falling }, layout))).toBe('reversed');
  });

  it('another layout, by place and by length', () => {
    const elsewhere = reference.channels.map((one) =>
      one.name === 'latitude'
        ? channel(
            'latitude',
            25,
            0.004,
            (one.values as Float64Array).map((value) => value + 0.05),
          )
        : one,
    );
    const other = { ...reference, channels: elsewhere };
    expect(reason(compareLaps(reference, other, layout))).toBe('different-layout');
    const sim = driveLap(CIRCUIT, { channels: ['lapDistance', 'speed'] });
    expect(reason(compareLaps(sim, sim, { lengthMetres: lengthMetres * 0.9 }))).toBe(
      'different-layout',
    );
    const speedOnly = driveLap(CIRCUIT, { channels: ['speed'] });
    expect(reason(compareLaps(speedOnly, speedOnly, { lengthMetres: lengthMetres * 1.3 }))).toBe(
      'different-layout',
    );
  });

  it('laps whose own lengths differ by more than a tenth, positions or none', () => {
    const longer = CIRCUIT.map(([metres, degrees]) => [metres * 1.4, degrees] as const);
    const sim = driveLap(CIRCUIT, { channels: ['lapDistance', 'speed'] });
    for (const channels of [['lapDistance', 'speed'], ['speed'], GPS]) {
      const other = driveLap(longer, { channels });
      expect(compareLaps(sim, other, layout)).toMatchObject({
        reason: 'different-layout',
        detail: expect.stringMatching(/^lap 1 is 41\d\d m long, the reference 29\d\d m$/) as string,
      });
      expect(reason(compareLaps(other, sim, { lengthMetres: lengthMetres * 1.4 }))).toBe(
        'different-layout',
      );
    }
    const cut = (lap: LapData, distanceMetres: number): LapData => ({
      ...lap,
      lap: { ...lap.lap, distanceMetres },
    });
    const gps = cut(reference, lengthMetres * 1.02);
    expect(reason(compareLaps(cut(sim, lengthMetres), gps, layout))).toBe('compared');
    expect(reason(compareLaps(cut(sim, lengthMetres * 0.7), gps, layout))).toBe('different-layout');
  });

  it('laps without time, without distance, or without samples', () => {
    const text = { ...channel('speed', 10, 0, new Float64Array(0)), values: ['a', 'b'] };
    expect(reason(compareLaps(reference, lapOf(80, 2, []), layout))).toBe('no-distance');
    expect(reason(compareLaps(reference, lapOf(80, 2, [text]), layout))).toBe('no-distance');
    expect(reason(compareLaps(reference, timed(reference, Number.NaN), layout))).toBe('no-time');
    expect(reason(compareLaps(reference, timed(reference, 0), layout))).toBe('no-time');
    const sim = driveLap(CIRCUIT, { channels: ['lapDistance'] });
    const start = sim.channels.map((one) =>
      channel(one.name, 60, 0.004, (one.values as Float64Array).slice(0, 2000)),
    );
    expect(reason(compareLaps(sim, { ...sim, channels: start }, layout))).toBe('too-short');
  });
});
