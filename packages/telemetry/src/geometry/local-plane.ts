/**
 * Method: equirectangular projection around an origin, x east and y north in metres.
 * Metres per degree come from the WGS 84 radii of curvature at the origin's latitude (meridian M for north, prime
 * vertical N · cos φ for east), so that lengths near the origin agree with the ellipsoid.
 * Assumptions: everything lies within some 20 km of the origin (error below 0.2 %: sin of the extent), altitude is ignored.
 * Longitudes are wrapped across ±180°. It does not serve at the poles. Cost: two multiplications a point.
 */
import type { GeoPoint } from '../recording/recording.ts';

const SEMI_MAJOR_METRES = 6_378_137;
const ECCENTRICITY_SQUARED = 6.694_379_990_141_316e-3;
const RADIANS_PER_DEGREE = Math.PI / 180;

/** A flat map around `origin`: degrees (WGS 84) to metres east (`x`) and north (`y`) of it, and back. */
export type LocalPlane = {
  readonly origin: GeoPoint;
  readonly metresPerDegreeEast: number;
  readonly metresPerDegreeNorth: number;
  readonly x: (longitude: number) => number;
  readonly y: (latitude: number) => number;
  readonly longitude: (xMetres: number) => number;
  readonly latitude: (yMetres: number) => number;
};

/** The local plane around `origin`, in metres; NaN goes through as NaN. */
export function toLocal(origin: GeoPoint): LocalPlane {
  const phi = origin.latitude * RADIANS_PER_DEGREE;
  const w = 1 - ECCENTRICITY_SQUARED * Math.sin(phi) ** 2;
  const primeVertical = SEMI_MAJOR_METRES / Math.sqrt(w);
  const meridian = (SEMI_MAJOR_METRES * (1 - ECCENTRICITY_SQUARED)) / (w * Math.sqrt(w));
  const metresPerDegreeEast = primeVertical * Math.cos(phi) * RADIANS_PER_DEGREE;
  const metresPerDegreeNorth = meridian * RADIANS_PER_DEGREE;
  return {
    origin,
    metresPerDegreeEast,
    metresPerDegreeNorth,
    x: (longitude) => wrapDegrees(longitude - origin.longitude) * metresPerDegreeEast,
    y: (latitude) => (latitude - origin.latitude) * metresPerDegreeNorth,
    longitude: (xMetres) => wrapDegrees(origin.longitude + xMetres / metresPerDegreeEast),
    latitude: (yMetres) => origin.latitude + yMetres / metresPerDegreeNorth,
  };
}

/** Positions as metres east and north of the plane's origin, one value a point; NaN where there is no position. */
export function projectPath(
  plane: LocalPlane,
  latitudes: ArrayLike<number>,
  longitudes: ArrayLike<number>,
): { xMetres: Float64Array; yMetres: Float64Array } {
  const count = Math.min(latitudes.length, longitudes.length);
  const xMetres = new Float64Array(count);
  const yMetres = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    xMetres[i] = plane.x(longitudes[i] ?? Number.NaN);
    yMetres[i] = plane.y(latitudes[i] ?? Number.NaN);
  }
  return { xMetres, yMetres };
}

function wrapDegrees(degrees: number): number {
  if (degrees > 180) return degrees - 360;
  return degrees < -180 ? degrees + 360 : degrees;
}
