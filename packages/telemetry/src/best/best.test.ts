import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CIRCUIT, driveLap, layOut } from '../comparison/drawn-laps.ts';
import { cornersOfLayout } from '../corners/layout-corners.ts';
import type { LapData } from '../laps/lap.ts';
import { consistency } from './consistency.ts';
import { rollingBest } from './rolling-best.ts';
import {
  bestOfSections,
  theoreticalBest,
  theoreticalBestOfMiniSectors,
} from './theoretical-best.ts';

const { lengthMetres } = layOut(CIRCUIT);

function sectored(
  lap: LapData,
  number: number,
  sectorSeconds: number[],
  valid = true,
): LapData['lap'] {
  const timeSeconds = sectorSeconds.reduce((sum, one) => sum + one, 0);
  return { ...lap.lap, number, sectorSeconds, timeSeconds, valid };
}

describe('theoreticalBest', () => {
  const lap = driveLap(CIRCUIT, { rateHz: 10 });

  it('takes the best sector of each lap and names the laps', () => {
    const best = theoreticalBest([
      sectored(lap, 1, [30, 31, 29]),
      sectored(lap, 2, [29.5, 32, 28]),
      sectored(lap, 3, [20, 20, 20], false),
    ]);
    expect(best).toMatchObject({
      driven: false,
      timeSeconds: 88.5,
      lapCount: 2,
      contributingLapCount: 2,
    });
    expect(best?.sections.map(({ lapNumber }) => lapNumber)).toEqual([2, 1, 2]);
  });

  it('is never slower than the best lap and equals it with one lap', () => {
    const seconds = fc.double({ min: 1, max: 60, noNaN: true });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(seconds, seconds, seconds), { minLength: 1, maxLength: 12 }),
        (laps) => {
          const times = laps.map((sectionSeconds, lapNumber) => ({
            lapNumber,
            sectionSeconds,
            timeSeconds: sectionSeconds[0] + sectionSeconds[1] + sectionSeconds[2],
          }));
          const best = bestOfSections(times, 'sector');
          const fastest = Math.min(...times.map(({ timeSeconds }) => timeSeconds));
          expect(best?.timeSeconds).toBeLessThanOrEqual(fastest);
          expect(bestOfSections(times.slice(0, 1), 'sector')?.timeSeconds).toBe(
            times[0]?.timeSeconds,
          );
        },
      ),
    );
  });

  it('by mini-sector is never slower than by its own best lap, and has nothing from nothing', () => {
    const laps = [0.95, 1, 0.97].map((grip, i) =>
      driveLap(CIRCUIT, { grip, number: i + 1, early: { entryMetres: 1080, metres: 20 * i } }),
    );
    const best = theoreticalBestOfMiniSectors(laps, lengthMetres);
    expect(best?.sections).toHaveLength(25);
    expect(best?.timeSeconds).toBeLessThan(best?.bestLapSeconds ?? 0);
    const one = laps.slice(0, 1);
    expect(theoreticalBestOfMiniSectors(one, lengthMetres)?.timeSeconds).toBe(
      laps[0]?.lap.timeSeconds,
    );
    expect(theoreticalBestOfMiniSectors([], lengthMetres)).toBeUndefined();
    expect(theoreticalBest([])).toBeUndefined();
  });
});

describe('rollingBest', () => {
  const after = (lap: LapData, startSeconds: number): LapData => ({
    ...lap,
    lap: { ...lap.lap, startSeconds, endSeconds: startSeconds + lap.lap.timeSeconds },
  });

  it('finds the window over two laps that is faster than both', () => {
    const slowStart = driveLap(CIRCUIT, { number: 1, early: { entryMetres: 420, metres: 60 } });
    const slowEnd = driveLap(CIRCUIT, { number: 2, early: { entryMetres: 2560, metres: 60 } });
    const second = after(slowEnd, slowStart.lap.timeSeconds);
    const best = rollingBest([slowStart, second], lengthMetres);
    const clean = driveLap(CIRCUIT).lap.timeSeconds;
    expect(best?.lapNumber).toBe(1);
    expect(best?.startMetres).toBeGreaterThan(500);
    expect(Math.abs((best?.timeSeconds ?? 0) - clean)).toBeLessThan(0.01);
    const apart = after(slowEnd, slowStart.lap.timeSeconds + 5);
    expect(rollingBest([slowStart, apart], lengthMetres)?.startMetres).toBe(0);
  });
});

describe('consistency', () => {
  it('is 0 for equal laps and grows where they differ', () => {
    const reference = driveLap(CIRCUIT);
    const corners = cornersOfLayout([reference], lengthMetres);
    const layout = { lengthMetres, corners };
    const same = consistency([reference, { ...reference }], layout);
    expect(same?.lapTimeSeconds).toBe(0);
    expect(same?.speedMps?.every((value) => value === 0)).toBe(true);
    expect(same?.corners.every(({ timeSeconds }) => timeSeconds === 0)).toBe(true);
    const laps = [0, 10, 20, 30].map((metres, number) =>
      driveLap(CIRCUIT, { number, early: { entryMetres: 1080, metres } }),
    );
    const spread = consistency(laps, layout);
    const brakes = spread?.corners.map(({ brakeMetres }) => brakeMetres ?? 0) ?? [];
    // Braking at 10 m/s² out of a gain of 5 m/s² moves the brake point by two thirds of the shift.
    expect(Math.abs((brakes[3] ?? 0) - (Math.sqrt(125) * 2) / 3)).toBeLessThan(0.5);
    expect(brakes.filter((metres) => metres > 1)).toHaveLength(1);
    expect(consistency([reference], layout)).toBeUndefined();
  });
});
