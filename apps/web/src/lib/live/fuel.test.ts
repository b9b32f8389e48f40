import { expect, test } from 'vitest';
import { fuelPerLap } from './fuel.ts';
import { toSamples } from './sample-ring.ts';

const seconds = Array.from({ length: 400 }, (_, i) => i);
const lap = (startSeconds: number, kind = 'full') => ({ startSeconds, timeSeconds: 100, kind });

test('litres a lap are the mean of the laps on which the level fell', () => {
  const level = seconds.map((at) => (at < 200 ? 50 - at * 0.02 : 46 - (at - 200) * 0.03));
  const found = fuelPerLap([lap(0), lap(100), lap(200)], toSamples(seconds, [level]), 0);
  expect(found?.litres).toBeCloseTo((2 + 2 + 3) / 3, 1);
  expect(found?.laps).toBe(3);
});

test('a lap with a refill and laps out of the pits do not count', () => {
  const level = seconds.map((at) => (at < 150 ? 50 - at * 0.02 : 80 - at * 0.02));
  const found = fuelPerLap([lap(0, 'out'), lap(100), lap(200)], toSamples(seconds, [level]), 0);
  expect(found?.litres).toBeCloseTo(2, 5);
  expect(found?.laps).toBe(1);
});

test('without a complete lap or without levels nothing is claimed', () => {
  expect(fuelPerLap([], toSamples(seconds, [seconds]), 0)).toBe(undefined);
  expect(fuelPerLap([lap(0)], toSamples([], [[]]), 0)).toBe(undefined);
});
