import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  clampRange,
  extent,
  isWhole,
  nearestIndex,
  panRange,
  roundTicks,
  zoomRange,
} from './axis-range.ts';

const full = { from: 0, to: 5000 };

test('zooming keeps the place under the pointer and never leaves the axis', () => {
  const near = zoomRange(full, full, 1000, 4);
  expect(near).toEqual({ from: 750, to: 2000 });
  expect(isWhole(near, full)).toBe(false);
  expect(isWhole(zoomRange(near, full, 1000, 0.01), full)).toBe(true);
});

test('no way of moving leaves the axis', () => {
  const part = fc.tuple(
    fc.double({ min: -9e3, max: 9e3, noNaN: true }),
    fc.double({ min: 1, max: 9e3, noNaN: true }),
  );
  fc.assert(
    fc.property(part, fc.double({ min: -9e3, max: 9e3, noNaN: true }), ([from, width], by) => {
      const range = panRange(clampRange({ from, to: from + width }, full), full, by);
      expect(range.from).toBeGreaterThanOrEqual(0);
      expect(range.to).toBeLessThanOrEqual(5000 + 1e-6);
      expect(range.to).toBeGreaterThan(range.from);
    }),
    { seed: 3 },
  );
});

test('ticks are round and inside', () => {
  expect(roundTicks(0, 287, 3)).toEqual([0, 100, 200]);
  expect(roundTicks(-0.31, 0.42, 3)).toEqual([-0.25, 0, 0.25]);
  expect(roundTicks(5, 5, 3)).toEqual([]);
});

test('the nearest point of a grid', () => {
  expect(nearestIndex([0, 5, 10], 7.4)).toBe(1);
  expect(nearestIndex([0, 5, 10], 99)).toBe(2);
  expect(nearestIndex([], 1)).toBe(0);
});

test('the extent passes over what has no value', () => {
  expect(extent([Number.NaN, 3, -1, Number.NaN])).toEqual({ from: -1, to: 3 });
  expect(extent([Number.NaN])).toBeNull();
});
