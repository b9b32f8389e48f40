import { expect, test } from 'vitest';
import { indexFrom, SampleRing, toSamples, valueBefore } from './sample-ring.ts';

const all = (ring: SampleRing) => Array.from({ length: ring.count }, (_, i) => ring.timeAt(i));

test('the oldest samples make room for the newest', () => {
  const ring = new SampleRing(4, ['f32']);
  ring.push([1, 2, 3], [[10, 20, 30]]);
  ring.push([4, 5, 6], [[40, 50, 60]]);
  expect(all(ring)).toEqual([3, 4, 5, 6]);
  expect([0, 1, 2, 3].map((i) => ring.valueAt(0, i))).toEqual([30, 40, 50, 60]);
  expect([ring.first, ring.last, ring.taken]).toEqual([3, 6, 6]);
});

test('what comes twice after a reconnect is kept once, and nothing between is missing', () => {
  const ring = new SampleRing(100, ['f32']);
  ring.push([1, 2, 3], [[1, 2, 3]]);
  ring.push([2, 3, 4, 5], [[2, 3, 4, 5]]);
  expect(all(ring)).toEqual([1, 2, 3, 4, 5]);
});

test('positions keep their digits, other channels are single precision', () => {
  const ring = new SampleRing(2, ['f64', 'f32']);
  ring.push([1], [[50.123456789], [0.1]]);
  expect(ring.valueAt(0, 0)).toBe(50.123456789);
  expect(ring.valueAt(1, 0)).toBe(Math.fround(0.1));
});

test('a moment that is no number and a value that is none do not break the order', () => {
  const ring = new SampleRing(8, ['f32', 'f32']);
  ring.push(
    [1, Number.NaN, 2],
    [
      [1, 2, null],
      ['text', 5, 7],
    ],
  );
  expect(all(ring)).toEqual([1, 2]);
  expect(ring.valueAt(0, 1)).toBeNaN();
  expect(ring.newest(0)).toBe(1);
  expect(ring.newest(1)).toBe(7);
  expect(ring.newest(0, 1)).toBeNaN();
});

test('a column that was not sent is empty', () => {
  const ring = new SampleRing(8, ['f32', 'f32']);
  ring.push([1], [[3]]);
  expect(ring.newest(1)).toBeNaN();
});

test('the place of a moment is found across the seam of the ring', () => {
  const ring = new SampleRing(4, ['f32']);
  ring.push([1, 2, 3, 4, 5, 6], [[1, 2, 3, 4, 5, 6]]);
  expect([0, 3, 4.5, 6, 9].map((at) => indexFrom(ring, at))).toEqual([0, 0, 2, 3, 4]);
  expect([2, 3, 4.5, 9].map((at) => valueBefore(ring, 0, at))).toEqual([Number.NaN, 3, 4, 6]);
});

test('samples of an answer are read like those of the ring', () => {
  const samples = toSamples([1, 2], [[5, null], undefined]);
  expect(samples.count).toBe(2);
  expect(valueBefore(samples, 0, 2)).toBe(5);
  expect(samples.valueAt(1, 0)).toBeNaN();
});
