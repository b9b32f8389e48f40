/**
 * Rate of change over a window: the newest value minus the one a window ago, by the time between them. Samples are kept
 * at most 64 to a window, so that 360 Hz over minutes cost no memory; the window is then longer by at most 1/32.
 */
export type RateWindow = {
  /** Takes a sample; the rate in units per second, or NaN as long as the samples do not span the window. */
  readonly take: (seconds: number, value: number) => number;
};

const KEPT = 64;
/** A window with a hole longer than itself says nothing about the rate now. */
const LONGEST = 2;

export function createRateWindow(windowSeconds: number): RateWindow {
  const times: number[] = [];
  const values: number[] = [];
  return {
    take: (seconds, value) => {
      const newest = times.at(-1) ?? Number.NEGATIVE_INFINITY;
      if (seconds - newest >= windowSeconds / KEPT) {
        times.push(seconds);
        values.push(value);
      }
      const begin = seconds - windowSeconds;
      while (times.length > 1 && (times[1] ?? Infinity) <= begin) {
        times.shift();
        values.shift();
      }
      const elapsed = seconds - (times[0] ?? seconds);
      if (elapsed < windowSeconds || elapsed > windowSeconds * LONGEST) return Number.NaN;
      return (value - (values[0] ?? value)) / elapsed;
    },
  };
}
