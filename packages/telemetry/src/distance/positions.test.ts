import { describe, expect, it } from 'vitest';
import { channel, CIRCUIT, driveLap, layOut } from '../comparison/drawn-laps.ts';
import { toLocal } from '../geometry/local-plane.ts';
import type { LapData } from '../laps/lap.ts';
import { outlineFromLap } from '../track/outline-from-lap.ts';
import { findLapPath, type LapPath } from './positions.ts';

const RATE_HZ = 25;
const { lengthMetres } = layOut(CIRCUIT);
const driven = driveLap(CIRCUIT, {
  rateHz: RATE_HZ,
  channels: ['lapDistance', 'speed', 'yawRate', 'latitude', 'longitude'],
});
const values = (name: string): Float64Array =>
  driven.channels.find((one) => one.name === name)?.values as Float64Array;
const plane = toLocal({ latitude: 47, longitude: 9 });
const east = values('longitude').map((degrees) => plane.x(degrees));
const north = values('latitude').map((degrees) => plane.y(degrees));
const height = east.map((metres) => 100 + 15 * Math.sin(metres / 90));

function lapWith(
  positions: Record<string, Float64Array>,
  names: readonly string[] = ['lapDistance', 'speed', 'yawRate'],
): LapData {
  const kept = driven.channels.filter(({ name }) => names.includes(name));
  const added = Object.entries(positions).map(([name, column]) =>
    channel(name, RATE_HZ, 0.004, column),
  );
  return { ...driven, channels: [...kept, ...added] };
}

function turnedLeft({ xMetres, yMetres }: LapPath): boolean {
  let area = 0;
  for (let i = 1; i < xMetres.length; i++)
    area += (xMetres[i - 1] ?? 0) * (yMetres[i] ?? 0) - (xMetres[i] ?? 0) * (yMetres[i - 1] ?? 0);
  return area > 0;
}

describe('findLapPath with world coordinates', () => {
  const ground = {
    xy: { positionX: east, positionY: north, positionZ: height },
    xz: { positionX: east, positionY: height, positionZ: north.map((metres) => -metres) },
    yz: { positionX: height, positionY: east, positionZ: north },
  };

  it.each(Object.entries(ground))('finds the ground in %s and keeps left left', (_, positions) => {
    const path = findLapPath(lapWith(positions));
    if (!path) throw new Error('no path');
    expect(path.plane).toBeNull();
    path.xMetres.forEach((x, i) => {
      expect(x).toBeCloseTo(east[i] ?? Number.NaN, 9);
      expect(path.yMetres[i]).toBeCloseTo(north[i] ?? Number.NaN, 9);
    });
    expect(turnedLeft(path)).toBe(true);
  });

  it('finds the ground by the distance that the lap was cut with, or by its speed', () => {
    const lap = lapWith(ground.xz, []);
    const cut = { ...lap, lap: { ...lap.lap, distanceMetres: lengthMetres * 1.02 } };
    for (const one of [cut, lapWith(ground.xz, ['speed'])])
      expect(findLapPath(one)?.yMetres[99]).toBeCloseTo(north[99] ?? Number.NaN, 9);
  });

  it('passes over velocities under these names, and draws the map from the motion', () => {
    const speed = values('speed');
    const velocities = {
      positionX: speed,
      positionY: values('yawRate'),
      positionZ: speed.map((value) => value / 50),
    };
    expect(findLapPath(lapWith(velocities))).toBeUndefined();
    expect(outlineFromLap(lapWith(velocities), lengthMetres)?.source).toBe('integrated');
    expect(outlineFromLap(lapWith(ground.xz), lengthMetres)?.source).toBe('gps');
  });

  it('takes latitude and longitude first, and believes x and y of a lap of unknown length', () => {
    const names = ['lapDistance', 'latitude', 'longitude'];
    expect(findLapPath(lapWith(ground.xz, names))?.plane).not.toBeNull();
    expect(findLapPath(lapWith(ground.xz, []))?.yMetres[9]).toBe(height[9]);
  });
});
