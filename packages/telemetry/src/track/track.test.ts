import { describe, expect, it } from 'vitest';
import type { Channel } from '../channels/channel.ts';
import { isNumeric } from '../channels/channel.ts';
import { cornersOfOutline } from '../corners/layout-corners.ts';
import { cutLap } from '../laps/cut.ts';
import type { LapData } from '../laps/lap.ts';
import { splitLaps } from '../laps/split.ts';
import type { Circuit } from '../simulation/circuit.ts';
import { LARKMOOR, TERN_QUAY } from '../simulation/circuit.ts';
import { randomAt } from '../simulation/noise.ts';
import { simulate } from '../simulation/simulate.ts';
import { alignOutline } from './align-outline.ts';
import type { Outline } from './layout.ts';
import { matchLayout } from './match-layout.ts';
import { outlineFromLap } from './outline-from-lap.ts';
import { outlineFromLaps } from './outline-from-laps.ts';
import {
  lateralOffsetMetres,
  moveOrigin,
  outlineLength,
  positionAt,
  resampleOutline,
} from './outline-points.ts';

function drive(circuit: Circuit, seed = 3) {
  const recording = simulate({ circuit, seed, laps: [{}, {}, {}] });
  const { laps, lengthMetres } = splitLaps(recording);
  const full = laps.filter(({ kind }) => kind === 'full').map((lap) => cutLap(recording, lap));
  const first = full[0];
  if (!first || !lengthMetres) throw new Error('no laps');
  return { laps: full, first, lengthMetres };
}

const long = drive(LARKMOOR);
const short = drive(TERN_QUAY);

function must(outline: Outline | null): Outline {
  if (!outline) throw new Error('no outline');
  return outline;
}

const without = (lap: LapData, ...names: string[]): LapData => ({
  ...lap,
  channels: lap.channels.filter(({ name }) => !names.includes(name)),
});

const POSITION = ['latitude', 'longitude'];
const SIDEWAYS = ['velocityX', 'velocityY'];

/** The sensor as a logger has it: an offset, a scale error and noise. */
function spoil(lap: LapData, name: string, offset: number, scale: number, noise: number): LapData {
  const change = (channel: Channel): Channel =>
    channel.name === name && isNumeric(channel.values)
      ? {
          ...channel,
          values: Float32Array.from(
            channel.values,
            (value, i) => value * scale + offset + noise * randomAt(7, i),
          ),
        }
      : channel;
  return { ...lap, channels: lap.channels.map(change) };
}

function turned(outline: Outline, angle: number, x = 0, y = 0): Outline {
  const { xMetres, yMetres } = outline;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return {
    ...outline,
    xMetres: xMetres.map((value, i) => x + cos * value - sin * (yMetres[i] ?? 0)),
    yMetres: xMetres.map((value, i) => y + sin * value + cos * (yMetres[i] ?? 0)),
  };
}

const reversed = (outline: Outline): Outline => ({
  ...outline,
  xMetres: outline.xMetres.slice().reverse(),
  yMetres: outline.yMetres.slice().reverse(),
});

describe.each([
  ['Larkmoor', long],
  ['Tern Quay', short],
])('outlineFromLap on %s', (_, { first, laps, lengthMetres }) => {
  const measured = must(outlineFromLap(first, lengthMetres));

  it('lays a uniform grid of about 2 m once round', () => {
    expect(measured.source).toBe('gps');
    expect(measured.origin).not.toBeNull();
    expect(measured.stepMetres).toBeCloseTo(2, 2);
    expect(outlineLength(measured)).toBeCloseTo(lengthMetres, 6);
    const { xMetres: x, yMetres: y } = measured;
    for (let i = 0; i < x.length; i++) {
      const next = (i + 1) % x.length;
      const step = Math.hypot((x[next] ?? 0) - (x[i] ?? 0), (y[next] ?? 0) - (y[i] ?? 0));
      expect(Math.abs(step - measured.stepMetres)).toBeLessThan(0.15);
    }
  });

  it('is nearly the same from another lap', () => {
    for (const lap of laps) {
      const { rmsMetres, rotationRadians } = alignOutline(
        must(outlineFromLap(lap, lengthMetres)),
        measured,
      );
      expect(rmsMetres).toBeLessThan(0.3);
      expect(Math.abs(rotationRadians)).toBeLessThan(0.001);
    }
  });

  it.each([
    ['yaw rate and sideways speed', without(first, ...POSITION), 0.0005],
    ['yaw rate', without(first, ...POSITION, ...SIDEWAYS), 0.0015],
    ['lateral acceleration', without(first, ...POSITION, ...SIDEWAYS, 'yawRate'), 0.0015],
    [
      'a gyro with offset, scale error and noise',
      spoil(without(first, ...POSITION, ...SIDEWAYS), 'yawRate', 0.012, 1.01, 0.05),
      0.006,
    ],
    [
      'an accelerometer with offset, scale error and noise',
      spoil(
        without(first, ...POSITION, ...SIDEWAYS, 'yawRate'),
        'lateralAcceleration',
        0.25,
        1.01,
        1,
      ),
      0.015,
    ],
  ])('is rebuilt without positions from %s', (_name, lap, worstShare) => {
    const rebuilt = must(outlineFromLap(lap, lengthMetres));
    expect(rebuilt.source).toBe('integrated');
    expect(rebuilt.origin).toBeNull();
    const { outline, rmsMetres } = alignOutline(rebuilt, measured);
    expect(rmsMetres / lengthMetres).toBeLessThan(worstShare);
    expect(outline.origin).toEqual(measured.origin);
    expect(cornersOfOutline(outline, lengthMetres).length).toBe(
      cornersOfOutline(measured, lengthMetres).length,
    );
  });

  it('orients laps without positions alike', () => {
    const outlines = laps.map((lap) =>
      must(outlineFromLap(without(lap, ...POSITION), lengthMetres)),
    );
    const reference = turned(measured, 0);
    const placed = outlines.map((outline) => alignOutline(outline, reference).outline);
    const far = placed.map((outline) => positionAt(outline, lengthMetres / 3));
    for (const point of far) {
      expect(Math.abs(point.xMetres - (far[0]?.xMetres ?? 0))).toBeLessThan(2);
      expect(Math.abs(point.yMetres - (far[0]?.yMetres ?? 0))).toBeLessThan(2);
    }
  });
});

describe('outlineFromLap', () => {
  it('gives nothing where no channel tells the shape or the lap does not turn round', () => {
    const { first, lengthMetres } = long;
    const blind = without(first, ...POSITION, ...SIDEWAYS, 'yawRate', 'lateralAcceleration');
    expect(outlineFromLap(blind, lengthMetres)).toBeNull();
    const half = spoil(without(first, ...POSITION), 'yawRate', 0, 0.5, 0);
    expect(outlineFromLap(half, lengthMetres)).toBeNull();
    expect(outlineFromLap(without(first, ...first.channels.map(({ name }) => name)))).toBeNull();
  });

  it('takes the median of several laps', () => {
    const { laps, lengthMetres, first } = long;
    const median = must(outlineFromLaps(laps, lengthMetres));
    expect(median.source).toBe('gps');
    const single = must(outlineFromLap(first, lengthMetres));
    expect(alignOutline(median, single).rmsMetres).toBeLessThan(0.3);
    expect(outlineFromLaps([], lengthMetres)).toBeNull();
  });
});

describe('alignOutline', () => {
  const outline = must(outlineFromLap(long.first, long.lengthMetres));

  it('undoes any turn and shift', () => {
    for (const angle of [0.3, -2, 3.1]) {
      const {
        outline: back,
        rotationRadians,
        rmsMetres,
      } = alignOutline(turned(outline, angle, 400, -90), outline);
      expect(rmsMetres).toBeLessThan(1e-6);
      expect(rotationRadians).toBeCloseTo(-angle, 6);
      expect(back.xMetres[700]).toBeCloseTo(outline.xMetres[700] ?? 0, 5);
    }
  });

  it('is not turned by one corner that was cut', () => {
    const cut = {
      ...outline,
      xMetres: outline.xMetres.map((x, i) => (i > 1600 && i < 1760 ? x + 60 : x)),
    };
    expect(Math.abs(alignOutline(cut, outline).rotationRadians)).toBeLessThan(1e-6);
  });
});

describe('matchLayout', () => {
  const known = [
    { id: 'long', outline: must(outlineFromLap(long.first, long.lengthMetres)) },
    { id: 'short', outline: must(outlineFromLap(short.first, short.lengthMetres)) },
    { id: 'unknown shape', outline: null },
  ];
  const other = must(outlineFromLap(drive(LARKMOOR, 8).laps[1] ?? long.first, long.lengthMetres));

  it('finds the layout, with and without a place on earth', () => {
    const match = matchLayout(other, known);
    expect(match).toMatchObject({ kind: 'match', candidate: { id: 'long' } });
    const integrated = must(outlineFromLap(without(short.first, ...POSITION), short.lengthMetres));
    expect(matchLayout(integrated, known)).toMatchObject({ candidate: { id: 'short' } });
  });

  it('tells the other direction and other lengths', () => {
    expect(matchLayout(reversed(other), known)).toMatchObject({ kind: 'reversed' });
    const half = resampleOutline(other, 1000);
    const short = {
      ...half,
      xMetres: half.xMetres.slice(0, 900),
      yMetres: half.yMetres.slice(0, 900),
    };
    expect(matchLayout(short, known)).toEqual({ kind: 'none', reason: 'other-length' });
    expect(matchLayout(turned(other, 0, 900, 0), known)).toEqual({
      kind: 'none',
      reason: 'no-coverage',
    });
    expect(matchLayout(other, [])).toEqual({ kind: 'none', reason: 'no-coverage' });
  });

  it('tells two layouts that share most of their road by length', () => {
    const cutOff = {
      ...other,
      xMetres: other.xMetres.slice(0, -200),
      yMetres: other.yMetres.slice(0, -200),
    };
    const two = [
      { id: 'whole', outline: known[0]?.outline ?? other },
      { id: 'cut', outline: cutOff },
    ];
    expect(matchLayout(other, two)).toMatchObject({ candidate: { id: 'whole' } });
    expect(matchLayout(cutOff, two)).toMatchObject({ candidate: { id: 'cut' } });
    expect(
      matchLayout(
        other,
        [two[0], two[0]].flatMap((one) => one ?? []),
      ),
    ).toMatchObject({
      reason: 'ambiguous',
    });
  });
});

describe('points of an outline', () => {
  const outline = must(outlineFromLap(short.first, short.lengthMetres));

  it('goes round', () => {
    const length = outlineLength(outline);
    const here = positionAt(outline, 123.4);
    for (const laps of [-2, 1, 3]) {
      const there = positionAt(outline, 123.4 + laps * length);
      expect(there.xMetres).toBeCloseTo(here.xMetres, 6);
      expect(there.yMetres).toBeCloseTo(here.yMetres, 6);
    }
  });

  it('measures how far left or right a point lies', () => {
    const at = positionAt(outline, 500);
    const next = positionAt(outline, 502);
    const length = Math.hypot(next.xMetres - at.xMetres, next.yMetres - at.yMetres);
    const left = {
      x: -(next.yMetres - at.yMetres) / length,
      y: (next.xMetres - at.xMetres) / length,
    };
    for (const offset of [3, -2.5]) {
      const point = {
        xMetres: at.xMetres + offset * left.x,
        yMetres: at.yMetres + offset * left.y,
      };
      expect(lateralOffsetMetres(outline, point, 495)).toBeCloseTo(offset, 1);
    }
  });

  it('stays the same place on earth when its origin moves', () => {
    const origin = { latitude: 44.61, longitude: -29.41 };
    const moved = moveOrigin(outline, origin);
    const back = moveOrigin(moved, outline.origin);
    expect(moved.xMetres[10]).not.toBeCloseTo(outline.xMetres[10] ?? 0, 0);
    expect(back.xMetres[10]).toBeCloseTo(outline.xMetres[10] ?? 0, 6);
    expect(back.yMetres[10]).toBeCloseTo(outline.yMetres[10] ?? 0, 6);
  });
});
