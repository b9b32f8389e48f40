import { expect, test } from 'vitest';
import { waitBefore } from './back-off.ts';

test('waits grow to a quarter of a minute, with full jitter, and are never none', () => {
  expect([0, 1, 2, 3, 9, 500].map((tries) => waitBefore(tries, 1))).toEqual([
    500, 1000, 2000, 4000, 15_000, 15_000,
  ]);
  expect(waitBefore(4, 0.5)).toBe(4000);
  expect(waitBefore(9, 0)).toBe(250);
});
