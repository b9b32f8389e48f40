import { describe, expect, it } from 'vitest';
import { GT_CAR, pressing, resistance } from './car.ts';
import { massOf } from './car-systems.ts';
import { LARKMOOR, TERN_QUAY } from './circuit.ts';
import type { DriveOptions } from './drive-options.ts';
import { createDrive } from './drive.ts';
import type { LapPlan } from './lap-plan.ts';

function lapSeconds(options: Omit<DriveOptions, 'circuit' | 'seed'>, number = 1): number {
  const drive = createDrive({ circuit: LARKMOOR, seed: 5, ...options });
  for (let t = 0; drive.advance(t); t += 0.1);
  const lap = drive.laps.find((one) => one.number === number);
  if (!lap) throw new Error('the lap was not driven');
  return lap.endSeconds - lap.startSeconds;
}
const timeOf = (plan: LapPlan): number => lapSeconds({ laps: [plan] });

describe('createDrive', () => {
  it('keeps the tyres within the friction ellipse', () => {
    const drive = createDrive({ circuit: LARKMOOR, seed: 2, laps: [{}, {}], outLap: true });
    let most = 0;
    for (let t = 0; drive.advance(t); t += 1 / 60) {
      const { speedMps, lateral, longitudinal, slope, fuelLitres } = drive.state;
      const mass = massOf(GT_CAR, fuelLitres);
      const along = longitudinal + resistance(GT_CAR, mass, speedMps, lateral, slope) / mass;
      const press = pressing(GT_CAR, mass, speedMps);
      const used = Math.hypot(along / GT_CAR.gripAlong, lateral / GT_CAR.gripAcross) / press;
      most = Math.max(most, used);
    }
    expect(most).toBeLessThan(1);
    expect(most).toBeGreaterThan(0.9);
  });

  it('is slower for each physical reason', () => {
    const best = timeOf({});
    const slower: LapPlan[] = [
      { corners: [{ number: 1, brakeEarlierMetres: 12 }] },
      { corners: [{ number: 8, throttleLaterMetres: 15 }] },
      { corners: [{ number: 4, speedShare: 0.93 }] },
      { corners: [{ number: 4, lineWiderMetres: 2 }] },
      { gripShare: 0.93 },
    ];
    for (const plan of slower) {
      expect(timeOf(plan) - best).toBeGreaterThan(0.02);
      expect(timeOf(plan) - best).toBeLessThan(1.6);
    }
    expect(lapSeconds({ laps: [{}], fuelLitres: 100 })).toBeGreaterThan(best + 0.2);
    expect(lapSeconds({ laps: [{}], tyreTemperature: 55 })).toBeGreaterThan(best + 0.2);
  });

  it('burns fuel, wears and warms its tyres', () => {
    const drive = createDrive({ circuit: LARKMOOR, seed: 1, laps: [{}, {}, {}], outLap: true });
    const fuel: number[] = [];
    let lap = -1;
    for (let t = 0; drive.advance(t); t += 1 / 60) {
      if (drive.state.lap > lap) fuel.push(drive.state.fuelLitres);
      lap = drive.state.lap;
      expect(drive.state.fuelKgPerHour).toBeGreaterThan(0);
    }
    const used = fuel.slice(1).map((litres, i) => (fuel[i] ?? 0) - litres);
    for (const litres of used) expect(litres).toBeGreaterThan(1.5);
    for (const litres of used) expect(litres).toBeLessThan(4);
    for (const tread of drive.state.tyres.treadLeft) expect(tread).toBeLessThan(1);
    for (const temperature of drive.state.tyres.temperatures) {
      expect(temperature).toBeGreaterThan(58);
      expect(temperature).toBeLessThan(110);
    }
  });

  it('moves without jumps, also over the line and into the pits', () => {
    const drive = createDrive({
      circuit: TERN_QUAY,
      seed: 3,
      laps: [{}, {}],
      outLap: true,
      inLap: true,
    });
    let before: { x: number; y: number; v: number; course: number } | undefined;
    for (let t = 0; drive.advance(t); t += 1 / 60) {
      const { xMetres: x, yMetres: y, speedMps: v, course } = drive.state;
      if (before) {
        const moved = Math.hypot(x - before.x, y - before.y);
        expect(Math.abs(moved - (v + before.v) / 120)).toBeLessThan(0.05);
        expect(Math.abs(v - before.v)).toBeLessThan(0.6);
        expect(Math.abs(course - before.course)).toBeLessThan(0.05);
      }
      before = { x, y, v, course };
    }
    expect(drive.laps.map(({ kind }) => kind)).toEqual(['out', 'full', 'full', 'in']);
    expect(drive.state.speedMps).toBe(0);
    expect(drive.state.inStall).toBe(true);
  });

  it('gives the same lap times at any sample rate and drives for ever on a rule', () => {
    const at = (rateHz: number) => {
      const drive = createDrive({ circuit: TERN_QUAY, seed: 9, laps: () => ({}) });
      for (let i = 0; i < 200 * rateHz; i++) expect(drive.advance(i / rateHz)).toBe(true);
      return drive.laps.map(({ endSeconds, startSeconds }) => endSeconds - startSeconds);
    };
    const coarse = at(10);
    const fine = at(100);
    expect(fine.length).toBeGreaterThanOrEqual(4);
    fine.forEach((seconds, i) => expect(seconds).toBeCloseTo(coarse[i] ?? 0, 2));
  });
});
