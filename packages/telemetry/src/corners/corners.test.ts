import { describe, expect, it } from 'vitest';
import { CIRCUIT, driveLap, layOut } from '../comparison/drawn-laps.ts';
import { isAxis, lapDistanceAxis } from '../distance/axis.ts';
import type { Corner } from './corner.ts';
import { cornersOfLayout, detectCorners } from './layout-corners.ts';
import { nameCorners } from './official.ts';

const { lengthMetres, x, y } = layOut(CIRCUIT);
const APEXES = [460, 795, 865, 1105].flatMap((apex) => [apex, apex + lengthMetres / 2]);
const TRUE_APEXES = APEXES.sort((a, b) => a - b);
const DIRECTIONS = ['left', 'right', 'left', 'left', 'left', 'right', 'left', 'left'];

function expectCircuit(corners: readonly Corner[], tolerance: number): void {
  expect(corners.map(({ direction }) => direction)).toEqual(DIRECTIONS);
  corners.forEach((corner, i) => {
    expect(Math.abs(corner.apexMetres - (TRUE_APEXES[i] ?? 0))).toBeLessThan(tolerance);
    expect(corner.number).toBe(i + 1);
  });
}

describe('detectCorners', () => {
  it('finds each corner of a drawn circuit with apex and angle, an S as two', () => {
    const corners = detectCorners(driveLap(CIRCUIT), lengthMetres);
    expectCircuit(corners, 5);
    const angles = [90, 60, 60, 90, 90, 60, 60, 90];
    corners.forEach(({ angleDegrees }, i) => {
      expect(Math.abs(angleDegrees - (angles[i] ?? 0))).toBeLessThan(12);
    });
  });

  it('finds the same on an outline, and from yaw rate without positions', () => {
    const points = x.length - 1;
    const stepMetres = lengthMetres / points;
    const outline = {
      stepMetres,
      xMetres: x.slice(0, points),
      yMetres: y.slice(0, points),
      origin: null,
      source: 'integrated' as const,
    };
    expectCircuit(detectCorners(outline, lengthMetres), 5);
    const lap = driveLap(CIRCUIT, { channels: ['lapDistance', 'speed', 'yawRate'] });
    expectCircuit(detectCorners(lap, lengthMetres), 8);
  });

  it('counts the same and moves an apex by less than 30 m over noisy laps', () => {
    for (let seed = 1; seed <= 12; seed++) {
      const channels = ['latitude', 'longitude', 'speed'];
      const drive = { seed, rateHz: 25, channels, grip: 0.9 + seed / 100 };
      const lap = driveLap(CIRCUIT, { ...drive, positionNoiseMetres: 0.15 });
      expectCircuit(detectCorners(lap, lengthMetres), 15);
    }
  });

  it('keeps a corner across the line in one piece', () => {
    const shifted = [[40, 45], [260, 0], ...CIRCUIT.slice(3), CIRCUIT[0], [40, 45]] as never;
    const corners = detectCorners(driveLap(shifted), lengthMetres);
    expect(corners).toHaveLength(8);
    const across = corners.find(({ entryMetres, exitMetres }) => entryMetres > exitMetres);
    expect(across?.angleDegrees).toBeGreaterThan(75);
  });

  it('finds nothing without a shape, on a straight, and on a lap of one sample', () => {
    expect(detectCorners(driveLap(CIRCUIT, { channels: ['speed'] }), lengthMetres)).toEqual([]);
    expect(detectCorners(driveLap([[2000, 0]]), 2000)).toEqual([]);
    const lap = driveLap(CIRCUIT, { rateHz: 0.01 });
    expect(detectCorners(lap, lengthMetres)).toEqual([]);
  });
});

describe('cornersOfLayout', () => {
  it('takes the median of noisy laps', () => {
    const laps = [1, 2, 3, 4, 5].map((seed) =>
      driveLap(CIRCUIT, { seed, number: seed, positionNoiseMetres: 0.4, rateHz: 20 }),
    );
    expectCircuit(cornersOfLayout(laps, lengthMetres), 15);
  });

  it('is empty without laps', () => {
    expect(cornersOfLayout([], lengthMetres)).toEqual([]);
  });
});

describe('nameCorners', () => {
  const corners = detectCorners(driveLap(CIRCUIT), lengthMetres);
  const official = corners.map(({ apexMetres }, i) => ({
    number: i + 11,
    name: `Bend ${i + 11}`,
    position: null,
    distanceMetres: apexMetres + 12,
  }));

  it('takes numbers and names, leaving out bends that detection does not count', () => {
    const kink = { number: 9, name: 'Kink', position: null, distanceMetres: 200 };
    const named = nameCorners(corners, [kink, ...official], lengthMetres);
    expect(named.map(({ number }) => number)).toEqual([11, 12, 13, 14, 15, 16, 17, 18]);
    expect(named[0]?.name).toBe('Bend 11');
  });

  it('refuses to guess when a corner would stay alone or everything is far', () => {
    expect(nameCorners(corners, official.slice(1), lengthMetres)).toEqual(corners);
    const far = official.map((one) => ({ ...one, distanceMetres: one.distanceMetres + 300 }));
    expect(nameCorners(corners, far, lengthMetres)).toEqual(corners);
  });

  it('drops a position that is not on the line', () => {
    const lap = driveLap(CIRCUIT);
    const axis = lapDistanceAxis(lap, lengthMetres);
    expect(isAxis(axis)).toBe(true);
    const away = official.map((one) => ({
      ...one,
      position: { latitude: 48, longitude: 9 },
      distanceMetres: null,
    }));
    expect(cornersOfLayout([lap], lengthMetres, away)).toEqual(corners);
  });
});
