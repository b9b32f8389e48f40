/**
 * Method B of alignment: each native fix goes to the nearest point of the nearest segment of the reference line within
 * a window of 25 m behind and 250 m ahead of the last match (further ahead after a dropout, by 100 m/s). The window
 * keeps crossing and parallel tracks apart. A fix more than 50 m off the line is passed over.
 * Cost: the segments of about one and a half steps of the car plus 50 m for each fix.
 */
import { at } from './interpolation.ts';
import type { RawDistance } from './monotone.ts';
import type { LapPath } from './positions.ts';
import type { ReferenceLine } from './reference-line.ts';

const BACK_METRES = 25;
const AHEAD_METRES = 250;
const OFF_METRES = 50;

/** What became of a path on a line: distance at each fix that lies on it, and the share of fixes that do. */
export type Projection = { readonly raw: RawDistance; readonly coverage: number };

/** Distances of the fixes along the line by nearest segment in the moving window; they may still fall a little. */
export function project(path: LapPath, line: ReferenceLine): Projection {
  const size = path.seconds.length;
  const seconds = new Float64Array(size);
  const metres = new Float64Array(size);
  const match = { metres: 0, squared: 0 };
  let count = 0;
  let last = 0;
  let lastFix = -1;
  for (let i = 0; i < size; i++) {
    const x = path.xMetres[i] ?? 0;
    const y = path.yMetres[i] ?? 0;
    const moved = lastFix < 0 ? AHEAD_METRES : distanceOf(path, lastFix, i);
    const near = Math.min(AHEAD_METRES, moved * 1.5 + BACK_METRES);
    nearestWithin(line, x, y, last - BACK_METRES, last + near, match);
    if (match.squared > (OFF_METRES / 2) ** 2) {
      const waited = lastFix < 0 ? 0 : (path.seconds[i] ?? 0) - (path.seconds[lastFix] ?? 0);
      const ahead = Math.max(AHEAD_METRES, waited * 100);
      nearestWithin(line, x, y, last - BACK_METRES, last + ahead, match);
    }
    if (match.squared > OFF_METRES ** 2) continue;
    seconds[count] = path.seconds[i] ?? 0;
    metres[count++] = match.metres;
    last = match.metres;
    lastFix = i;
  }
  const raw = { seconds: seconds.subarray(0, count), metres: metres.subarray(0, count) };
  return { raw, coverage: size > 0 ? count / size : 0 };
}

function distanceOf(path: LapPath, a: number, b: number): number {
  return Math.hypot(
    (path.xMetres[b] ?? 0) - (path.xMetres[a] ?? 0),
    (path.yMetres[b] ?? 0) - (path.yMetres[a] ?? 0),
  );
}

function firstVertexFrom(metres: Float64Array, from: number): number {
  let low = 0;
  let high = metres.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((metres[middle] ?? 0) < from) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1);
}

/** Same geometry as `nearestOnSegment`, without an object a segment: it runs some hundred thousand times a lap. */
export function nearestWithin(
  line: ReferenceLine,
  x: number,
  y: number,
  fromMetres: number,
  toMetres: number,
  out: { metres: number; squared: number },
): void {
  const { xMetres, yMetres, metres } = line;
  out.squared = Number.POSITIVE_INFINITY;
  const last = metres.length - 1;
  for (let i = firstVertexFrom(metres, fromMetres); i < last; i++) {
    const start = at(metres, i);
    if (start > toMetres) return;
    const ax = at(xMetres, i);
    const ay = at(yMetres, i);
    const gx = at(xMetres, i + 1) - ax;
    const gy = at(yMetres, i + 1) - ay;
    const length = gx * gx + gy * gy;
    const dot = length > 0 ? ((x - ax) * gx + (y - ay) * gy) / length : 0;
    const u = Math.min(1, Math.max(0, dot));
    const dx = x - ax - u * gx;
    const dy = y - ay - u * gy;
    const squared = dx * dx + dy * dy;
    if (squared < out.squared) {
      out.squared = squared;
      out.metres = start + u * (at(metres, i + 1) - start);
    }
  }
}
