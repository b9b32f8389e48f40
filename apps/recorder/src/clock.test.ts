import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { systemClock } from './clock.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const DAY_SECONDS = 86_400;

/** What a sleep has come to, once the timers have run. */
function follow(seconds: number, signal?: AbortSignal) {
  const seen = { isOver: false };
  void systemClock.sleep(seconds, signal).then(() => (seen.isOver = true));
  return seen;
}

test('a sleep of months lasts as long as it is told, though no timer of the machine does', async () => {
  const sleep = follow(60 * DAY_SECONDS);
  await vi.advanceTimersByTimeAsync(60 * DAY_SECONDS * 1000 - 1);
  expect(sleep.isOver).toBe(false);
  await vi.advanceTimersByTimeAsync(1);
  expect(sleep.isOver).toBe(true);
});

test('it ends early when its signal aborts', async () => {
  const stop = new AbortController();
  const sleep = follow(60 * DAY_SECONDS, stop.signal);
  await vi.advanceTimersByTimeAsync(30 * DAY_SECONDS * 1000);
  stop.abort();
  await vi.advanceTimersByTimeAsync(0);
  expect(sleep.isOver).toBe(true);
  expect(vi.getTimerCount()).toBe(0);
});
