import { indexFrom, type Samples } from './sample-ring.ts';

type LapSpan = {
  readonly startSeconds: number;
  readonly timeSeconds: number;
  readonly kind: string;
};

const MOST_LAPS = 5;

/**
 * Litres a lap: the mean of the last full laps on which the level fell, from the level at their two lines. Laps with a
 * refill are left out. Undefined before there is one.
 */
export function fuelPerLap(
  laps: readonly LapSpan[],
  samples: Samples,
  column: number,
): { readonly litres: number; readonly laps: number } | undefined {
  const uses = laps
    .filter(({ kind }) => kind === 'full')
    .slice(-MOST_LAPS)
    .map(({ startSeconds, timeSeconds }) => {
      const before = levelAt(samples, column, startSeconds);
      return before - levelAt(samples, column, startSeconds + timeSeconds);
    })
    .filter((use) => use > 0);
  if (uses.length === 0) return undefined;
  return { litres: uses.reduce((sum, use) => sum + use, 0) / uses.length, laps: uses.length };
}

/** The level near a moment; NaN when nothing was recorded within three seconds of it. */
function levelAt(samples: Samples, column: number, seconds: number): number {
  const from = Math.max(0, indexFrom(samples, seconds - 3));
  let level = Number.NaN;
  for (let i = from; i < samples.count && samples.timeAt(i) <= seconds + 3; i++) {
    const value = samples.valueAt(column, i);
    if (Number.isFinite(value)) level = value;
    if (samples.timeAt(i) >= seconds && Number.isFinite(level)) break;
  }
  return level;
}
