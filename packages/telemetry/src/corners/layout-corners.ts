/**
 * Corners once per layout. Curvatures of up to nine laps are brought onto one grid and the median at each point is
 * searched: one straightened S or one excursion then renumbers nothing. Every lap of the layout uses these corners.
 */
import type { Corner } from './corner.ts';
import { curvatureOfLap, curvatureOfLine } from './curvature.ts';
import type { Curvature } from './curvature.ts';
import { cornersOfCurvature } from './detection.ts';
import { nameCorners } from './official.ts';
import { isAxis, lapDistanceAxis } from '../distance/axis.ts';
import type { AxisOptions, DistanceAxis } from '../distance/axis.ts';
import { at, interpolateAll } from '../distance/interpolation.ts';
import { lineOfLap } from '../distance/reference-line.ts';
import type { LapData } from '../laps/lap.ts';
import type { OfficialCorner, Outline } from '../track/layout.ts';

const MOST_LAPS = 9;

/** Corners of one lap, or of a layout's outline; empty when nothing tells the track's shape or the lap does not cover it. */
export function detectCorners(of: LapData | Outline, lengthMetres: number): Corner[] {
  if (!('lap' in of)) return cornersOfOutline(of, lengthMetres);
  const axis = lapDistanceAxis(of, lengthMetres);
  return isAxis(axis) ? detectCornersOnAxis(of, axis) : [];
}

/** Corners of one lap whose distance axis is known already. */
export function detectCornersOnAxis(lap: LapData, axis: DistanceAxis): Corner[] {
  const curvature = curvatureOfLap(lap, axis);
  return curvature ? cornersOfCurvature(curvature) : [];
}

/** Corners of an outline whose length is that of the layout; empty when it has gaps. */
export function cornersOfOutline(outline: Outline, lengthMetres: number): Corner[] {
  const { xMetres, yMetres, stepMetres } = outline;
  const count = Math.min(xMetres.length, yMetres.length);
  if (count < 16 || !(stepMetres > 0)) return [];
  const missing = (value: number): boolean => !Number.isFinite(value);
  if (xMetres.some(missing) || yMetres.some(missing)) return [];
  const knots = new Float64Array(count + 1);
  for (let i = 0; i <= count; i++) knots[i] = Math.min(i * stepMetres, lengthMetres);
  knots[count] = Math.max(at(knots, count - 1), lengthMetres);
  const steps = Math.max(16, Math.min(100_000, Math.round(lengthMetres / 2)));
  const grid = Float64Array.from({ length: steps + 1 }, (_, i) => (i * lengthMetres) / steps);
  const xs = interpolateAll(knots, [...xMetres.subarray(0, count), at(xMetres, 0)], grid);
  const ys = interpolateAll(knots, [...yMetres.subarray(0, count), at(yMetres, 0)], grid);
  return cornersOfCurvature(curvatureOfLine(xs, ys, lengthMetres / steps, stepMetres * 3));
}

/** Corners of a layout from its laps (any number), with official numbers and names where they fit without a guess. */
export function cornersOfLayout(
  laps: readonly LapData[],
  lengthMetres: number,
  official: readonly OfficialCorner[] = [],
): Corner[] {
  const chosen = chooseLaps(laps);
  const best = chosen[0];
  if (!best) return [];
  const line = lineOfLap(best, lengthMetres);
  const options: AxisOptions = line ? { line } : {};
  const curvatures: Curvature[] = [];
  for (const lap of chosen) {
    const axis = lapDistanceAxis(lap, lengthMetres, options);
    const curvature = isAxis(axis) ? curvatureOfLap(lap, axis) : undefined;
    if (curvature) curvatures.push(curvature);
  }
  const median = medianOf(curvatures);
  const corners = median ? cornersOfCurvature(median) : [];
  return nameCorners(corners, official, lengthMetres, line);
}

/** Up to nine of the fastest laps within 107 % of the best; valid ones where there are any. */
function chooseLaps(laps: readonly LapData[]): LapData[] {
  const full = laps.filter(({ lap }) => lap.kind === 'full' && lap.timeSeconds > 0);
  const valid = full.filter(({ lap }) => lap.valid);
  const candidates = [...(valid.length > 0 ? valid : full.length > 0 ? full : laps)];
  candidates.sort((a, b) => a.lap.timeSeconds - b.lap.timeSeconds);
  const limit = (candidates[0]?.lap.timeSeconds ?? 0) * 1.07;
  return candidates.filter(({ lap }) => lap.timeSeconds <= limit).slice(0, MOST_LAPS);
}

function medianOf(curvatures: readonly Curvature[]): Curvature | undefined {
  const first = curvatures[0];
  if (!first || curvatures.length === 1) return first;
  const same = curvatures.filter((curvature) => curvature.values.length === first.values.length);
  const values = new Float64Array(first.values.length);
  const column = new Float64Array(same.length);
  const middle = (same.length - 1) / 2;
  for (let i = 0; i < values.length; i++) {
    for (let k = 0; k < same.length; k++) column[k] = at(same[k]?.values ?? values, i);
    column.sort();
    values[i] = (at(column, Math.floor(middle)) + at(column, Math.ceil(middle))) / 2;
  }
  return { ...first, closed: same.every((curvature) => curvature.closed), values };
}
