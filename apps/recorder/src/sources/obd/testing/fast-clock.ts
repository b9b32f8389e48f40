import { setTimeout as wait } from 'node:timers/promises';
import type { SourceClock } from '../../source.ts';

/** A clock that runs `factor` times as fast as the machine's: time-outs of seconds pass in a test, over real sockets. */
export function fastClock(factor: number): SourceClock {
  return {
    seconds: () => (performance.now() / 1000) * factor,
    wall: () => Date.now(),
    sleep: async (seconds, signal) => {
      await wait((seconds * 1000) / factor, undefined, signal ? { signal } : {}).catch(
        () => undefined,
      );
    },
  };
}
