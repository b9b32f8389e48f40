/**
 * Distance from the line over the native samples of one lap, by the best method that its channels allow:
 * - `lap-distance`: the source's lap distance or progress, unwrapped, made rising, scaled to the layout's length;
 * - `position`: projection onto a reference line (see projection.ts);
 * - `integrated-speed`: ∫v dt (or the source's odometer) scaled to the layout's length: an estimate.
 * Distance is 0 at the lap's start and the layout's length at its end, exactly. What the data itself says about both
 * ends differs a little; that difference is spread linearly over the lap and reported as `residualSeconds`.
 */
import type { AlignmentMethod, Refusal } from '../comparison/comparison.ts';
import type { LapData } from '../laps/lap.ts';
import { at, interpolate, interpolateAll } from './interpolation.ts';
import type { RawDistance } from './monotone.ts';
import { extrapolate } from './reference-line.ts';
import type { ReferenceLine } from './reference-line.ts';
import { rawByLapDistance, rawByPosition, rawBySpeed } from './sources.ts';
import type { SourceDistance } from './sources.ts';

/** A stretch of the lap, metres from the line. */
export type Stretch = { readonly startMetres: number; readonly endMetres: number };

/** When the car was where: `metres[k]` at `seconds[k]`, both strictly rising from 0 to the length and the duration. */
export type DistanceAxis = {
  readonly method: AlignmentMethod;
  readonly lengthMetres: number;
  /** The lap time that counts; `durationSeconds` is what passed between the crossings. */
  readonly timeSeconds: number;
  readonly durationSeconds: number;
  readonly seconds: Float64Array;
  readonly metres: Float64Array;
  /** Lap time − time between the line crossings as the data itself places them. */
  readonly residualSeconds: number;
  /** Distinct samples of the distance per second. */
  readonly rateHz: number;
  /** Where no sample says anything for more than a second; times there are interpolated. */
  readonly gaps: readonly Stretch[];
};

export type AxisOptions = {
  /** The method to use; the best possible one when left out. */
  readonly method?: AlignmentMethod;
  /** The line for `position`; the lap's own when left out. */
  readonly line?: ReferenceLine;
};

const ENDS_SHARE = 0.1;
const GAP_SECONDS = 1;

/** A refusal with its reason in words. */
export function refuse(reason: Refusal['reason'], detail: string): Refusal {
  return { kind: 'refused', reason, detail };
}

/** The distance axis of a lap, or why there is none: no time, no distance, too short, or another length. */
export function lapDistanceAxis(
  lap: LapData,
  lengthMetres: number,
  options: AxisOptions = {},
): DistanceAxis | Refusal {
  const duration = lap.lap.endSeconds - lap.lap.startSeconds;
  if (!isPositive(duration) || !isPositive(lap.lap.timeSeconds))
    return refuse('no-time', `lap ${lap.lap.number} has no lap time`);
  if (!isPositive(lengthMetres))
    return refuse('no-distance', 'the length of the layout is unknown');
  const source = sourceOf(lap, lengthMetres, options);
  if (!source) return refuse('no-distance', `lap ${lap.lap.number} has no distance`);
  if ('kind' in source) return source;
  return anchor(lap, lengthMetres, duration, source);
}

/** Whether a result is an axis and not a refusal. */
export function isAxis(result: DistanceAxis | Refusal): result is DistanceAxis {
  return !('kind' in result);
}

function isPositive(value: number): boolean {
  return Number.isFinite(value) && value > 0;
}

function sourceOf(
  lap: LapData,
  lengthMetres: number,
  { method, line }: AxisOptions,
): SourceDistance | Refusal | undefined {
  if (method === 'lap-distance') return rawByLapDistance(lap, lengthMetres);
  if (method === 'position') return rawByPosition(lap, lengthMetres, line);
  if (method === 'integrated-speed') return rawBySpeed(lap, lengthMetres);
  return (
    rawByLapDistance(lap, lengthMetres) ??
    rawByPosition(lap, lengthMetres, line) ??
    rawBySpeed(lap, lengthMetres)
  );
}

function anchor(
  lap: LapData,
  lengthMetres: number,
  duration: number,
  source: SourceDistance,
): DistanceAxis | Refusal {
  const { raw } = source;
  const size = raw.seconds.length;
  const slack = ENDS_SHARE * lengthMetres;
  if (size < 8 || at(raw.metres, 0) > slack || at(raw.metres, size - 1) < lengthMetres - slack)
    return refuse('too-short', `lap ${lap.lap.number} does not cover the layout`);
  const begin = extrapolate(raw.seconds, raw.metres, 0);
  const end = extrapolate(raw.seconds, raw.metres, duration);
  const axis = knotsBetween(raw, lengthMetres, duration, begin, end);
  return {
    method: source.method,
    lengthMetres,
    timeSeconds: lap.lap.timeSeconds,
    durationSeconds: duration,
    ...axis,
    residualSeconds: residualOf(lap, lengthMetres, duration, source, begin, end),
    rateHz: source.samples / duration,
    gaps: gapsOf(source.sampleSeconds, duration, axis),
  };
}

/** The samples strictly between the two anchors, mapped so that `begin` becomes 0 and `end` the length. */
function knotsBetween(
  raw: RawDistance,
  lengthMetres: number,
  duration: number,
  begin: number,
  end: number,
): { readonly seconds: Float64Array; readonly metres: Float64Array } {
  const near = Math.max(30, 0.03 * lengthMetres);
  const from = Math.abs(begin) > near ? 0 : begin;
  const to = Math.abs(end - lengthMetres) > near ? lengthMetres : end;
  const scale = lengthMetres / (to - from);
  const size = raw.seconds.length;
  const seconds = new Float64Array(size + 2);
  const metres = new Float64Array(size + 2);
  let count = 1;
  for (let i = 0; i < size; i++) {
    const t = at(raw.seconds, i);
    const m = (at(raw.metres, i) - from) * scale;
    const inside = t > 0 && t < duration && m > at(metres, count - 1) && m < lengthMetres;
    if (!inside) continue;
    seconds[count] = t;
    metres[count++] = m;
  }
  seconds[count] = duration;
  metres[count++] = lengthMetres;
  return { seconds: seconds.subarray(0, count), metres: metres.subarray(0, count) };
}

function residualOf(
  lap: LapData,
  lengthMetres: number,
  duration: number,
  { raw, scaled }: SourceDistance,
  begin: number,
  end: number,
): number {
  const official = lap.lap.timeSeconds - duration;
  if (scaled) return official;
  const startSpeed = slopeAt(raw.seconds, raw.metres, 0);
  const endSpeed = slopeAt(raw.seconds, raw.metres, duration);
  const late = -begin / Math.max(startSpeed, 1);
  const early = (end - lengthMetres) / Math.max(endSpeed, 1);
  return official + late + early;
}

function slopeAt(seconds: Float64Array, metres: Float64Array, t: number): number {
  const t0 = Math.max(seconds[0] ?? 0, Math.min(t, seconds.at(-1) ?? 0) - 0.25);
  const t1 = Math.min(seconds.at(-1) ?? 0, t0 + 0.5);
  return (interpolate(seconds, metres, t1) - interpolate(seconds, metres, t0)) / (t1 - t0);
}

function gapsOf(
  times: Float64Array,
  duration: number,
  axis: { readonly seconds: Float64Array; readonly metres: Float64Array },
): Stretch[] {
  const gaps: Stretch[] = [];
  let last = 0;
  for (let i = 0; i <= times.length; i++) {
    const t = i < times.length ? Math.min(times[i] ?? 0, duration) : duration;
    if (t - last > GAP_SECONDS && last < duration) {
      gaps.push({
        startMetres: interpolate(axis.seconds, axis.metres, Math.max(0, last)),
        endMetres: interpolate(axis.seconds, axis.metres, t),
      });
    }
    last = Math.max(last, t);
  }
  return gaps;
}

/** The uniform grid from 0 to `lengthMetres` whose step is nearest to `stepMetres` (0.5–50 m); both ends exact. */
export function distanceGrid(lengthMetres: number, stepMetres: number): Float64Array {
  const step = Math.min(50, Math.max(0.5, stepMetres));
  const steps = Math.max(1, Math.min(200_000, Math.round(lengthMetres / step)));
  const grid = new Float64Array(steps + 1);
  for (let i = 0; i <= steps; i++) grid[i] = (i * lengthMetres) / steps;
  return grid;
}

/** Seconds since the lap's start at never-falling distances: the clock that the channels of the lap use. */
export function secondsAtDistances(axis: DistanceAxis, metres: ArrayLike<number>): Float64Array {
  return interpolateAll(axis.metres, axis.seconds, metres);
}

/** Lap time elapsed at never-falling distances: 0 at the line, exactly the lap time at the length. */
export function elapsedAtDistances(axis: DistanceAxis, metres: ArrayLike<number>): Float64Array {
  const elapsed = secondsAtDistances(axis, metres);
  const correction = axis.timeSeconds - axis.durationSeconds;
  for (let i = 0; i < elapsed.length; i++) {
    const d = metres[i] ?? 0;
    const corrected = (elapsed[i] ?? 0) + (correction * d) / axis.lengthMetres;
    elapsed[i] = d >= axis.lengthMetres ? axis.timeSeconds : corrected;
  }
  return elapsed;
}

/** Seconds since the lap's start at one distance. */
export function secondsAt(axis: DistanceAxis, metres: number): number {
  return interpolate(axis.metres, axis.seconds, metres);
}

/** Metres from the line at one time since the lap's start. */
export function metresAt(axis: DistanceAxis, seconds: number): number {
  return interpolate(axis.seconds, axis.metres, seconds);
}

/** Metres from the line at never-falling times since the lap's start. */
export function metresAtSeconds(axis: DistanceAxis, seconds: ArrayLike<number>): Float64Array {
  return interpolateAll(axis.seconds, axis.metres, seconds);
}
