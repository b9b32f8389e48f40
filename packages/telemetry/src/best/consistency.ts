/**
 * How alike a driver's laps are: population standard deviations over the five fastest valid laps. Speed at each point of
 * a 5 m grid; time, brake point and least speed in each corner (time from 50 m before the entry to the exit, the same place in
 * each lap); lap time over all the valid laps given. Laps with traffic, flags or pits are for the caller to leave out.
 */
import { controlsOf } from '../corners/controls.ts';
import type { Corner } from '../corners/corner.ts';
import { insideLap, cornerPassage } from '../corners/passage.ts';
import { passageWindows } from '../comparison/segments.ts';
import { alignLaps } from '../comparison/align.ts';
import type { ComparedLayout } from '../comparison/align.ts';
import { distanceGrid, elapsedAtDistances, secondsAtDistances } from '../distance/axis.ts';
import type { DistanceAxis } from '../distance/axis.ts';
import { at, sampleAtSeconds } from '../distance/interpolation.ts';
import { findNumeric } from '../distance/positions.ts';
import { deviationOf } from '../findings/spread.ts';
import type { LapData } from '../laps/lap.ts';

/** Spread in one corner; null where fewer than two laps measured it. */
export type CornerConsistency = {
  readonly number: number;
  readonly timeSeconds: number | null;
  readonly brakeMetres: number | null;
  readonly minimumSpeedMps: number | null;
};

export type Consistency = {
  /** Numbers of the laps compared, fastest first; at least two. */
  readonly lapNumbers: readonly number[];
  readonly distanceMetres: Float64Array;
  /** Standard deviation of speed at each point, m/s; null when a lap has no speed. */
  readonly speedMps: Float64Array | null;
  readonly corners: readonly CornerConsistency[];
  /** Standard deviation of the lap times of all valid laps, seconds. */
  readonly lapTimeSeconds: number;
};

const LAPS = 5;
const BEFORE_ENTRY_METRES = 50;

/** Consistency over the valid full laps, or undefined when fewer than two can be compared. */
export function consistency(
  laps: readonly LapData[],
  layout: ComparedLayout,
): Consistency | undefined {
  const valid = laps
    .filter(({ lap }) => lap.valid && lap.kind === 'full')
    .sort((a, b) => a.lap.timeSeconds - b.lap.timeSeconds);
  const best = valid.slice(0, LAPS);
  const aligned = alignLaps(best, layout);
  if (best.length < 2 || aligned.kind === 'refused') return undefined;
  const driven = best.map((lap, i) => ({ lap, axis: aligned.axes[i] as DistanceAxis }));
  const distanceMetres = distanceGrid(layout.lengthMetres, 5);
  return {
    lapNumbers: best.map(({ lap }) => lap.number),
    distanceMetres,
    speedMps: speedSpread(driven, distanceMetres),
    corners: cornerSpreads(driven, layout.corners ?? [], layout.lengthMetres),
    lapTimeSeconds: deviationOf(valid.map(({ lap }) => lap.timeSeconds)) ?? 0,
  };
}

type Driven = { readonly lap: LapData; readonly axis: DistanceAxis };

function speedSpread(driven: readonly Driven[], grid: Float64Array): Float64Array | null {
  const speeds = driven.map(({ lap, axis }) => {
    const channel = findNumeric(lap, 'speed');
    return channel ? sampleAtSeconds(channel, secondsAtDistances(axis, grid)) : null;
  });
  if (speeds.includes(null)) return null;
  return grid.map((_, i) => deviationOf(speeds.map((speed) => speed && at(speed, i))) ?? 0);
}

function cornerSpreads(
  driven: readonly Driven[],
  corners: readonly Corner[],
  lengthMetres: number,
): CornerConsistency[] {
  const windows = passageWindows(corners, lengthMetres);
  const controls = driven.map(({ lap, axis }) => controlsOf(lap, axis));
  return corners.map((corner, i) => {
    const { entry, exit } = insideLap(corner, lengthMetres);
    const borders = [Math.max(0, entry - BEFORE_ENTRY_METRES), exit];
    const passages = driven.map(({ lap, axis }, k) =>
      cornerPassage(lap, axis, corner, windows[i], controls[k]),
    );
    return {
      number: corner.number,
      timeSeconds: deviationOf(
        driven.map(({ axis }) => {
          const elapsed = elapsedAtDistances(axis, borders);
          return at(elapsed, 1) - at(elapsed, 0);
        }),
      ),
      brakeMetres: deviationOf(passages.map(({ brakeMetres }) => brakeMetres)),
      minimumSpeedMps: deviationOf(passages.map(({ minimumSpeedMps }) => minimumSpeedMps)),
    };
  });
}
