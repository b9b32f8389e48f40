import { expect, test } from 'vitest';
import { waitBefore, waitToMove } from './back-off.ts';

test('waits grow to a quarter of a minute, with full jitter, and are never none', () => {
  expect([0, 1, 2, 3, 9, 500].map((tries) => waitBefore(tries, 1))).toEqual([
    500, 1000, 2000, 4000, 15_000, 15_000,
  ]);
  expect(waitBefore(4, 0.5)).toBe(4000);
  expect(waitBefore(9, 0)).toBe(250);
});

test('who is sent on to another server goes there within half a second', () => {
  expect([0, 0.5, 1].map(waitToMove)).toEqual([0, 250, 500]);
});
