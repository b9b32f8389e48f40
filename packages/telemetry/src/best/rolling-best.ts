/**
 * Rolling best: the least time for one lap length from any place of the track to the same place a lap later, over valid
 * laps that follow each other without a break. It was driven, only not from line to line; never slower than the best lap.
 */
import { distanceGrid, elapsedAtDistances, isAxis, lapDistanceAxis } from '../distance/axis.ts';
import { at } from '../distance/interpolation.ts';
import { lineOfLap } from '../distance/reference-line.ts';
import type { LapData } from '../laps/lap.ts';

/** The best window: it starts `startMetres` from the line in `lapNumber` and ends there in the next one. */
export type RollingBest = {
  readonly timeSeconds: number;
  readonly startMetres: number;
  readonly lapNumber: number;
};

const ADJOINING_SECONDS = 0.05;

/** The rolling best on a 5 m grid, or undefined when no valid full lap has a distance. */
export function rollingBest(
  laps: readonly LapData[],
  lengthMetres: number,
): RollingBest | undefined {
  const valid = laps
    .filter(({ lap }) => lap.valid && lap.kind === 'full')
    .sort((a, b) => a.lap.startSeconds - b.lap.startSeconds);
  const first = valid[0];
  const line = first && lineOfLap(first, lengthMetres);
  const grid = distanceGrid(lengthMetres, 5);
  let best: RollingBest | undefined;
  let previous: { readonly elapsed: Float64Array; readonly lap: LapData['lap'] } | undefined;
  for (const { lap, channels } of valid) {
    const axis = lapDistanceAxis({ lap, channels }, lengthMetres, line ? { line } : {});
    if (!isAxis(axis)) continue;
    const elapsed = elapsedAtDistances(axis, grid);
    if (!best || lap.timeSeconds < best.timeSeconds)
      best = { timeSeconds: lap.timeSeconds, startMetres: 0, lapNumber: lap.number };
    const adjoins =
      previous && Math.abs(lap.startSeconds - previous.lap.endSeconds) < ADJOINING_SECONDS;
    if (previous && adjoins) {
      for (let i = 1; i < grid.length - 1; i++) {
        const timeSeconds = previous.lap.timeSeconds - at(previous.elapsed, i) + at(elapsed, i);
        if (timeSeconds < best.timeSeconds)
          best = { timeSeconds, startMetres: at(grid, i), lapNumber: previous.lap.number };
      }
    }
    previous = { elapsed, lap };
  }
  return best;
}
