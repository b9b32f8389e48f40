/**
 * How much farther outside a lap's line lies than the reference's, from positions at the same distance: the offset
 * across the reference's heading. The median difference of both coordinates over the lap is taken off before, because
 * satellite positions drift by metres between laps.
 */
import type { Corner } from '../corners/corner.ts';
import type { DistanceAxis } from '../distance/axis.ts';
import { secondsAtDistances } from '../distance/axis.ts';
import { at, interpolate, interpolateAll } from '../distance/interpolation.ts';
import { findLapPath } from '../distance/positions.ts';
import type { LapPath } from '../distance/positions.ts';
import type { LapData } from '../laps/lap.ts';

const PROBES = 128;

/** Metres outside of the reference at a corner's apex (negative inside); null without positions of both laps. */
export function lineOffset(
  reference: { readonly lap: LapData; readonly axis: DistanceAxis },
  other: { readonly lap: LapData; readonly axis: DistanceAxis },
): (corner: Corner) => number | null {
  const path = findLapPath(reference.lap);
  const otherPath = path && findLapPath(other.lap, path.plane);
  if (!path || !otherPath) return () => null;
  const { lengthMetres } = reference.axis;
  const metres = Float64Array.from({ length: PROBES + 1 }, (_, i) => (i * lengthMetres) / PROBES);
  const a = pointsAt(path, reference.axis, metres);
  const b = pointsAt(otherPath, other.axis, metres);
  const ahead = pointsAt(
    path,
    reference.axis,
    metres.map((value) => value + 10),
  );
  const behind = pointsAt(
    path,
    reference.axis,
    metres.map((value) => value - 10),
  );
  const east = b.x.map((value, i) => value - at(a.x, i));
  const north = b.y.map((value, i) => value - at(a.y, i));
  const drift = { east: medianOf(east), north: medianOf(north) };
  const offsets = metres.map((_, i) => {
    const hx = at(ahead.x, i) - at(behind.x, i);
    const hy = at(ahead.y, i) - at(behind.y, i);
    const cross = hx * (at(north, i) - drift.north) - hy * (at(east, i) - drift.east);
    return cross / Math.max(Math.hypot(hx, hy), 1);
  });
  return ({ apexMetres, direction }) => {
    const left = interpolate(metres, offsets, apexMetres);
    return direction === 'left' ? -left : left;
  };
}

function medianOf(values: Float64Array): number {
  return at(values.slice().sort(), values.length >> 1);
}

function pointsAt(
  path: LapPath,
  axis: DistanceAxis,
  metres: Float64Array,
): { readonly x: Float64Array; readonly y: Float64Array } {
  const seconds = secondsAtDistances(axis, metres);
  return {
    x: interpolateAll(path.seconds, path.xMetres, seconds),
    y: interpolateAll(path.seconds, path.yMetres, seconds),
  };
}
