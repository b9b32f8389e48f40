import type { Channel } from '@outlap/telemetry';
import { expect, test } from 'vitest';
import { valuesAt } from './resample.ts';

const channel = (name: string, seconds: number[], values: Channel['values']): Channel => ({
  name,
  sourceName: name,
  unit: '',
  sourceUnit: '',
  rateHz: null,
  time: { kind: 'stamps', seconds: Float64Array.from(seconds) },
  values,
});
const at = Float64Array.of(0, 1, 1.5, 2, 3);

test('straight lines between samples, nothing outside', () => {
  const speed = channel('speed', [1, 2], Float32Array.of(10, 20));
  expect([...valuesAt(speed, at)]).toEqual([Number.NaN, 10, 15, 20, Number.NaN]);
});

test('steps hold, text has no numbers, big integers become doubles', () => {
  const gear = channel('gear', [1, 2], Float32Array.of(3, 4));
  expect([...valuesAt(gear, at)]).toEqual([Number.NaN, 3, 3, 4, 4]);
  const flags = channel('flags', [0], BigInt64Array.of(7n));
  expect([...valuesAt(flags, at)]).toEqual([7, 7, 7, 7, 7]);
  expect([...valuesAt(channel('note', [0], ['x']), at)]).toEqual(Array(5).fill(Number.NaN));
});
