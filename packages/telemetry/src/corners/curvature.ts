/**
 * Signed curvature of a lap over distance on a uniform grid of about 2 m; left is positive, rad/m.
 * From positions: the wrapped angle between the chords over the 16 m before and after a point, by their distance; the
 * chords grow to 24 and 32 m where the lap's noise asks for it, and to three fix distances where fixes are sparse.
 * A closing error of up to 60 m is spread linearly over the lap. Without positions: yaw rate / v, else lateral
 * acceleration / v², their mean offset removed so that the lap turns a whole number of times, averaged over 16 m.
 * Cost: linear in grid points. Limits: below 3 m/s the quotients say nothing and are left out.
 */
import type { DistanceAxis } from '../distance/axis.ts';
import { distanceGrid, secondsAtDistances } from '../distance/axis.ts';
import { at, interpolateAll, sampleAtSeconds } from '../distance/interpolation.ts';
import { findLapPath, findNumeric } from '../distance/positions.ts';
import type { LapData } from '../laps/lap.ts';

/** Curvature at `i × stepMetres` from the line, `values.length` points round the lap; closed when end meets start. */
export type Curvature = {
  readonly stepMetres: number;
  readonly closed: boolean;
  readonly values: Float64Array;
};

const STEP_METRES = 2;
const CHORDS_METRES = [16, 24, 32] as const;
const NOISY_JITTER = 0.0005;
const SLOWEST_MPS = 3;

/** Curvature of a lap from its best source, or undefined when no channel tells the track's shape. */
export function curvatureOfLap(lap: LapData, axis: DistanceAxis): Curvature | undefined {
  return curvatureByPosition(lap, axis) ?? curvatureByMotion(lap, axis);
}

function curvatureByPosition(lap: LapData, axis: DistanceAxis): Curvature | undefined {
  const path = findLapPath(lap);
  if (!path) return undefined;
  const spacing = axis.lengthMetres / path.seconds.length;
  if (spacing > 40) return undefined;
  const seconds = secondsAtDistances(axis, distanceGrid(axis.lengthMetres, STEP_METRES));
  const xs = interpolateAll(path.seconds, path.xMetres, seconds);
  const ys = interpolateAll(path.seconds, path.yMetres, seconds);
  return curvatureOfLine(xs, ys, axis.lengthMetres / (xs.length - 1), spacing * 3);
}

/** Curvature of points on a uniform grid, first point at the line, last one back at the line. */
export function curvatureOfLine(
  xs: Float64Array,
  ys: Float64Array,
  stepMetres: number,
  leastChordMetres = 0,
): Curvature {
  const count = xs.length - 1;
  const dx = at(xs, count) - at(xs, 0);
  const dy = at(ys, count) - at(ys, 0);
  const closed = Math.hypot(dx, dy) < Math.min(60, (count * stepMetres) / 10);
  const line = { xs: new Float64Array(count), ys: new Float64Array(count) };
  for (let i = 0; i < count; i++) {
    line.xs[i] = at(xs, i) - (closed ? (dx * i) / count : 0);
    line.ys[i] = at(ys, i) - (closed ? (dy * i) / count : 0);
  }
  let values = new Float64Array(count);
  for (const metres of CHORDS_METRES) {
    const chord = Math.max(1, Math.round(Math.max(metres, leastChordMetres) / stepMetres));
    values = chordCurvature(line.xs, line.ys, chord, stepMetres, closed);
    if (jitterOf(values) <= NOISY_JITTER) break;
  }
  return { stepMetres, closed, values };
}

function chordCurvature(
  xs: Float64Array,
  ys: Float64Array,
  chord: number,
  stepMetres: number,
  closed: boolean,
): Float64Array<ArrayBuffer> {
  const count = xs.length;
  const values = new Float64Array(count);
  if (count <= 2 * chord) return values;
  const first = closed ? 0 : chord;
  const last = closed ? count : count - chord;
  for (let i = first; i < last; i++) {
    const before = (i - chord + count) % count;
    const after = (i + chord) % count;
    const ax = at(xs, i) - at(xs, before);
    const ay = at(ys, i) - at(ys, before);
    const bx = at(xs, after) - at(xs, i);
    const by = at(ys, after) - at(ys, i);
    const angle = Math.atan2(ax * by - ay * bx, ax * bx + ay * by);
    values[i] = angle / (chord * stepMetres);
  }
  return values;
}

/** The 85th percentile of the second differences of curvature: its noise from point to point, rad/m. */
export function jitterOf(values: Float64Array): number {
  if (values.length < 3) return 0;
  const jumps = new Float64Array(values.length - 2);
  for (let i = 0; i < jumps.length; i++)
    jumps[i] = Math.abs(at(values, i) - 2 * at(values, i + 1) + at(values, i + 2));
  jumps.sort();
  return at(jumps, Math.floor(jumps.length * 0.85));
}

function curvatureByMotion(lap: LapData, axis: DistanceAxis): Curvature | undefined {
  const speed = findNumeric(lap, 'speed');
  const yawRate = findNumeric(lap, 'yawRate');
  const turning = yawRate ?? findNumeric(lap, 'lateralAcceleration');
  if (!speed || !turning) return undefined;
  const grid = distanceGrid(axis.lengthMetres, STEP_METRES);
  const seconds = secondsAtDistances(axis, grid);
  const v = sampleAtSeconds(speed, seconds);
  const turn = sampleAtSeconds(turning, seconds);
  if (!v || !turn) return undefined;
  const count = grid.length - 1;
  const stepMetres = axis.lengthMetres / count;
  const values = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const mps = at(v, i);
    const power = yawRate ? mps : mps * mps;
    values[i] = mps > SLOWEST_MPS ? at(turn, i) / power : 0;
  }
  removeOffset(values, stepMetres);
  return { stepMetres, closed: true, values: smoothRound(values, Math.round(8 / stepMetres)) };
}

function removeOffset(values: Float64Array, stepMetres: number): void {
  let total = 0;
  for (const value of values) total += value * stepMetres;
  const turns = Math.round(total / (2 * Math.PI)) * 2 * Math.PI;
  const offset = (total - turns) / (values.length * stepMetres);
  for (let i = 0; i < values.length; i++) values[i] = at(values, i) - offset;
}

function smoothRound(values: Float64Array, half: number): Float64Array {
  const count = values.length;
  const result = new Float64Array(count);
  if (count <= 2 * half) return values;
  let sum = 0;
  for (let k = -half; k <= half; k++) sum += at(values, (k + count) % count);
  for (let i = 0; i < count; i++) {
    result[i] = sum / (2 * half + 1);
    sum += at(values, (i + half + 1) % count) - at(values, (i - half + count) % count);
  }
  return result;
}
