/**
 * Columns of a recording brought to the times of one of them. A channel that shares the time base is used as it is;
 * otherwise steps (counters, flags, last lap time) and clocks that jump back hold their value and the rest is
 * interpolated linearly. NaN stays NaN: before a channel's first sample there is no value.
 */
import { isStep } from '../channels/canonical.ts';
import {
  type Channel,
  isNumeric,
  sampleCount,
  type TimeBase,
  toSeconds,
} from '../channels/channel.ts';
import { findChannel } from '../channels/find.ts';

/** One value a time, NaN where there is none. */
export type Column = ArrayLike<number>;

/** The value at an index; NaN outside of the column or without one. */
export function at(column: Column | undefined, index: number): number {
  return column?.[index] ?? Number.NaN;
}

/** As `at`, for the arrays of the hot loops: an access that always sees the same kind of array is many times faster. */
export function at64(values: Float64Array, index: number): number {
  return values[index] ?? Number.NaN;
}

/** The values of a channel as numbers, or undefined where it holds text or fewer values than times. */
export function numbersOf(channel: Channel | undefined): Column | undefined {
  if (!channel || channel.values.length < sampleCount(channel.time)) return undefined;
  const { values } = channel;
  if (isNumeric(values)) return values;
  return values instanceof BigInt64Array ? Float64Array.from(values, Number) : undefined;
}

/** The channel `name` at the times of `time`, one value each; undefined where the recording has no such numbers. */
export function columnOn(
  channels: readonly Channel[],
  name: string,
  time: TimeBase,
): Column | undefined {
  const channel = findChannel(channels, name);
  const values = numbersOf(channel);
  if (!channel || !values) return undefined;
  if (sameTimes(channel.time, time)) return values;
  const hold = isStep(name) || name === 'lapTime';
  return resample(toSeconds(channel.time), values, toSeconds(time), hold);
}

function sameTimes(a: TimeBase, b: TimeBase): boolean {
  if (a === b) return true;
  if (a.kind === 'stamps' || b.kind === 'stamps') {
    return a.kind === 'stamps' && b.kind === 'stamps' && a.seconds === b.seconds;
  }
  return a.startSeconds === b.startSeconds && a.rateHz === b.rateHz && a.count === b.count;
}

function resample(
  from: Float64Array,
  values: Column,
  to: Float64Array,
  hold: boolean,
): Float64Array {
  const out = new Float64Array(to.length);
  let i = -1;
  for (let k = 0; k < to.length; k++) {
    const t = at64(to, k);
    while (i + 1 < from.length && at64(from, i + 1) <= t) i++;
    const value = at(values, i);
    const span = at64(from, i + 1) - at64(from, i);
    const ratio = hold || !(span > 0) ? 0 : (t - at64(from, i)) / span;
    out[k] = ratio === 0 ? value : value + (at(values, i + 1) - value) * ratio;
  }
  return out;
}

/** The first index whose time is at or after `seconds`; the length where there is none. Times never decrease. */
export function indexAtOrAfter(times: Float64Array, seconds: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Number.POSITIVE_INFINITY) < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The middle value of finite numbers (mean of the two middle ones), or undefined of none. */
export function median(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? 0) + upper) / 2;
}

/** The usual step between samples, seconds: the median of those that are not 0. */
export function tickOf(seconds: Float64Array): number {
  const steps: number[] = [];
  const stride = Math.max(1, Math.floor(seconds.length / 2000));
  for (let i = 1; i < seconds.length; i += stride) {
    const step = (seconds[i] ?? 0) - (seconds[i - 1] ?? 0);
    if (step > 0) steps.push(step);
  }
  return median(steps) ?? 1;
}
