import type { SourceClock } from './sources/source.ts';

/** A timer of Node that is told to wait longer fires at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** The clock of this machine. `sleep` ends early, and without an error, when its signal aborts. */
export const systemClock: SourceClock = {
  seconds: () => performance.now() / 1000,
  wall: () => Date.now(),
  sleep: async (seconds, signal) => {
    let left = seconds * 1000;
    for (; left > LONGEST_MS && !signal?.aborted; left -= LONGEST_MS)
      await pause(LONGEST_MS, signal);
    if (!signal?.aborted) await pause(left, signal);
  },
};

function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal?.addEventListener('abort', end);
  });
}
