import { expect, test } from 'vitest';
import type { Channel, TimeBase } from '../channels/channel.ts';
import type { Lap, LapData } from '../laps/lap.ts';
import { joinLaps } from './join.ts';

const lap = (number: number, startSeconds: number, endSeconds: number): Lap => ({
  number,
  kind: 'full',
  valid: true,
  invalidReasons: [],
  startSeconds,
  endSeconds,
  timeSeconds: endSeconds - startSeconds,
  timeSource: 'crossing',
  distanceMetres: null,
  sectorSeconds: [],
});
const channel = (
  name: string,
  seconds: number[],
  values: Channel['values'],
  time?: TimeBase,
): Channel => ({
  name,
  sourceName: name,
  unit: '',
  sourceUnit: '',
  rateHz: null,
  time: time ?? { kind: 'stamps', seconds: Float64Array.from(seconds) },
  values,
});
const about = {
  format: 'parquet',
  startedAt: null,
  driver: null,
  vehicle: { name: null },
  track: { name: null, layout: null, lengthMetres: null },
  gates: [],
  sectorFractions: [],
};

test('laps come back in time order, with samples borrowed from a neighbour only at the outer ends', () => {
  const one: LapData = {
    lap: lap(1, 10, 12),
    channels: [channel('speed', [-0.5, 0.5, 1.5, 2.5], Float32Array.of(9, 1, 2, 9))],
  };
  const two: LapData = {
    lap: lap(2, 12, 14),
    channels: [
      channel('speed', [-0.5, 0.5, 1.5], Float32Array.of(9, 3, 4)),
      channel('driver', [0.5], ['a']),
    ],
  };
  const { recording: joined, laps } = joinLaps([two, one], about);
  expect(joined.channels[0]).toMatchObject({
    values: Float32Array.of(9, 1, 2, 3, 4),
    time: { seconds: Float64Array.of(0, 1, 2, 3, 4) },
  });
  expect(joined.channels[1]).toMatchObject({
    values: ['a'],
    time: { seconds: Float64Array.of(3) },
  });
  expect(joined.beaconSeconds).toEqual([0.5, 2.5, 4.5]);
  expect(laps).toMatchObject([
    { number: 1, startSeconds: 0.5, endSeconds: 2.5 },
    { number: 2, startSeconds: 2.5, endSeconds: 4.5 },
  ]);
});

test('channels sampled together share one time base', () => {
  const stamps = [0, 0.1, 0.2];
  const data: LapData = {
    lap: lap(1, 0, 0.3),
    channels: [
      channel('speed', stamps, Float32Array.of(1, 2, 3)),
      channel('gear', stamps, Int32Array.of(1, 1, 2)),
    ],
  };
  const [speed, gear] = joinLaps([data], about).recording.channels;
  expect(speed?.time).toBe(gear?.time);
});

test('no laps is an error of the caller', () => {
  expect(() => joinLaps([], about)).toThrow(RangeError);
});
