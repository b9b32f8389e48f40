/**
 * Method B of alignment: each native fix goes to the nearest point of the nearest segment of the reference line within
 * a window of 25 m behind and 250 m ahead of the last match (further ahead after a dropout, by 100 m/s). The window
 * keeps crossing and parallel tracks apart. A fix more than 50 m off the line is passed over.
 * Satellite positions drift by metres between laps, and a drift along the track is a false delta (3 m in a hairpin are
 * 0.2 s). Across the track it is visible: one shift for the whole lap is fitted to the offsets across the line by least
 * squares and taken off. On a closed course a line that is wider or tighter all round does not disturb that fit, because
 * the normals of a closed curve sum to nothing.
 * Cost: the segments of about one and a half steps of the car plus 50 m for each fix.
 */
import { at } from './interpolation.ts';
import type { RawDistance } from './monotone.ts';
import type { LapPath } from './positions.ts';
import type { ReferenceLine } from './reference-line.ts';

const BACK_METRES = 25;
const AHEAD_METRES = 250;
const OFF_METRES = 50;
const DRIFT_METRES = 15;
const DRIFT_FIXES = 600;

/** What became of a path on a line: distance at each fix that lies on it, and the share of fixes that do. */
export type Projection = { readonly raw: RawDistance; readonly coverage: number };

/** A nearest point: its distance on the line, its squared distance from the fix, and the segment it lies on. */
export type Match = { metres: number; squared: number; segment: number };

/** Sums of the least-squares fit of one shift to the offsets across the line. */
type ShiftFit = { xx: number; xy: number; yy: number; xr: number; yr: number; count: number };

/**
 * Distances of the fixes along the line by nearest segment in the moving window; they may still fall a little. Satellite
 * positions are projected without their drift, which some hundreds of the fixes tell.
 */
export function project(path: LapPath, line: ReferenceLine): Projection {
  const shift = line.plane && line.closed ? driftOf(path, line) : undefined;
  if (!shift) return pass(path, line);
  const xMetres = path.xMetres.map((x) => x - shift.x);
  const yMetres = path.yMetres.map((y) => y - shift.y);
  return pass({ ...path, xMetres, yMetres }, line);
}

function driftOf(path: LapPath, line: ReferenceLine): { x: number; y: number } | undefined {
  const stride = Math.ceil(path.seconds.length / DRIFT_FIXES);
  const sparse = (_: number, i: number): boolean => i % stride === 0;
  const fit: ShiftFit = { xx: 0, xy: 0, yy: 0, xr: 0, yr: 0, count: 0 };
  const some = {
    ...path,
    seconds: path.seconds.filter(sparse),
    xMetres: path.xMetres.filter(sparse),
    yMetres: path.yMetres.filter(sparse),
  };
  pass(some, line, fit);
  return solve(fit);
}

function pass(path: LapPath, line: ReferenceLine, fit?: ShiftFit): Projection {
  const size = path.seconds.length;
  const seconds = new Float64Array(size);
  const metres = new Float64Array(size);
  const match: Match = { metres: 0, squared: 0, segment: 0 };
  let count = 0;
  let last = 0;
  let lastFix = -1;
  for (let i = 0; i < size; i++) {
    const x = at(path.xMetres, i);
    const y = at(path.yMetres, i);
    const moved = lastFix < 0 ? AHEAD_METRES : distanceOf(path, lastFix, i);
    const near = Math.min(AHEAD_METRES, moved * 1.5 + BACK_METRES);
    nearestWithin(line, x, y, last - BACK_METRES, last + near, match);
    if (match.squared > (OFF_METRES / 2) ** 2) {
      const waited = lastFix < 0 ? 0 : at(path.seconds, i) - at(path.seconds, lastFix);
      const ahead = Math.max(AHEAD_METRES, waited * 100);
      nearestWithin(line, x, y, last - BACK_METRES, last + ahead, match);
    }
    if (match.squared > OFF_METRES ** 2) continue;
    if (fit) addOffset(fit, line, match.segment, x, y);
    seconds[count] = at(path.seconds, i);
    metres[count++] = match.metres;
    last = match.metres;
    lastFix = i;
  }
  const raw = { seconds: seconds.subarray(0, count), metres: metres.subarray(0, count) };
  return { raw, coverage: size > 0 ? count / size : 0 };
}

function addOffset(fit: ShiftFit, line: ReferenceLine, i: number, x: number, y: number): void {
  const ax = at(line.xMetres, i);
  const ay = at(line.yMetres, i);
  const gx = at(line.xMetres, i + 1) - ax;
  const gy = at(line.yMetres, i + 1) - ay;
  const length = Math.hypot(gx, gy);
  if (!(length > 0)) return;
  const nx = -gy / length;
  const ny = gx / length;
  const offset = nx * (x - ax) + ny * (y - ay);
  if (Math.abs(offset) > DRIFT_METRES) return;
  fit.xx += nx * nx;
  fit.xy += nx * ny;
  fit.yy += ny * ny;
  fit.xr += nx * offset;
  fit.yr += ny * offset;
  fit.count++;
}

/** The shift, metres; undefined where the lap has too few headings to tell it. */
function solve({ xx, xy, yy, xr, yr, count }: ShiftFit): { x: number; y: number } | undefined {
  const determinant = xx * yy - xy * xy;
  if (!(determinant > 0.05 * count * count)) return undefined;
  const x = (yy * xr - xy * yr) / determinant;
  const y = (xx * yr - xy * xr) / determinant;
  return Math.hypot(x, y) <= DRIFT_METRES ? { x, y } : undefined;
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
  out: Match,
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
      out.segment = i;
      out.metres = start + u * (at(metres, i + 1) - start);
    }
  }
}
