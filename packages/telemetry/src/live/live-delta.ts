/**
 * Time against a reference lap while driving: what the clock of this lap shows here minus what it showed in the reference
 * at the same distance. The reference's clock is laid out on a grid once, so that a look costs nothing. At the line the
 * delta is the difference of the lap times exactly. The prediction is the reference's time plus the delta.
 */
import { distanceGrid, elapsedAtDistances, isAxis, lapDistanceAxis } from '../distance/axis.ts';
import { at, sampleAtDistances } from '../distance/interpolation.ts';
import { findChannel } from '../channels/find.ts';
import { toLocal } from '../geometry/local-plane.ts';
import { nearestOnSegment } from '../geometry/segments.ts';
import type { LapData } from '../laps/lap.ts';

/** A reference laid out on a grid of equal steps from the line to the line; plain data, for a thread to make. */
export type LiveReference = {
  readonly lengthMetres: number;
  readonly timeSeconds: number;
  /** Lap time elapsed at each point of the grid. */
  readonly elapsedSeconds: Float64Array;
  readonly latitude: Float64Array | null;
  readonly longitude: Float64Array | null;
};

export type LiveDelta = {
  /** The lap time of the reference. */
  readonly referenceSeconds: number;
  /** Behind (+) or ahead (−), seconds, at a share of the lap (0 … 1) after so many seconds of it. */
  readonly deltaSeconds: (progress: number, elapsedSeconds: number) => number;
  /** Share of the lap at a position, looked for around `near`; undefined where it is off the reference's way. */
  readonly progressAt: (latitude: number, longitude: number, near: number) => number | undefined;
};

const STEP_METRES = 2;
const SEARCH_METRES = 150;
const FARTHEST_METRES = 60;

/** Lays a lap out as a reference; undefined where it has no distance or time. */
export function toLiveReference(lap: LapData, lengthMetres: number): LiveReference | undefined {
  const axis = lapDistanceAxis(lap, lengthMetres);
  if (!isAxis(axis)) return undefined;
  const grid = distanceGrid(lengthMetres, STEP_METRES);
  return {
    lengthMetres,
    timeSeconds: axis.timeSeconds,
    elapsedSeconds: elapsedAtDistances(axis, grid),
    latitude: onGrid(lap, axis, grid, 'latitude'),
    longitude: onGrid(lap, axis, grid, 'longitude'),
  };
}

/** What to compare a running lap with. */
export function createLiveDelta(reference: LiveReference): LiveDelta {
  const { elapsedSeconds: elapsed, latitude, longitude, lengthMetres } = reference;
  const last = elapsed.length - 1;
  return {
    referenceSeconds: reference.timeSeconds,
    deltaSeconds: (progress, elapsedSeconds) => {
      const place = Math.min(1, Math.max(0, progress)) * last;
      const i = Math.min(last - 1, Math.floor(place));
      const from = at(elapsed, i);
      return elapsedSeconds - (from + (at(elapsed, i + 1) - from) * (place - i));
    },
    progressAt: (north, east, near) =>
      latitude && longitude
        ? nearest(latitude, longitude, lengthMetres, north, east, near)
        : undefined,
  };
}

function onGrid(
  { channels }: LapData,
  axis: Parameters<typeof sampleAtDistances>[1],
  grid: Float64Array,
  name: string,
): Float64Array | null {
  const channel = findChannel(channels, name);
  return channel ? sampleAtDistances(channel, axis, grid) : null;
}

function nearest(
  latitude: Float64Array,
  longitude: Float64Array,
  lengthMetres: number,
  north: number,
  east: number,
  near: number,
): number | undefined {
  const last = latitude.length - 1;
  const plane = toLocal({ latitude: north, longitude: east });
  const reach = Math.ceil((SEARCH_METRES / lengthMetres) * last);
  const middle = Math.round(near * last);
  let best = Number.POSITIVE_INFINITY;
  let place: number | undefined;
  for (let i = Math.max(0, middle - reach); i < Math.min(last, middle + reach); i++) {
    const { along, distanceMetres } = nearestOnSegment(
      0,
      0,
      plane.x(at(longitude, i)),
      plane.y(at(latitude, i)),
      plane.x(at(longitude, i + 1)),
      plane.y(at(latitude, i + 1)),
    );
    if (!(distanceMetres < best)) continue;
    best = distanceMetres;
    place = (i + along) / last;
  }
  return best <= FARTHEST_METRES ? place : undefined;
}
