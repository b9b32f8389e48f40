/**
 * Positions of one lap as a path in metres. Latitude and longitude through a local plane, else world coordinates.
 * Which two of positionX, positionY, positionZ span the ground differs from sim to sim, and some files hold other
 * quantities under these names: the pair is taken whose path, closed on a full lap, is nearest to the lap's own length
 * and within a tenth of it, and no pair where none is. A lap that does not tell its length is believed to use x and y.
 * With y as the height, z is turned over (x right, y up, z towards the viewer), so that left turns stay left turns.
 * Dropped: samples without a value, exact (0, 0), and exact repeats, because a 10 Hz position logged at 60 Hz would
 * otherwise stand still between fixes. Linear in the samples.
 */
import { isNumeric, toSeconds } from '../channels/channel.ts';
import type { Channel, NumericValues } from '../channels/channel.ts';
import { findChannel } from '../channels/find.ts';
import { toLocal } from '../geometry/local-plane.ts';
import type { LocalPlane } from '../geometry/local-plane.ts';
import { pathLength } from '../geometry/segments.ts';
import type { LapData } from '../laps/lap.ts';
import { ownLength } from './own-length.ts';

/** A path of native fixes: seconds since the lap's start, metres east and north; all finite, times never falling. */
export type LapPath = {
  readonly seconds: Float64Array;
  readonly xMetres: Float64Array;
  readonly yMetres: Float64Array;
  /** The plane of latitude and longitude; null for world coordinates. */
  readonly plane: LocalPlane | null;
};

type Numeric = Channel & { readonly values: NumericValues };

/** The channel of this name if its values are numbers. */
export function findNumeric(lap: LapData, name: string): Numeric | undefined {
  const channel = findChannel(lap.channels, name);
  return channel && isNumeric(channel.values) ? { ...channel, values: channel.values } : undefined;
}

/** The lap's fixes in `plane` (made around its first fix when not given), or undefined with fewer than eight. */
export function findLapPath(lap: LapData, plane?: LocalPlane | null): LapPath | undefined {
  const latitude = findNumeric(lap, 'latitude');
  const longitude = findNumeric(lap, 'longitude');
  if (latitude && longitude && plane !== null) return geographicPath(latitude, longitude, plane);
  return plane ? undefined : worldPath(lap);
}

type Axes = readonly [across: string, up: string, sign: 1 | -1];

const GROUND_AXES: readonly Axes[] = [
  ['positionX', 'positionY', 1],
  ['positionX', 'positionZ', -1],
  ['positionY', 'positionZ', 1],
];
const SAME_LENGTH_SHARE = 0.1;

function worldPath(lap: LapData): LapPath | undefined {
  const length = ownLength(lap);
  if (length === undefined) return pathOn(lap, ['positionX', 'positionY', 1]);
  let best: LapPath | undefined;
  let least = SAME_LENGTH_SHARE;
  for (const axes of GROUND_AXES) {
    const path = pathOn(lap, axes);
    const off = path ? Math.abs(drivenMetres(path, lap.lap.kind === 'full') / length - 1) : 1;
    if (!(off < least)) continue;
    least = off;
    best = path;
  }
  return best;
}

function pathOn(lap: LapData, [across, up, sign]: Axes): LapPath | undefined {
  const x = findNumeric(lap, across);
  const y = findNumeric(lap, up);
  if (!x || !y) return undefined;
  return collect(
    x,
    y,
    null,
    (value) => value,
    (value) => sign * value,
  );
}

function drivenMetres({ xMetres, yMetres }: LapPath, closed: boolean): number {
  const openX = (xMetres.at(-1) ?? 0) - (xMetres[0] ?? 0);
  const openY = (yMetres.at(-1) ?? 0) - (yMetres[0] ?? 0);
  return pathLength(xMetres, yMetres) + (closed ? Math.hypot(openX, openY) : 0);
}

function geographicPath(
  latitude: Numeric,
  longitude: Numeric,
  given: LocalPlane | undefined,
): LapPath | undefined {
  const plane = given ?? planeOf(latitude.values, longitude.values);
  return plane && collect(longitude, latitude, plane, plane.x, plane.y);
}

function planeOf(latitudes: NumericValues, longitudes: NumericValues): LocalPlane | undefined {
  const count = Math.min(latitudes.length, longitudes.length);
  for (let i = 0; i < count; i++) {
    const latitude = latitudes[i] ?? Number.NaN;
    const longitude = longitudes[i] ?? Number.NaN;
    if (isFix(longitude, latitude)) return toLocal({ latitude, longitude });
  }
  return undefined;
}

function isFix(x: number, y: number): boolean {
  return Number.isFinite(x) && Number.isFinite(y) && !(x === 0 && y === 0);
}

function collect(
  eastward: Numeric,
  northward: Numeric,
  plane: LocalPlane | null,
  toX: (value: number) => number,
  toY: (value: number) => number,
): LapPath | undefined {
  const times = toSeconds(eastward.time);
  const limit = Math.min(eastward.values.length, northward.values.length, times.length);
  const seconds = new Float64Array(limit);
  const xMetres = new Float64Array(limit);
  const yMetres = new Float64Array(limit);
  let count = 0;
  let lastEast = Number.NaN;
  let lastNorth = Number.NaN;
  for (let i = 0; i < limit; i++) {
    const east = eastward.values[i] ?? Number.NaN;
    const north = northward.values[i] ?? Number.NaN;
    if (!isFix(east, north) || (east === lastEast && north === lastNorth)) continue;
    lastEast = east;
    lastNorth = north;
    seconds[count] = times[i] ?? 0;
    xMetres[count] = toX(east);
    yMetres[count] = toY(north);
    count++;
  }
  if (count < 8) return undefined;
  return {
    seconds: seconds.subarray(0, count),
    xMetres: xMetres.subarray(0, count),
    yMetres: yMetres.subarray(0, count),
    plane,
  };
}
