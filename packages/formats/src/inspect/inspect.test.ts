import type { Channel, Lap, Recording } from '@outlap/telemetry';
import { expect, test } from 'vitest';
import { inspectRecording } from './inspect.ts';

const time = (count: number) => ({ kind: 'uniform', startSeconds: 0, rateHz: 10, count }) as const;
const channel = (values: Channel['values']): Channel => ({
  name: 'a',
  sourceName: 'A',
  unit: 'm',
  sourceUnit: 'm',
  rateHz: 10,
  time: time(values.length),
  values,
});
const recording = (channels: readonly Channel[]): Recording => ({
  format: 'csv',
  formatVersion: null,
  startedAt: null,
  durationSeconds: 1,
  driver: null,
  vehicle: { name: 'Car' },
  track: { name: 'Track', layout: null, lengthMetres: 100 },
  channels,
  beaconSeconds: [],
  gates: [],
  sectorFractions: [],
  report: { rowsTotal: 0, rowsKept: 0, reasons: {}, warnings: [] },
});
const lap: Lap = {
  number: 1,
  kind: 'full',
  valid: true,
  invalidReasons: [],
  startSeconds: 2,
  endSeconds: 62,
  timeSeconds: 60,
  timeSource: 'crossing',
  distanceMetres: 1000,
  sectorSeconds: [30, 30],
};
const statistics = (values: Channel['values']) => {
  const [only] = inspectRecording(recording([channel(values)]), []).channels;
  return [only?.count, only?.first, only?.last, only?.min, only?.max, only?.mean];
};

test('the shape is the promised one, no key more', () => {
  const inspection = inspectRecording(recording([channel(Float32Array.of(1, 3))]), [lap]);
  expect(JSON.parse(JSON.stringify(inspection))).toStrictEqual({
    format: 'csv',
    formatVersion: null,
    startedAt: null,
    durationSeconds: 1,
    driver: null,
    vehicle: { name: 'Car' },
    track: { name: 'Track', layout: null },
    channels: [
      {
        name: 'a',
        sourceName: 'A',
        unit: 'm',
        rateHz: 10,
        count: 2,
        first: 1,
        last: 3,
        min: 1,
        max: 3,
        mean: 2,
      },
    ],
    laps: [
      {
        number: 1,
        kind: 'full',
        valid: true,
        startSeconds: 2,
        timeSeconds: 60,
        distanceMetres: 1000,
      },
    ],
  });
});

test('statistics are over finite samples', () => {
  expect(statistics(Float64Array.of(Number.NaN, 2, -4, Infinity))).toEqual([4, 2, -4, -4, 2, -1]);
  const nothing = [2, null, null, null, null, null];
  expect(statistics(Float32Array.of(Number.NaN, -Infinity))).toEqual(nothing);
  expect(statistics(new Int32Array())).toEqual([0, null, null, null, null, null]);
});

test('the mean keeps what a plain sum loses', () => {
  expect(statistics(Float64Array.of(1e100, 1, -1e100, 1))[5]).toBe(0.5);
  const large = statistics(Float64Array.of(1.7e308, 1.7e308));
  expect(large[5]).toBeCloseTo(1.7e308, -300);
});

test('text has a first and a last, wide integers are never lost', () => {
  expect(statistics([null, 'x', 'y', null])).toEqual([4, 'x', 'y', null, null, null]);
  const wide = BigInt64Array.of(9007199254740993n, 3n, -5n);
  expect(statistics(wide)).toEqual([
    3,
    '9007199254740993',
    -5,
    -5,
    '9007199254740993',
    expect.any(Number),
  ]);
  expect(statistics(Uint32Array.of(0xffffffff))).toEqual([
    1,
    ...new Array<number>(5).fill(4294967295),
  ]);
});
