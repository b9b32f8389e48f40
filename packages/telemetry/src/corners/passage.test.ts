import { describe, expect, it } from 'vitest';
import { channel, CIRCUIT, driveLap, lapOf, layOut } from '../comparison/drawn-laps.ts';
import type { CornerPassage } from '../comparison/comparison.ts';
import { isAxis, lapDistanceAxis } from '../distance/axis.ts';
import type { LapData } from '../laps/lap.ts';
import { detectCorners } from './layout-corners.ts';
import { cornerPassage } from './passage.ts';

const RATE = 50;
const corner = {
  number: 1,
  name: null,
  direction: 'left' as const,
  entryMetres: 520,
  apexMetres: 560,
  exitMetres: 620,
  angleDegrees: 60,
};

type Row = { readonly brake: number; readonly throttle: number; readonly speed: number };

/** A lap of 1,000 m at 50 m/s on the clock, whatever the speed channel says: one metre is one sample. */
function scripted(row: (metres: number) => Row, names: readonly (keyof Row)[]): LapData {
  const metres = Float64Array.from({ length: 1000 }, (_, i) => i);
  return lapOf(20, 1, [
    channel('lapDistance', RATE, 0, metres),
    ...names.map((name) =>
      channel(
        name,
        RATE,
        0,
        metres.map((m) => row(m)[name]),
      ),
    ),
  ]);
}

function passageOf(lap: LapData): CornerPassage {
  const axis = lapDistanceAxis(lap, 1000);
  if (!isAxis(axis)) throw new Error(axis.detail);
  return cornerPassage(lap, axis, corner);
}

const dip = (metres: number): number => 20 + Math.abs(metres - 560) / 4;

describe('cornerPassage', () => {
  const driven = scripted(
    (m) => ({
      // A dab of 8 % from 380 to 400, then the real application from 480 on.
      brake: m >= 380 && m < 400 ? 0.08 : m >= 480 && m < 540 ? 0.9 : 0,
      throttle: m < 470 ? 1 : m < 575 ? 0 : Math.min(1, (m - 575) / 50),
      speed: dip(m),
    }),
    ['brake', 'throttle', 'speed'],
  );

  it('takes the main application for the brake point, not a dab before it', () => {
    const passage = passageOf(driven);
    expect(Math.abs((passage.brakeMetres ?? 0) - 480)).toBeLessThan(1.5);
    expect(passage.peakBrake).toBeCloseTo(0.9);
  });

  it('reads throttle, full throttle, coasting and speeds', () => {
    const passage = passageOf(driven);
    expect(Math.abs((passage.throttleMetres ?? 0) - 580)).toBeLessThan(0.5);
    expect(Math.abs((passage.fullThrottleMetres ?? 0) - 622.5)).toBeLessThan(0.5);
    // 470–480 before braking, 540–577.5 after it.
    expect(Math.abs((passage.coastMetres ?? 0) - 47.5)).toBeLessThan(3);
    expect(passage.minimumSpeedMps).toBe(20);
    expect(passage.minimumSpeedMetres).toBeCloseTo(560, 1);
    expect(passage.entrySpeedMps).toBeCloseTo(30, 1);
    expect(passage.exitSpeedMps).toBeCloseTo(35, 1);
  });

  it('ignores a foot that rests on the pedal before the real braking', () => {
    const resting = scripted(
      (m) => ({
        brake: m >= 400 && m < 490 ? 0.06 : m >= 490 && m < 540 ? 1 : 0,
        throttle: 0,
        speed: dip(m),
      }),
      ['brake', 'speed'],
    );
    expect(Math.abs((passageOf(resting).brakeMetres ?? 0) - 490)).toBeLessThan(1.5);
  });

  it('takes the end of a steady throttle that only keeps the speed', () => {
    const steady = scripted(
      (m) => ({
        brake: m >= 480 && m < 540 ? 0.9 : 0,
        throttle: m < 560 ? 0 : m < 600 ? 0.25 : Math.min(1, 0.25 + (m - 600) / 40),
        speed: dip(m),
      }),
      ['brake', 'throttle', 'speed'],
    );
    expect(Math.abs((passageOf(steady).throttleMetres ?? 0) - 602)).toBeLessThan(1.5);
  });

  it('says null for what was not measured', () => {
    const passage = passageOf(
      scripted((m) => ({ brake: 0, throttle: 0, speed: dip(m) }), ['speed', 'brake']),
    );
    expect(passage).toMatchObject({
      peakBrake: null,
      throttleMetres: null,
      coastMetres: null,
      gear: null,
    });
    expect(passage.minimumSpeedMps).toBe(20);
  });

  it('has no throttle point in a corner taken flat', () => {
    const flat = scripted(
      (m) => ({ brake: 0, throttle: 1, speed: 40 + m / 1000 }),
      ['brake', 'throttle', 'speed'],
    );
    expect(passageOf(flat)).toMatchObject({ brakeMetres: null, throttleMetres: null });
  });

  it('finds the brake point from deceleration within a few metres of the pedal', () => {
    const { lengthMetres } = layOut(CIRCUIT);
    const lap = driveLap(CIRCUIT);
    const without = driveLap(CIRCUIT, { channels: ['lapDistance', 'speed'] });
    const corners = detectCorners(lap, lengthMetres);
    const axis = lapDistanceAxis(lap, lengthMetres);
    if (!isAxis(axis)) throw new Error(axis.detail);
    let found = 0;
    for (const one of corners) {
      const pedal = cornerPassage(lap, axis, one).brakeMetres;
      const deceleration = cornerPassage(without, axis, one).brakeMetres;
      if (pedal === null || deceleration === null) continue;
      expect(Math.abs(pedal - deceleration)).toBeLessThan(8);
      found++;
    }
    expect(found).toBeGreaterThanOrEqual(4);
  });
});
