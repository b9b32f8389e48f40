import { createRateWindow } from './rate-window.ts';
import type { AlertTest } from './rule.ts';

/** Float32 columns carry about seven digits: values so close are equal. */
const SAME = 1e-6;

/** One test on one stream: what it has seen so far. */
export type TestRun = {
  /** Takes a value of the test's channel; values that are none, and those before the newest, are passed over. */
  readonly take: (seconds: number, value: number) => void;
  /** Whether it holds at a moment; undefined: nothing is known (no sample yet, or the last one is too old). */
  readonly holds: (seconds: number) => boolean | undefined;
  /** The moment at which silence makes a no-data test hold; Infinity for the others. */
  readonly silentFrom: () => number;
  /** What was tested last: the value, or its rate; NaN for silence. */
  readonly reading: () => number;
  /** Whether `a` is further on the wrong side than `b`. */
  readonly isWorse: (a: number, b: number) => boolean;
};

/** After so long without a value a channel's state is unknown: it starts nothing and ends nothing. */
export const STALE_SECONDS = 60;

type ValueTest = Exclude<AlertTest, { kind: 'no-data' }>;

export function createTestRun(test: AlertTest, startSeconds: number): TestRun {
  return test.kind === 'no-data' ? createSilence(test.seconds, startSeconds) : createValueRun(test);
}

function createSilence(limit: number, startSeconds: number): TestRun {
  let last = startSeconds;
  return {
    take: (seconds, value) => {
      if (Number.isFinite(value) && seconds > last) last = seconds;
    },
    holds: (seconds) => seconds >= last + limit,
    silentFrom: () => last + limit,
    reading: () => Number.NaN,
    isWorse: () => false,
  };
}

function createValueRun(test: ValueTest): TestRun {
  const excess = excessOf(test);
  const measure =
    test.kind === 'rate'
      ? createRateWindow(test.windowSeconds).take
      : (_seconds: number, value: number) => value;
  let last = Number.NEGATIVE_INFINITY;
  let active = false;
  let reading = Number.NaN;
  return {
    take: (seconds, value) => {
      if (!Number.isFinite(value) || seconds <= last) return;
      const measured = measure(seconds, value);
      if (Number.isNaN(measured)) return;
      last = seconds;
      reading = measured;
      const over = excess(measured);
      active = active ? over > -test.hysteresis : over > 0;
    },
    holds: (seconds) => (seconds - last <= STALE_SECONDS ? active : undefined),
    silentFrom: () => Infinity,
    reading: () => reading,
    isWorse: (a, b) => excess(a) > excess(b),
  };
}

/** How far a reading is beyond the limit, in the channel's unit; above 0 the test begins to hold. */
function excessOf(test: ValueTest): (reading: number) => number {
  switch (test.kind) {
    case 'above':
      return (reading) => reading - test.threshold;
    case 'below':
      return (reading) => test.threshold - reading;
    case 'equal': {
      const tolerance = SAME * Math.max(1, Math.abs(test.threshold));
      return (reading) => tolerance - Math.abs(reading - test.threshold);
    }
    case 'outside':
      return (reading) => Math.max(test.low - reading, reading - test.high);
    case 'rate':
      return excessOfRate(test.direction, test.threshold);
  }
}

function excessOfRate(
  direction: 'rising' | 'falling' | 'either',
  threshold: number,
): (rate: number) => number {
  if (direction === 'rising') return (rate) => rate - threshold;
  if (direction === 'falling') return (rate) => -rate - threshold;
  return (rate) => Math.abs(rate) - threshold;
}
