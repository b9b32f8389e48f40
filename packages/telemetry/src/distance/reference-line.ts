/**
 * The line that positions are projected onto: the reference lap's own path (fixes at least 2 m apart) or a layout's
 * outline. Its arc length is scaled to the layout's length, and it is continued by 100 m beyond both ends when it
 * closes, so that fixes beside start/finish project inside a segment too.
 * Assumptions: the lap runs from crossing to crossing. Limits: a dropout of the reference is a straight chord.
 */
import { toLocal } from '../geometry/local-plane.ts';
import type { LocalPlane } from '../geometry/local-plane.ts';
import type { LapData } from '../laps/lap.ts';
import type { Outline } from '../track/layout.ts';
import { at, interpolate } from './interpolation.ts';
import { findLapPath } from './positions.ts';

/** A line in a plane with the layout's distance at each vertex; runs from somewhat before 0 to somewhat after the length. */
export type ReferenceLine = {
  readonly plane: LocalPlane | null;
  readonly lengthMetres: number;
  readonly closed: boolean;
  readonly xMetres: Float64Array;
  readonly yMetres: Float64Array;
  readonly metres: Float64Array;
};

const SPACING_METRES = 2;
const OVERLAP_METRES = 100;
const CLOSED_METRES = 60;

/** The line a lap drove from crossing to crossing, or undefined without positions. */
export function lineOfLap(lap: LapData, lengthMetres: number): ReferenceLine | undefined {
  const path = findLapPath(lap);
  if (!path) return undefined;
  const duration = lap.lap.endSeconds - lap.lap.startSeconds;
  const xs: number[] = [extrapolate(path.seconds, path.xMetres, 0)];
  const ys: number[] = [extrapolate(path.seconds, path.yMetres, 0)];
  for (let i = 0; i < path.seconds.length; i++) {
    const t = path.seconds[i] ?? 0;
    if (t > 0 && t < duration) pushApart(xs, ys, path.xMetres[i] ?? 0, path.yMetres[i] ?? 0);
  }
  xs.push(extrapolate(path.seconds, path.xMetres, duration));
  ys.push(extrapolate(path.seconds, path.yMetres, duration));
  return build(xs, ys, lengthMetres, path.plane);
}

/** The line of an outline with a known origin, else undefined. */
export function lineOfOutline(outline: Outline, lengthMetres: number): ReferenceLine | undefined {
  if (!outline.origin || outline.xMetres.length < 8) return undefined;
  const xs = Array.from(outline.xMetres);
  const ys = Array.from(outline.yMetres);
  if (!xs.every(Number.isFinite) || !ys.every(Number.isFinite)) return undefined;
  const open = endsApart(xs, ys);
  if (open > 0.5 && open < CLOSED_METRES) {
    xs.push(at(xs, 0));
    ys.push(at(ys, 0));
  }
  return build(xs, ys, lengthMetres, toLocal(outline.origin));
}

function endsApart(xs: readonly number[], ys: readonly number[]): number {
  const last = xs.length - 1;
  return Math.hypot(at(xs, last) - at(xs, 0), at(ys, last) - at(ys, 0));
}

/** Value at `target`, continued in a straight line beyond the first and last knots. */
export function extrapolate(
  knots: ArrayLike<number>,
  values: ArrayLike<number>,
  target: number,
): number {
  const last = knots.length - 1;
  if (last < 1) return values[0] ?? Number.NaN;
  const start = knots[0] ?? 0;
  const end = knots[last] ?? 0;
  if (target >= start && target <= end) return interpolate(knots, values, target);
  const reach = Math.min(0.1, (end - start) / 2);
  const edge = target < start ? start : end;
  const inner = target < start ? start + reach : end - reach;
  const edgeValue = interpolate(knots, values, edge);
  const slope =
    edge === inner ? 0 : (edgeValue - interpolate(knots, values, inner)) / (edge - inner);
  return edgeValue + slope * (target - edge);
}

function pushApart(xs: number[], ys: number[], x: number, y: number): void {
  const far = Math.hypot(x - (xs.at(-1) ?? 0), y - (ys.at(-1) ?? 0)) >= SPACING_METRES;
  if (!far) return;
  xs.push(x);
  ys.push(y);
}

function build(
  xs: readonly number[],
  ys: readonly number[],
  lengthMetres: number,
  plane: LocalPlane | null,
): ReferenceLine | undefined {
  const along = [0];
  for (let i = 1; i < xs.length; i++)
    along.push(at(along, i - 1) + Math.hypot(at(xs, i) - at(xs, i - 1), at(ys, i) - at(ys, i - 1)));
  const total = at(along, along.length - 1);
  if (!(total > 0)) return undefined;
  const metres = along.map((value) => (value / total) * lengthMetres);
  const closed = endsApart(xs, ys) < Math.min(CLOSED_METRES, total / 10);
  const overlap = closed ? Math.min(OVERLAP_METRES, lengthMetres / 4) : 0;
  const order = [...metres.keys()];
  // The last vertex and the first are one place when the line closes.
  const before = order.slice(0, -1).filter((i) => at(metres, i) > lengthMetres - overlap);
  const after = order.slice(1).filter((i) => at(metres, i) < overlap);
  const all = [...before, ...order, ...after];
  const turn = (k: number): number => {
    if (k < before.length) return -1;
    return k < before.length + order.length ? 0 : 1;
  };
  // A lap ends some metres beside its start: the continuation is moved there, so that the line has no step across it.
  const dx = at(xs, xs.length - 1) - at(xs, 0);
  const dy = at(ys, ys.length - 1) - at(ys, 0);
  return {
    plane,
    lengthMetres,
    closed,
    xMetres: Float64Array.from(all, (i, k) => at(xs, i) + turn(k) * dx),
    yMetres: Float64Array.from(all, (i, k) => at(ys, i) + turn(k) * dy),
    metres: Float64Array.from(all, (i, k) => at(metres, i) + turn(k) * lengthMetres),
  };
}
