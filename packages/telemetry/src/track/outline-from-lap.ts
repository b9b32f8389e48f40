/**
 * The map of a track from a lap that was driven on it. Positions (satellite or world coordinates) are read at the times
 * at which the lap's own distance passes a uniform grid; without positions the shape comes from the motion. What is
 * missing between end and start is spread linearly over the distance. A lap that does not close within 60 m or 5 % of
 * its length (integrated shapes: 15 %) gives no outline.
 */
import { ownLength } from '../distance/own-length.ts';
import { findLapPath, type LapPath } from '../distance/positions.ts';
import { isAxis, lapDistanceAxis, secondsAtDistances } from '../distance/axis.ts';
import { interpolate } from '../distance/interpolation.ts';
import { extrapolate } from '../distance/reference-line.ts';
import { pathLength } from '../geometry/segments.ts';
import type { LapData } from '../laps/lap.ts';
import type { Outline } from './layout.ts';
import { findMotionPath, type MotionPath } from './motion-path.ts';

/** How an outline is built. */
export type OutlineOptions = {
  /** Wanted grid step, 2 m by default; the real one divides the length evenly. */
  readonly stepMetres?: number;
  /** Whether positions may be used; true by default. */
  readonly positions?: boolean;
};

const STEP_METRES = 2;
const MOST_POINTS = 100_000;

/**
 * The outline that one lap drove, on a uniform grid from the line, or null where its channels do not tell a closed
 * shape. `lengthMetres` is the layout's; without it the lap's own distance counts.
 */
export function outlineFromLap(
  lap: LapData,
  lengthMetres?: number,
  options: OutlineOptions = {},
): Outline | null {
  const path = options.positions === false ? undefined : findLapPath(lap);
  const length = lengthMetres ?? lengthOf(lap, path);
  if (!(length > 100)) return null;
  if (path && path.seconds.length > length / 40) {
    const outline = build(lap, length, path, options.stepMetres, Math.max(60, 0.05 * length));
    if (outline) return { ...outline, origin: path.plane?.origin ?? null, source: 'gps' };
  }
  const motion = findMotionPath(lap);
  const outline = motion && build(lap, length, motion, options.stepMetres, 0.15 * length);
  return outline ? { ...outline, origin: null, source: 'integrated' } : null;
}

function lengthOf(lap: LapData, path: LapPath | undefined): number {
  const along = (): number => (path ? pathLength(path.xMetres, path.yMetres) : Number.NaN);
  return ownLength(lap) ?? along();
}

function build(
  lap: LapData,
  lengthMetres: number,
  path: MotionPath,
  wantedStep = STEP_METRES,
  mostOpenMetres = Infinity,
): Pick<Outline, 'stepMetres' | 'xMetres' | 'yMetres'> | undefined {
  const axis = lapDistanceAxis(lap, lengthMetres);
  if (!isAxis(axis)) return undefined;
  const step = Math.max(0.5, wantedStep);
  const count = Math.max(8, Math.min(MOST_POINTS, Math.round(lengthMetres / step)));
  const grid = Float64Array.from({ length: count + 1 }, (_, i) => (i * lengthMetres) / count);
  const seconds = secondsAtDistances(axis, grid);
  const read = (values: Float64Array): Float64Array => {
    const points = Float64Array.from(seconds, (t) => interpolate(path.seconds, values, t));
    points[0] = extrapolate(path.seconds, values, 0);
    points[count] = extrapolate(path.seconds, values, seconds[count] ?? 0);
    return points;
  };
  const x = read(path.xMetres);
  const y = read(path.yMetres);
  const openX = (x[count] ?? Number.NaN) - (x[0] ?? 0);
  const openY = (y[count] ?? Number.NaN) - (y[0] ?? 0);
  if (!(Math.hypot(openX, openY) <= mostOpenMetres)) return undefined;
  const close = (values: Float64Array, open: number): Float64Array =>
    values.slice(0, count).map((value, i) => value - (open * i) / count);
  return {
    stepMetres: lengthMetres / count,
    xMetres: close(x, openX),
    yMetres: close(y, openY),
  };
}
