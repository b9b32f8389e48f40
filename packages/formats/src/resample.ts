import { type Channel, isNumeric, isStep, type NumericValues, toSeconds } from '@outlap/telemetry';

/**
 * Values of a numeric channel at rising times (seconds): straight lines between samples, steps and whole numbers held.
 * NaN before the first sample, after the last one (steps hold on), and throughout for text.
 */
export function valuesAt(channel: Channel, times: Float64Array): Float64Array {
  const out = new Float64Array(times.length).fill(Number.NaN);
  const { values } = channel;
  if (!isNumeric(values)) {
    return values instanceof BigInt64Array
      ? fill(out, channel, Float64Array.from(values, Number), times, true)
      : out;
  }
  const whole = !(values instanceof Float32Array || values instanceof Float64Array);
  return fill(out, channel, values, times, whole || isStep(channel.name));
}

function fill(
  out: Float64Array,
  channel: Channel,
  values: NumericValues,
  times: Float64Array,
  hold: boolean,
): Float64Array {
  const at = toSeconds(channel.time);
  let i = 0;
  for (let k = 0; k < times.length; k++) {
    const now = times[k] ?? Number.NaN;
    while (i + 1 < at.length && (at[i + 1] ?? 0) <= now) i++;
    out[k] = hold && now >= (at[i] ?? 0) ? (values[i] ?? Number.NaN) : between(at, values, i, now);
  }
  return out;
}

function between(at: Float64Array, values: NumericValues, i: number, now: number): number {
  const from = at[i] ?? Number.NaN;
  const value = values[i] ?? Number.NaN;
  if (now === from) return value;
  if (!(now > from)) return Number.NaN;
  const share = (now - from) / ((at[i + 1] ?? Number.NaN) - from);
  return value + ((values[i + 1] ?? Number.NaN) - value) * share;
}
