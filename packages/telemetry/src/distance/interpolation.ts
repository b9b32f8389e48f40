/**
 * Linear interpolation over rising knots and resampling of channels. Results are resampled, inputs never twice: a
 * channel is read at the native times that belong to the wanted distances. Samples without a value are passed over,
 * so a result is finite wherever the channel has one finite sample. Targets that rise cost one walk over the knots.
 */
import { isStep } from '../channels/canonical.ts';
import { toSeconds } from '../channels/channel.ts';
import type { Channel } from '../channels/channel.ts';

/** `values[i]`, or NaN outside. */
export function at(values: ArrayLike<number>, i: number): number {
  return values[i] ?? Number.NaN;
}

/** Index i with knots[i] ≤ target, as far right as possible; −1 when all are larger. Knots never fall. */
export function lastIndexAtOrBefore(knots: ArrayLike<number>, target: number): number {
  let low = -1;
  let high = knots.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((knots[middle] ?? Number.NaN) <= target) low = middle;
    else high = middle;
  }
  return low;
}

/** Value at `target` on the line through the knots; held at both ends. NaN without knots. */
export function interpolate(
  knots: ArrayLike<number>,
  values: ArrayLike<number>,
  target: number,
): number {
  const i = lastIndexAtOrBefore(knots, target);
  if (i < 0) return values[0] ?? Number.NaN;
  if (i >= knots.length - 1) return values[knots.length - 1] ?? Number.NaN;
  return between(knots, values, i, target);
}

/** Values at never-falling targets on the line through never-falling knots; held at both ends. */
export function interpolateAll(
  knots: ArrayLike<number>,
  values: ArrayLike<number>,
  targets: ArrayLike<number>,
): Float64Array {
  const result = new Float64Array(targets.length);
  const last = knots.length - 1;
  let i = 0;
  for (let k = 0; k < targets.length; k++) {
    const target = targets[k] ?? 0;
    while (i < last && (knots[i + 1] ?? 0) <= target) i++;
    const outside = i >= last || target < (knots[0] ?? 0);
    result[k] = outside ? (values[i] ?? Number.NaN) : between(knots, values, i, target);
  }
  return result;
}

function between(
  knots: ArrayLike<number>,
  values: ArrayLike<number>,
  i: number,
  target: number,
): number {
  const k0 = knots[i] ?? 0;
  const k1 = knots[i + 1] ?? 0;
  const v0 = values[i] ?? 0;
  const v1 = values[i + 1] ?? 0;
  return k1 > k0 ? v0 + ((v1 - v0) * (target - k0)) / (k1 - k0) : v1;
}

function holdAll(
  knots: ArrayLike<number>,
  values: ArrayLike<number>,
  targets: ArrayLike<number>,
): Float64Array {
  const result = new Float64Array(targets.length);
  const last = knots.length - 1;
  let i = 0;
  for (let k = 0; k < targets.length; k++) {
    while (i < last && (knots[i + 1] ?? 0) <= (targets[k] ?? 0)) i++;
    result[k] = values[i] ?? Number.NaN;
  }
  return result;
}

/** The finite samples of a channel as two arrays, or null for text and for channels without a finite sample. */
export function finiteSamples(
  channel: Channel,
): { readonly seconds: Float64Array; readonly values: ArrayLike<number> } | null {
  const { values } = channel;
  if (Array.isArray(values)) return null;
  const times = toSeconds(channel.time);
  const count = Math.min(values.length, times.length);
  const seconds = new Float64Array(count);
  const kept = new Float64Array(count);
  let n = 0;
  for (let i = 0; i < count; i++) {
    const value = Number(values[i]);
    if (!Number.isFinite(value)) continue;
    seconds[n] = times[i] ?? 0;
    kept[n++] = value;
  }
  return n > 0 ? { seconds: seconds.subarray(0, n), values: kept.subarray(0, n) } : null;
}

/**
 * A channel at never-falling times (seconds since the lap's start): linear for continuous channels, held for step
 * channels. Null for text and for channels without a finite sample; otherwise every value is finite.
 */
export function sampleAtSeconds(channel: Channel, seconds: ArrayLike<number>): Float64Array | null {
  const samples = finiteSamples(channel);
  if (!samples) return null;
  return isStep(channel.name)
    ? holdAll(samples.seconds, samples.values, seconds)
    : interpolateAll(samples.seconds, samples.values, seconds);
}

/**
 * A channel of a lap at never-falling distances from the line (metres), by the lap's axis: linear for continuous
 * channels, held for step channels. Null for text and for channels without a finite sample.
 */
export function sampleAtDistances(
  channel: Channel,
  axis: { readonly metres: Float64Array; readonly seconds: Float64Array },
  metres: ArrayLike<number>,
): Float64Array | null {
  return sampleAtSeconds(channel, interpolateAll(axis.metres, axis.seconds, metres));
}
