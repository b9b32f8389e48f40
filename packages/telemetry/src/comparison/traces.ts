/**
 * Channels of several laps on one axis, for drawing: over distance (every lap at the same place) or over lap time (every
 * lap at the same moment, as a ghost). Continuous channels are interpolated, step channels hold; values within a lap's
 * `gaps` are bridged, so a page can leave them out.
 */
import type { AlignmentMethod, Refusal } from './comparison.ts';
import { alignLaps } from './align.ts';
import type { ComparedLayout } from './align.ts';
import { findChannel } from '../channels/find.ts';
import {
  distanceGrid,
  elapsedAtDistances,
  metresAtSeconds,
  secondsAtDistances,
} from '../distance/axis.ts';
import type { DistanceAxis, Stretch } from '../distance/axis.ts';
import { sampleAtSeconds } from '../distance/interpolation.ts';
import type { LapData } from '../laps/lap.ts';

/** One lap's channels on the grid; a channel that the lap lacks, or that is text, is null. */
export type LapTraces = {
  /** Lap time elapsed at each point of the grid, seconds. */
  readonly elapsedSeconds: Float64Array;
  /** Distance from the line at each point of the grid, metres. */
  readonly distanceMetres: Float64Array;
  readonly channels: Readonly<Record<string, Float64Array | null>>;
  readonly gaps: readonly Stretch[];
};

export type AlignedTraces = {
  readonly kind: 'traces';
  readonly mode: 'position' | 'time';
  readonly method: AlignmentMethod;
  /** Metres from the line in mode `position`, seconds since the start in mode `time`. */
  readonly grid: Float64Array;
  readonly laps: readonly LapTraces[];
};

/** Traces over distance on a grid of about `gridMetres` (0.5–50); the first lap is the reference. */
export function alignedTraces(
  laps: readonly LapData[],
  channelNames: readonly string[],
  layout: ComparedLayout,
  gridMetres = 5,
): AlignedTraces | Refusal {
  const aligned = alignLaps(laps, layout);
  if (aligned.kind === 'refused') return aligned;
  const grid = distanceGrid(layout.lengthMetres, gridMetres);
  const traces = laps.map((lap, i) => {
    const axis = aligned.axes[i] as DistanceAxis;
    const seconds = secondsAtDistances(axis, grid);
    return {
      elapsedSeconds: elapsedAtDistances(axis, grid),
      distanceMetres: grid,
      channels: sampled(lap, channelNames, seconds),
      gaps: axis.gaps,
    };
  });
  return { kind: 'traces', mode: 'position', method: aligned.method, grid, laps: traces };
}

/**
 * Traces over lap time on a grid of `gridSeconds` (at least 0.005) up to the longest lap. A lap that has ended stays at
 * its last value and at the line.
 */
export function timedTraces(
  laps: readonly LapData[],
  channelNames: readonly string[],
  layout: ComparedLayout,
  gridSeconds = 0.1,
): AlignedTraces | Refusal {
  const aligned = alignLaps(laps, layout);
  if (aligned.kind === 'refused') return aligned;
  const longest = Math.max(...aligned.axes.map((axis) => axis.timeSeconds));
  const steps = Math.min(200_000, Math.ceil(longest / Math.max(0.005, gridSeconds)));
  const grid = Float64Array.from({ length: steps + 1 }, (_, i) => (i * longest) / steps);
  const traces = laps.map((lap, i) => {
    const axis = aligned.axes[i] as DistanceAxis;
    const elapsedSeconds = grid.map((seconds) => Math.min(seconds, axis.timeSeconds));
    const scale = axis.durationSeconds / axis.timeSeconds;
    const seconds = elapsedSeconds.map((value) => value * scale);
    return {
      elapsedSeconds,
      distanceMetres: metresAtSeconds(axis, seconds),
      channels: sampled(lap, channelNames, seconds),
      gaps: axis.gaps,
    };
  });
  return { kind: 'traces', mode: 'time', method: aligned.method, grid, laps: traces };
}

function sampled(
  lap: LapData,
  names: readonly string[],
  seconds: Float64Array,
): Record<string, Float64Array | null> {
  return Object.fromEntries(
    names.map((name) => {
      const channel = findChannel(lap.channels, name);
      return [name, channel ? sampleAtSeconds(channel, seconds) : null];
    }),
  );
}
