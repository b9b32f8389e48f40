import { expect, test } from 'vitest';
import type { Channel } from '../channels/channel.ts';
import { drivenMetres } from './driven-metres.ts';
import { rollUp } from './roll-up.ts';

const uniform = (rateHz: number, count: number) =>
  ({ kind: 'uniform', startSeconds: -0.5, rateHz, count }) as const;

test('each second has its mean, least and greatest value, and NaN where nothing was sampled', () => {
  const values = Float32Array.of(9, 1, 3, Number.NaN, 5, 7);
  const seconds = Float64Array.of(-0.5, 0, 0.5, 0.9, 2, 2.5);
  const time = { kind: 'stamps', seconds } as const;
  expect(rollUp({ time, values }, 100, 100, 4)).toEqual(
    Float32Array.of(
      2,
      1,
      3,
      Number.NaN,
      Number.NaN,
      Number.NaN,
      6,
      5,
      7,
      Number.NaN,
      Number.NaN,
      Number.NaN,
    ),
  );
  expect(rollUp({ time, values: ['a', 'b', 'c', null, 'e', 'f'] }, 0, 0, 4)).toBeUndefined();
});

test('a span that nobody drove is not rolled up, whatever the clock of its samples says', () => {
  const channel = { time: uniform(1, 2), values: Float32Array.of(1, 2) };
  expect(rollUp(channel, 0, 0, 6 * 3600)).toHaveLength(3 * 6 * 3600);
  for (const seconds of [6 * 3600 + 1, 60 * 86_400, 1e15, Infinity, Number.NaN])
    expect(rollUp(channel, 0, 0, seconds)).toBeUndefined();
  expect(rollUp(channel, 2 ** 31, 2 ** 31, 2)).toBeUndefined();
});

test('the way is that of the speed', () => {
  const speed: Channel = {
    name: 'speed',
    sourceName: 'speed',
    unit: 'm/s',
    sourceUnit: 'm/s',
    rateHz: 10,
    time: uniform(10, 101),
    values: new Float32Array(101).fill(20),
  };
  expect(drivenMetres({ channels: [speed] })).toBeCloseTo(200, 6);
  expect(drivenMetres({ channels: [] })).toBeNull();
});
