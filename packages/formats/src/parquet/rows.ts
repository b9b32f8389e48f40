/**
 * The rows of a lap file: one for each distinct time of all channels, in order. Where a time repeats inside a time base
 * there are as many rows of that time, and the j-th repeat of each base takes the j-th of them. So every sample has a
 * row of its own and a base is read back from the rows that its channels fill. Cost: rows × distinct bases.
 */
import { sampleCount, type TimeBase, toSeconds } from '@outlap/telemetry';

export type Rows = {
  readonly seconds: Float64Array;
  readonly bases: readonly BaseRows[];
  /** Which of `bases` a channel's time base is. */
  readonly baseOf: ReadonlyMap<TimeBase, number>;
};

type BaseRows = {
  readonly time: TimeBase;
  /** Row of each sample; undefined when the base fills all rows. */
  readonly rows: Int32Array | undefined;
};

/** Lays the samples of all bases on rows. Throws RangeError where a base's times fall or are not finite. */
export function layRows(times: readonly TimeBase[]): Rows {
  const { distinct, baseOf } = groupEqual(times);
  const all = distinct.map(toSeconds);
  for (const seconds of all) assertRising(seconds);
  const longest = all.reduce((sum, seconds) => sum + seconds.length, 0);
  const merged = new Float64Array(longest);
  const rows = all.map((seconds) => new Int32Array(seconds.length));
  const next = all.map(() => 0);
  let count = 0;
  for (let now = earliest(all, next); now !== undefined; now = earliest(all, next)) {
    let widest = 0;
    for (let b = 0; b < all.length; b++) {
      const width = takeEqual(all[b], next[b] ?? 0, now, rows[b], count);
      next[b] = (next[b] ?? 0) + width;
      if (width > widest) widest = width;
    }
    merged.fill(now, count, count + widest);
    count += widest;
  }
  return {
    seconds: merged.slice(0, count),
    baseOf,
    bases: distinct.map((time, b) => ({
      time,
      rows: sampleCount(time) === count ? undefined : rows[b],
    })),
  };
}

function groupEqual(times: readonly TimeBase[]) {
  const distinct: TimeBase[] = [];
  const baseOf = new Map<TimeBase, number>();
  for (const time of times) {
    if (baseOf.has(time)) continue;
    let index = distinct.findIndex((known) => isSame(known, time));
    if (index < 0) index = distinct.push(time) - 1;
    baseOf.set(time, index);
  }
  return { distinct, baseOf };
}

function isSame(a: TimeBase, b: TimeBase): boolean {
  if (a.kind !== b.kind || sampleCount(a) !== sampleCount(b)) return false;
  if (a.kind === 'uniform' && b.kind === 'uniform') {
    return a.startSeconds === b.startSeconds && a.rateHz === b.rateHz;
  }
  const other = toSeconds(b);
  return toSeconds(a).every((seconds, i) => seconds === other[i]);
}

function assertRising(seconds: Float64Array): void {
  let last = -Infinity;
  for (const now of seconds) {
    if (!(now >= last) || now === Infinity) {
      throw new RangeError('Times of a channel must be finite and never decrease.');
    }
    last = now;
  }
}

function earliest(all: readonly Float64Array[], next: readonly number[]): number | undefined {
  let first: number | undefined;
  for (let b = 0; b < all.length; b++) {
    const now = all[b]?.[next[b] ?? 0];
    if (now !== undefined && (first === undefined || now < first)) first = now;
  }
  return first;
}

function takeEqual(
  seconds: Float64Array | undefined,
  from: number,
  now: number,
  rows: Int32Array | undefined,
  row: number,
): number {
  let width = 0;
  while (seconds && rows && seconds[from + width] === now) {
    rows[from + width] = row + width;
    width++;
  }
  return width;
}
