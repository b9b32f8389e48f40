/**
 * How much farther outside a lap's line lies than the reference's, from positions at the same distance: the offset
 * across the reference's heading, less its median over the lap, because satellite positions drift by metres between laps.
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
  const offsets = new Float64Array(PROBES + 1);
  for (let i = 0; i <= PROBES; i++) {
    const hx = at(ahead.x, i) - at(behind.x, i);
    const hy = at(ahead.y, i) - at(behind.y, i);
    const cross = hx * (at(b.y, i) - at(a.y, i)) - hy * (at(b.x, i) - at(a.x, i));
    offsets[i] = cross / Math.max(Math.hypot(hx, hy), 1);
  }
  const median = at(offsets.slice().sort(), PROBES / 2);
  return ({ apexMetres, direction }) => {
    const left = interpolate(metres, offsets, apexMetres) - median;
    return direction === 'left' ? -left : left;
  };
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
