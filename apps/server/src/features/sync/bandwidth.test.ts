import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backOffSeconds, Bandwidth } from './bandwidth.ts';

/** A clock that only sleeping moves. */
function fakeClock() {
  let now = 0;
  return {
    now: () => now,
    sleep: async (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

test('over any time no more bytes pass than the rate allows, and no fewer than a second behind', async () => {
  const runs = fc.asyncProperty(
    fc.integer({ min: 1, max: 5_000_000 }),
    fc.array(fc.integer({ min: 1, max: 65_536 }), { minLength: 1, maxLength: 60 }),
    async (rate, sizes) => {
      const clock = fakeClock();
      const bandwidth = new Bandwidth(rate, clock);
      let passed = 0;
      for (const size of sizes) {
        const part = Math.min(size, bandwidth.largest);
        await bandwidth.take(part);
        passed += part;
        expect(passed).toBeLessThanOrEqual((rate * clock.now()) / 1000 + 1e-6);
        expect(passed).toBeGreaterThanOrEqual(rate * (clock.now() / 1000 - 1) - 1);
      }
    },
  );
  await fc.assert(runs, { seed: 7, numRuns: 100 });
});

test('what was not used is not saved up for more than a second', async () => {
  const clock = fakeClock();
  const bandwidth = new Bandwidth(1000, clock);
  await clock.sleep(3_600_000);
  for (let i = 0; i < 4; i++) await bandwidth.take(500);
  expect(clock.now()).toBe(3_600_000 + 1000);
});

test('without a limit nothing waits; an aborted wait ends', async () => {
  const clock = fakeClock();
  await new Bandwidth(0, clock).take(1e9);
  expect(clock.now()).toBe(0);
  const stop = new AbortController();
  const sleep = async () => stop.abort(new Error('stopped'));
  const bandwidth = new Bandwidth(10, { now: () => 0, sleep });
  await expect(bandwidth.take(5, stop.signal)).rejects.toThrow('stopped');
});

test('the back-off grows to a minute, is spread out, and obeys the server', () => {
  const most = (attempts: number) => backOffSeconds(attempts, () => 1);
  expect([1, 2, 3, 5, 6, 9, 5000].map(most)).toEqual([2, 4, 8, 32, 60, 60, 60]);
  expect([1, 6, 5000].map((attempts) => backOffSeconds(attempts, () => 0))).toEqual([1, 1, 1]);
  expect(backOffSeconds(1, () => 0.5, 120)).toBe(120);
  expect(backOffSeconds(9, () => 1, 2)).toBe(60);
});
