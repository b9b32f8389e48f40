import { setImmediate as turn } from 'node:timers/promises';
import type { SourceClock } from '../sources/source.ts';

/** A clock that is pushed on by those who sleep, or by hand; nobody really waits. */
export function makeClock(wall = Date.parse('2026-05-09T09:30:00.000Z')) {
  let seconds = 100;
  const clock: SourceClock = {
    seconds: () => seconds,
    wall: () => wall + (seconds - 100) * 1000,
    sleep: async (wanted) => {
      seconds += wanted;
      await turn();
    },
  };
  return { ...clock, push: (more: number) => void (seconds += more) };
}
