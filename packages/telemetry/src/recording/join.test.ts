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

test('a pause between laps has the samples beside it, each once and in order', () => {
  const one: LapData = {
    lap: lap(1, 10, 12),
    channels: [channel('speed', [0.5, 1.5, 2.5], Float32Array.of(1, 2, 3))],
  };
  const three: LapData = {
    lap: lap(3, 12.8, 14),
    channels: [channel('speed', [-0.3, 0.7], Float32Array.of(3, 4))],
  };
  const { recording, laps } = joinLaps([one, three], about);
  expect(recording.channels[0]?.values).toEqual(Float32Array.of(1, 2, 3, 4));
  expect(recording.durationSeconds).toBeCloseTo(3.5, 9);
  expect(laps[1]?.startSeconds).toBeCloseTo(2.3, 9);
});

test('the sample after the line shows the official time, and the start of the recording moves with its samples', () => {
  const data: LapData = {
    lap: { ...lap(1, 10, 12), timeSource: 'source', timeSeconds: 1.99 },
    channels: [channel('lastLapTime', [-0.5, 0.5, 1.5, 2.5], Float64Array.of(7, 7, 7, 7))],
  };
  const at = (startedAt: string) => joinLaps([data], { ...about, startedAt }).recording;
  expect(at('2026-04-01T10:00:00Z').channels[0]?.values).toEqual(Float64Array.of(7, 7, 7, 1.99));
  expect(at('2026-04-01T10:00:00Z').startedAt).toBe('2026-04-01T10:00:09.500Z');
  expect(at('2026-04-01T10:00:00').startedAt).toBe('2026-04-01T10:00:09.500');
  const invalid: LapData = {
    ...data,
    lap: { ...lap(1, 10, 12), valid: false, invalidReasons: ['source-invalid'] },
  };
  expect(joinLaps([invalid], about).recording.channels[0]?.values.at(-1)).toBe(-1);
});

test('a sample on the line itself is not borrowed: the recording begins just after', () => {
  const data: LapData = {
    lap: lap(1, 10, 12),
    channels: [channel('lapProgress', [-0.01, 0.01, 1.5], Float32Array.of(0.9998, 0.0002, 0.8))],
  };
  const { recording, laps } = joinLaps([data], about);
  expect(recording.channels[0]?.values).toHaveLength(2);
  expect(laps[0]?.startSeconds).toBeCloseTo(-0.01, 12);
});
