/**
 * The time of each record. SessionTime is the sim's clock: it may repeat, skip ticks, and starts anew when the session
 * changes. Repeats and skips stay as they are; where it goes back, jumps by more than a day or is no number, the
 * recording goes on by one tick. So times begin at 0 and never decrease.
 */
const DAY_SECONDS = 86_400;

/** Seconds since the first record, from SessionTime as recorded. */
export function recordTimes(sessionTime: Float64Array, tickSeconds: number): Float64Array {
  const seconds = new Float64Array(sessionTime.length);
  let origin = sessionTime[0] ?? 0;
  let last = origin;
  for (let i = 1; i < sessionTime.length; i++) {
    const now = sessionTime[i] ?? Number.NaN;
    const step = now - last;
    if (step >= 0 && step <= DAY_SECONDS) {
      seconds[i] = Math.max(now - origin, seconds[i - 1] ?? 0);
    } else {
      seconds[i] = (seconds[i - 1] ?? 0) + tickSeconds;
      origin = now - (seconds[i] ?? 0);
    }
    last = now;
  }
  return seconds;
}

/**
 * Times of a variable with `count` samples a record. The last sample is the one of the record itself, the others lie
 * evenly before it, no further apart than the nominal rate and never before the previous record or zero.
 */
export function spreadTimes(
  records: Float64Array,
  count: number,
  tickSeconds: number,
): Float64Array {
  const seconds = new Float64Array(records.length * count);
  let previous = 0;
  for (let i = 0; i < records.length; i++) {
    const now = records[i] ?? 0;
    const step = Math.min(tickSeconds, now - previous) / count;
    for (let k = 0; k < count; k++) seconds[i * count + k] = now - (count - 1 - k) * step;
    previous = now;
  }
  return seconds;
}
