import { setTimeout as wait } from 'node:timers/promises';
import type { SourceClock } from './sources/source.ts';

/** The clock of this machine. `sleep` ends early, and without an error, when its signal aborts. */
export const systemClock: SourceClock = {
  seconds: () => performance.now() / 1000,
  wall: () => Date.now(),
  sleep: (seconds, signal) =>
    wait(seconds * 1000, undefined, signal ? { signal } : {}).catch((error: unknown) => {
      if (!signal?.aborted) throw error;
    }),
};
