import { expect, test } from 'vitest';
import { HIGH_BYTES, Pressure } from './pressure.ts';

/** What a second of a viewer's life does: how much waits for it, and whether samples were offered. */
function live(seconds: readonly (readonly [queuedBytes: number, times: number])[]) {
  let queued = 0;
  const pressure = new Pressure(() => queued);
  return seconds.flatMap(([bytes, times]) =>
    Array.from({ length: times }, () => {
      queued = bytes;
      const room = pressure.hasRoom();
      pressure.tick();
      return {
        room,
        rates: [60, 25, 5, 1].map((rate) => pressure.rateOf(rate)),
        lost: pressure.isLost,
      };
    }),
  );
}

test('a viewer that keeps up has the rate it asked for', () => {
  expect(live([[1000, 30]]).every(({ rates }) => rates.join() === '60,25,5,1')).toBe(true);
});

test('samples are skipped while too much waits; then the rate falls to 5, to 1 Hz, and comes back by steps', () => {
  const seconds = live([
    [HIGH_BYTES + 1, 3],
    [0, 12],
  ]);
  expect(seconds.map(({ room }) => room).indexOf(true)).toBe(3);
  expect(seconds.map(({ rates }) => rates.join())).toEqual([
    '5,5,1,1',
    ...Array<string>(6).fill('1,1,1,1'),
    ...Array<string>(5).fill('5,5,1,1'),
    ...Array<string>(3).fill('60,25,5,1'),
  ]);
});

test('a viewer that never reads is lost after a minute, one that reads slowly is not', () => {
  const never = live([[HIGH_BYTES + 1, 60]]);
  expect(never.findIndex(({ lost }) => lost)).toBe(59);
  const slowly = live([
    [HIGH_BYTES + 1, 50],
    [HIGH_BYTES / 2, 1],
    [HIGH_BYTES + 1, 50],
  ]);
  expect(slowly.some(({ lost }) => lost)).toBe(false);
  expect(live([[HIGH_BYTES * 4 + 1, 1]])[0]?.lost).toBe(true);
});
