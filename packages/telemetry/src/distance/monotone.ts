/**
 * Raw distances of a lap made rising. Two ways:
 * - `risingOf` for a source's own distance (exact but with resets and zero frames): a sample is kept when it is ahead
 *   of the last kept one and within what a car can drive (150 m/s). Of a plateau the first sample stays, which is the
 *   true one when a source repeats a slow channel.
 * - `pooledOf` for projected positions (noisy): pool-adjacent-violators regression (Ayer et al. 1955), which averages
 *   steps back instead of keeping the running maximum, and so does not push the lap forward by the noise.
 */

/** Distances of a lap on native samples; `metres` may still fall. */
export type RawDistance = {
  readonly seconds: Float64Array;
  readonly metres: Float64Array;
};

const FASTEST_MPS = 150;
const SLACK_METRES = 10;

/** Adds or takes `period` where consecutive values jump by more than half of it, and starts near zero. In place. */
export function unwrap(metres: Float64Array, period: number): void {
  if (metres.length === 0) return;
  let turns = 0;
  let last = metres[0] ?? 0;
  const shift = Math.round(last / period) * period;
  for (let i = 0; i < metres.length; i++) {
    const value = metres[i] ?? 0;
    if (value - last < -period / 2) turns++;
    else if (value - last > period / 2) turns--;
    last = value;
    metres[i] = value + turns * period - shift;
  }
}

/** The samples that rise, at the pace of a car at most. */
export function risingOf(raw: RawDistance): RawDistance {
  const seconds = new Float64Array(raw.seconds.length);
  const metres = new Float64Array(raw.seconds.length);
  let count = 0;
  let lastSeconds = Math.min(0, raw.seconds[0] ?? 0);
  let lastMetres = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < raw.seconds.length; i++) {
    const t = raw.seconds[i] ?? 0;
    const m = raw.metres[i] ?? 0;
    const origin = Math.max(lastMetres, 0);
    const reach = origin + FASTEST_MPS * (t - lastSeconds) + SLACK_METRES;
    if (m <= lastMetres || m > reach || (count > 0 && t <= lastSeconds)) continue;
    seconds[count] = t;
    metres[count++] = m;
    lastSeconds = t;
    lastMetres = m;
  }
  return { seconds: seconds.subarray(0, count), metres: metres.subarray(0, count) };
}

/** Blocks of samples that would fall are replaced by their mean time and mean distance; strictly rising. */
export function pooledOf(raw: RawDistance): RawDistance {
  const size = raw.seconds.length;
  const seconds = new Float64Array(size);
  const metres = new Float64Array(size);
  const weights = new Float64Array(size);
  let top = -1;
  for (let i = 0; i < size; i++) {
    top++;
    seconds[top] = raw.seconds[i] ?? 0;
    metres[top] = raw.metres[i] ?? 0;
    weights[top] = 1;
    while (top > 0 && !isAhead(seconds, metres, top)) {
      const w0 = weights[top - 1] ?? 1;
      const w1 = weights[top] ?? 1;
      seconds[top - 1] = ((seconds[top - 1] ?? 0) * w0 + (seconds[top] ?? 0) * w1) / (w0 + w1);
      metres[top - 1] = ((metres[top - 1] ?? 0) * w0 + (metres[top] ?? 0) * w1) / (w0 + w1);
      weights[top - 1] = w0 + w1;
      top--;
    }
  }
  return { seconds: seconds.subarray(0, top + 1), metres: metres.subarray(0, top + 1) };
}

function isAhead(seconds: Float64Array, metres: Float64Array, i: number): boolean {
  return (
    (metres[i] ?? 0) > (metres[i - 1] ?? 0) + 1e-6 && (seconds[i] ?? 0) > (seconds[i - 1] ?? 0)
  );
}
