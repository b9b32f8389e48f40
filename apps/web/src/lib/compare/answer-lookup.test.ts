import { expect, test } from 'vitest';
import type { CompareAnswer, ComparedLap } from '../analysis/messages.ts';
import { firstAtLeast, indexAtSameMoment, metresAtPlace, placeOfMetres } from './answer-lookup.ts';

const lap = (id: string, elapsed: number[], metres: number[]): ComparedLap => ({
  id,
  comparison: null,
  refusal: null,
  elapsedSeconds: Float64Array.from(elapsed),
  distanceMetres: Float64Array.from(metres),
  deltaSeconds: null,
  traces: [],
  line: null,
});
const distance: CompareAnswer = {
  x: 'distance',
  grid: Float64Array.of(0, 10, 20, 30),
  laps: [lap('a', [0, 1, 2, 3], [0, 10, 20, 30]), lap('b', [0, 2, 4, 6], [0, 10, 20, 30])],
};
const time: CompareAnswer = {
  x: 'time',
  grid: Float64Array.of(0, 1, 2, 3),
  laps: [lap('a', [0, 1, 2, 3], [0, 15, 25, 30])],
};

test('over distance a slower lap is further back at the same moment', () => {
  const [a, b] = distance.laps;
  expect(a && indexAtSameMoment(distance, a, 20)).toBe(2);
  expect(b && indexAtSameMoment(distance, b, 20)).toBe(1);
});

test('distance and time are found from each other on the reference', () => {
  expect(placeOfMetres(distance, 17)).toBe(17);
  expect(placeOfMetres(time, 25)).toBe(2);
  expect(metresAtPlace(time, 1.2)).toBe(15);
});

test('searching never leaves the values', () => {
  expect(firstAtLeast([1, 2, 3], 99)).toBe(2);
  expect(firstAtLeast([], 1)).toBe(0);
});
