import { describe, expect, it } from 'vitest';
import { findChannel } from '../channels/find.ts';
import { isNumeric } from '../channels/channel.ts';
import { cutLap } from '../laps/cut.ts';
import { compareLaps } from '../comparison/compare.ts';
import { cornersOfLayout } from '../corners/layout-corners.ts';
import { splitLaps } from '../laps/split.ts';
import { LARKMOOR } from './circuit.ts';
import { officialCornersOf, toCourse } from './course.ts';
import { DEMO_LAPS, demoRecording, demoSimulation } from './demo.ts';

const recording = demoRecording('2026-03-14T13:30:00Z');
const laps = splitLaps(recording).laps.filter(({ kind }) => kind === 'full');
const apexOf = (number: number): number => toCourse(LARKMOOR).corners[number - 1]?.apexMetres ?? 0;

function columns(lap: number): Record<string, ArrayLike<number>> {
  const chosen = laps[lap - 1];
  if (!chosen) throw new Error('no such lap');
  const { channels } = cutLap(recording, chosen);
  const names = ['lapDistance', 'speed', 'brake', 'throttle'];
  return Object.fromEntries(
    names.map((name) => {
      const values = findChannel(channels, name)?.values;
      return [name, values && isNumeric(values) ? values : []];
    }),
  );
}

/** The first distance in a stretch at which a channel passes a value. */
function placeOf(lap: number, name: string, from: number, to: number, least: number): number {
  const { lapDistance = [], [name]: values = [] } = columns(lap);
  for (let i = 1; i < lapDistance.length; i++) {
    const metres = lapDistance[i] ?? 0;
    if (metres > from && metres < to && (values[i] ?? 0) >= least) return metres;
  }
  return Number.NaN;
}

function slowest(lap: number, metres: number): number {
  const { lapDistance = [], speed = [] } = columns(lap);
  let least = Infinity;
  for (let i = 0; i < speed.length; i++) {
    const near = Math.abs((lapDistance[i] ?? 0) - metres) < 60;
    if (near) least = Math.min(least, speed[i] ?? Infinity);
  }
  return least;
}

describe('demoRecording', () => {
  it('has an out lap and three timed laps, each with its reason', () => {
    expect(splitLaps(recording).laps.map(({ kind }) => kind)).toEqual([
      'out',
      'full',
      'full',
      'full',
      'partial',
    ]);
    expect(laps.map(({ number }) => number)).toEqual(DEMO_LAPS.map(({ number }) => number));
    expect(laps.every(({ valid }) => valid)).toBe(true);
    expect(demoSimulation().laps).toHaveLength(4);
  });

  it('has plausible lap times 0.2 to 1.2 s apart, the second the best', () => {
    const [first = 0, second = 0, third = 0] = laps.map(({ timeSeconds }) => timeSeconds);
    expect(second).toBeGreaterThan(85);
    expect(second).toBeLessThan(93);
    for (const other of [first, third]) {
      expect(other - second).toBeGreaterThan(0.2);
      expect(other - second).toBeLessThan(1.2);
    }
  });

  it('brakes 10 to 18 m earlier into the first corner on lap 1', () => {
    const braking = (lap: number) => placeOf(lap, 'brake', 450, apexOf(1), 0.1);
    const earlier = braking(2) - braking(1);
    expect(earlier).toBeGreaterThan(10);
    expect(earlier).toBeLessThan(18);
  });

  it('is slower through the fourth corner and later on the throttle out of the eighth on lap 3', () => {
    expect(slowest(2, apexOf(4)) - slowest(3, apexOf(4))).toBeGreaterThan(0.6);
    const opening = (lap: number) => placeOf(lap, 'throttle', apexOf(8), apexOf(8) + 120, 0.5);
    expect(opening(3) - opening(2)).toBeGreaterThan(8);
  });

  it('lets the comparison find the planned reasons in the planned corners', () => {
    const lengthMetres = recording.track.lengthMetres ?? 0;
    const data = laps.map((lap) => cutLap(recording, lap));
    const [first, best, third] = data;
    if (!first || !best || !third) throw new Error('laps are missing');
    const corners = cornersOfLayout(data, lengthMetres, officialCornersOf(LARKMOOR));
    expect(corners.map(({ name }) => name)).toEqual(
      toCourse(LARKMOOR).corners.map(({ name }) => name),
    );
    const findingsOf = (lap: typeof first) => {
      const comparison = compareLaps(best, lap, { lengthMetres, corners });
      if (comparison.kind !== 'comparison') throw new Error(comparison.detail);
      return comparison.findings.map(({ number, cause }) => `${cause} ${number}`);
    };
    expect(findingsOf(first)[0]).toBe('brakes-earlier 1');
    expect(findingsOf(third).slice(0, 2)).toEqual(['slower-minimum 4', 'throttle-later 8']);
  });
});
