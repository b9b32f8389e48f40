import { expect, test } from 'vitest';
import { Schedule } from './schedule.ts';

const PIDS = [0x04, 0x05, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x11, 0x1c, 0x2f, 0x42];

/** Asks one PID after the other, each taking `readSeconds`, and counts who was asked how often. */
function simulate(readSeconds: number, seconds: number, answers = (_: number) => true) {
  const schedule = new Schedule(PIDS, 0);
  const counts = new Map(PIDS.map((pid) => [pid, 0]));
  const firsts = new Map<number, number>();
  for (let now = 0; now < seconds;) {
    const [pid] = schedule.due(now);
    if (pid === undefined) {
      now += Math.max(schedule.wait(now), 1e-6);
      continue;
    }
    counts.set(pid, (counts.get(pid) ?? 0) + 1);
    if (!firsts.has(pid)) firsts.set(pid, now);
    schedule.asked(pid, now, answers(pid));
    now += readSeconds;
  }
  return { hz: (pid: number) => (counts.get(pid) ?? 0) / seconds, firsts };
}

test('with time enough each PID has its own rate', () => {
  const { hz } = simulate(0.005, 600);
  for (const pid of [0x0c, 0x0d, 0x11]) expect(hz(pid)).toBeCloseTo(10, 0);
  for (const pid of [0x04, 0x0b, 0x0e]) expect(hz(pid)).toBeCloseTo(4, 0);
  expect(hz(0x05)).toBeCloseTo(1 / 5, 1);
  expect(hz(0x0f)).toBeCloseTo(1 / 15, 2);
  expect(hz(0x1c)).toBeCloseTo(2 / 600, 3);
});

test('without, the slow ones give way first, and none starves', () => {
  const { hz } = simulate(0.1, 600);
  expect(hz(0x0c)).toBeGreaterThan(1.5);
  expect(hz(0x0c)).toBeGreaterThan(hz(0x04) * 1.5);
  expect(4 / hz(0x04)).toBeLessThan(1 / 5 / hz(0x05));
  for (const pid of PIDS) expect(hz(pid)).toBeGreaterThan(0);
});

test('everything has a first value soon, however slow the adapter', () => {
  const { firsts } = simulate(0.2, 30);
  expect(Math.max(...firsts.values())).toBeLessThan(20);
  expect(firsts.size).toBe(PIDS.length);
});

test('what is promised and never sent is asked rarely', () => {
  const { hz } = simulate(0.01, 600, (pid) => pid !== 0x0b);
  expect(hz(0x0b)).toBeLessThan(10 / 600);
  expect(hz(0x04)).toBeGreaterThan(3.5);
});

test('nothing to ask is no reason to be busy', () => {
  const schedule = new Schedule([], 0);
  expect(schedule.due(10)).toEqual([]);
  expect(schedule.wait(10)).toBe(Infinity);
});
