import type { SourceClock } from './source.ts';

/** Waits for moments of a drive that runs `factor` times as fast as the clock, from now on; Infinity waits for none. */
export type Pace = {
  /** Resolves when the drive has come to `seconds`, at once when it is past it or when the signal aborts. */
  readonly until: (seconds: number, signal: AbortSignal) => Promise<void>;
};

/** While catching up, everybody else gets a turn after so many moments that were past already. */
const MOMENTS_A_TURN = 32;

export function createPace(clock: SourceClock, factor: number): Pace {
  const origin = clock.seconds();
  let past = 0;
  return {
    until: async (seconds, signal) => {
      const due = origin + seconds / factor;
      if (clock.seconds() < due) past = 0;
      else if (++past % MOMENTS_A_TURN === 0) await clock.sleep(0, signal);
      for (let wait = due - clock.seconds(); wait > 0 && !signal.aborted;) {
        await clock.sleep(wait, signal);
        wait = due - clock.seconds();
      }
    },
  };
}
