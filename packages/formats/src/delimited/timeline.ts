/**
 * Turns the time cells of a table into times that never decrease. An absolute clock (date and time) orders the rows:
 * exports that list laps out of order are put right. A relative clock that goes back for a moment loses those rows; one
 * that goes back for good has been started anew, and what follows is set behind what was. Rows without a time, and rows
 * of an absolute clock that lie more than 31 days from the middle one, are left out.
 */
export type Timeline = {
  /** Seconds since the first kept row. */
  readonly seconds: Float64Array;
  /** The clock at the first kept row, seconds. */
  readonly start: number;
  /** Kept row → row of the table; null where all rows are kept as they are. */
  readonly order: Int32Array | null;
  readonly reasons: Readonly<Record<string, number>>;
  readonly warnings: readonly string[];
};

const MAX_AWAY_SECONDS = 31 * 86_400;
const MAX_CLOCK_SECONDS = 1e12;
const ROUNDING_SECONDS = 1e-6;
/** A clock that has not caught up after so many rows was started anew. */
const CATCH_UP_ROWS = 50;

/** Times of the rows; `clock` holds one value a row in seconds, NaN where the row has none. */
export function toTimeline(clock: Float64Array, isAbsolute: boolean): Timeline {
  return isAbsolute ? orderedTimeline(clock) : runningTimeline(clock);
}

function orderedTimeline(clock: Float64Array): Timeline {
  const finite = clock.filter((value) => Number.isFinite(value)).sort();
  const middle = finite[finite.length >> 1] ?? 0;
  const kept = new Int32Array(finite.length);
  let count = 0;
  let isOrdered = true;
  let previous = Number.NEGATIVE_INFINITY;
  for (let row = 0; row < clock.length; row++) {
    const value = clock[row] ?? Number.NaN;
    if (!(Math.abs(value - middle) <= MAX_AWAY_SECONDS)) continue;
    if (value < previous) isOrdered = false;
    previous = value;
    kept[count++] = row;
  }
  const order = kept.subarray(0, count);
  if (!isOrdered) order.sort((a, b) => (clock[a] ?? 0) - (clock[b] ?? 0) || a - b);
  return finish(clock, order, new Float64Array(0), {
    reasons: reasonsOf({
      no_time: clock.length - finite.length,
      time_implausible: finite.length - count,
    }),
    warnings: isOrdered ? [] : ['The rows were not in the order of their times; they are now.'],
  });
}

function runningTimeline(clock: Float64Array): Timeline {
  const run: Run = {
    kept: new Int32Array(clock.length),
    times: new Float64Array(clock.length),
    count: 0,
    shift: 0,
    wentBack: 0,
    restarts: 0,
  };
  let noTime = 0;
  for (let row = 0; row < clock.length; row++) {
    const value = clock[row] ?? Number.NaN;
    if (!(Math.abs(value) <= MAX_CLOCK_SECONDS)) noTime++;
    else if (value + run.shift >= lastTime(run, 1)) keep(run, row, value + run.shift);
    else stepBack(run, clock, row, value);
  }
  const { count, restarts } = run;
  const warnings =
    restarts > 0
      ? [`The clock starts anew ${restarts} times; the parts are set one behind the other.`]
      : [];
  const reasons = reasonsOf({ no_time: noTime, time_went_back: run.wentBack });
  const times = run.times.subarray(0, count);
  return finish(clock, run.kept.subarray(0, count), times, { reasons, warnings });
}

type Run = {
  readonly kept: Int32Array;
  readonly times: Float64Array;
  count: number;
  /** What is added to the clock since it last started anew. */
  shift: number;
  wentBack: number;
  restarts: number;
};

function lastTime({ times, count }: Run, back: number): number {
  return times[count - back] ?? Number.NEGATIVE_INFINITY;
}

function keep(run: Run, row: number, seconds: number): void {
  run.kept[run.count] = row;
  run.times[run.count++] = seconds;
}

function stepBack(run: Run, clock: Float64Array, row: number, value: number): void {
  const previous = lastTime(run, 1);
  const now = value + run.shift;
  if (now > previous - ROUNDING_SECONDS) {
    keep(run, row, previous);
  } else if (catchesUp(clock, row, previous - run.shift)) {
    run.wentBack++;
  } else if (now >= lastTime(run, 2)) {
    // The row before was the stray one: all that follows lies behind it.
    run.count--;
    run.wentBack++;
    keep(run, row, now);
  } else {
    run.shift = previous + typicalStep(run.times, run.count) - value;
    run.restarts++;
    keep(run, row, Math.max(previous, value + run.shift));
  }
}

function catchesUp(clock: Float64Array, from: number, level: number): boolean {
  const limit = Math.min(clock.length, from + CATCH_UP_ROWS);
  for (let row = from + 1; row < limit; row++) if ((clock[row] ?? Number.NaN) >= level) return true;
  return false;
}

function typicalStep(times: Float64Array, count: number): number {
  return count > 1 ? ((times[count - 1] ?? 0) - (times[0] ?? 0)) / (count - 1) : 0;
}

function reasonsOf(counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function finish(
  clock: Float64Array,
  order: Int32Array,
  times: Float64Array,
  rest: Pick<Timeline, 'reasons' | 'warnings'>,
): Timeline {
  const at = (i: number): number => times[i] ?? clock[order[i] ?? 0] ?? 0;
  const start = order.length > 0 ? at(0) : 0;
  const seconds = new Float64Array(order.length);
  let isIdentity = order.length === clock.length;
  for (let i = 0; i < order.length; i++) {
    seconds[i] = at(i) - start;
    if (order[i] !== i) isIdentity = false;
  }
  return { seconds, start, order: isIdentity ? null : order, ...rest };
}

/** Samples per second where the steps are even (nine in ten within a tenth of the middle one), else null. */
export function nominalRate(seconds: Float64Array): number | null {
  const stride = Math.max(1, Math.floor(seconds.length / 4096));
  const steps: number[] = [];
  for (let i = 1; i < seconds.length; i += stride)
    steps.push((seconds[i] ?? 0) - (seconds[i - 1] ?? 0));
  steps.sort((a, b) => a - b);
  const middle = steps[steps.length >> 1] ?? 0;
  if (!(middle > 0) || steps.length < 2) return null;
  const even = steps.filter((step) => Math.abs(step - middle) <= middle / 10).length;
  return even >= steps.length * 0.9 ? Number((1 / middle).toPrecision(4)) : null;
}
