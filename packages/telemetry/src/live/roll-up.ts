import { type Channel, isNumeric, toSeconds } from '../channels/channel.ts';
import { at } from '../distance/interpolation.ts';

/** No lap and no stretch is as long: only a hole in the data is, and hours of nothing are not worth their bytes. */
const LONGEST_SECONDS = 6 * 3600;
const LAST_SECOND = 2 ** 31 - 1;

/**
 * A channel at one value a second: mean, least and greatest of each second as triples, NaN where there is no sample. The
 * k-th triple is of [firstSecond + k, firstSecond + k + 1); `offsetSeconds` is added to the channel's own times first.
 * Undefined for text, over more than six hours, and behind the last second that fits 32 bits.
 */
export function rollUp(
  { time, values }: Pick<Channel, 'time' | 'values'>,
  offsetSeconds: number,
  firstSecond: number,
  seconds: number,
): Float32Array | undefined {
  if (!isNumeric(values) || !(seconds <= LONGEST_SECONDS)) return undefined;
  if (!(firstSecond + seconds <= LAST_SECOND)) return undefined;
  const times = toSeconds(time);
  const sums = new Float64Array(seconds);
  const counts = new Uint32Array(seconds);
  const least = new Float64Array(seconds).fill(Infinity);
  const greatest = new Float64Array(seconds).fill(-Infinity);
  for (let i = 0; i < times.length; i++) {
    const bin = Math.floor(at(times, i) + offsetSeconds) - firstSecond;
    const value = at(values, i);
    if (bin < 0 || bin >= seconds || !Number.isFinite(value)) continue;
    counts[bin] = at(counts, bin) + 1;
    sums[bin] = at(sums, bin) + value;
    least[bin] = Math.min(at(least, bin), value);
    greatest[bin] = Math.max(at(greatest, bin), value);
  }
  const out = new Float32Array(3 * seconds).fill(Number.NaN);
  for (let k = 0; k < seconds; k++)
    if (at(counts, k) > 0)
      out.set([at(sums, k) / at(counts, k), at(least, k), at(greatest, k)], 3 * k);
  return out;
}
