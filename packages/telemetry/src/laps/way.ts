/**
 * The way along which a recording is measured, by what it knows best: progress round the lap (times the lap's length),
 * the path of its positions, or the integral of its speed. Always rising. Positions that jitter around a standing car
 * (below half a metre from the last counted one) add nothing. Gaps in it are listed, for laps that contain one.
 */
import { toSeconds } from '../channels/channel.ts';
import { findChannel } from '../channels/find.ts';
import type { Recording } from '../recording/recording.ts';
import { at, indexAtOrAfter, numbersOf } from './columns.ts';
import type { Fixes } from './fixes.ts';
import { type Frames, visibleSeconds } from './frames.ts';

/** `along[i]` is the way driven until `seconds[i]`; both never decrease. */
export type Way = {
  readonly seconds: Float64Array;
  readonly along: Float64Array;
  /** Metres of one unit of `along`; null where it counts laps of unknown length. */
  readonly metresPerUnit: number | null;
};

const STANDING_METRES = 0.5;

/** The way by progress, in laps. `driven` holds one value a visible frame. */
export function wayByProgress(frames: Frames, driven: Float64Array): Way {
  const seconds = new Float64Array(driven.length);
  for (let k = 0; k < driven.length; k++) seconds[k] = visibleSeconds(frames, k);
  return { seconds, along: driven, metresPerUnit: frames.lengthMetres };
}

/** The way by positions, in metres; cuts add nothing. */
export function wayByFixes(fixes: Fixes): Way {
  const { seconds, xMetres, yMetres } = fixes;
  const along = new Float64Array(seconds.length);
  const cuts = new Set(fixes.cuts);
  let x = xMetres[0] ?? 0;
  let y = yMetres[0] ?? 0;
  let total = 0;
  for (let k = 1; k < seconds.length; k++) {
    const step = Math.hypot((xMetres[k] ?? 0) - x, (yMetres[k] ?? 0) - y);
    const counted = step >= STANDING_METRES || cuts.has(k);
    if (counted) {
      x = xMetres[k] ?? 0;
      y = yMetres[k] ?? 0;
      if (!cuts.has(k)) total += step;
    }
    along[k] = total;
  }
  return { seconds, along, metresPerUnit: 1 };
}

/** The way by integrating speed (trapezoids; a missing value stands for none), or undefined without a speed. */
export function wayBySpeed(recording: Pick<Recording, 'channels'>): Way | undefined {
  const channel = findChannel(recording.channels, 'speed');
  const speed = numbersOf(channel);
  if (!channel || !speed || speed.length === 0) return undefined;
  const seconds = toSeconds(channel.time);
  const along = new Float64Array(seconds.length);
  let last = isSpeed(at(speed, 0)) ? at(speed, 0) : 0;
  let since = seconds[0] ?? 0;
  let total = 0;
  for (let k = 1; k < seconds.length; k++) {
    const value = speed[k] ?? Number.NaN;
    if (isSpeed(value)) {
      const t = seconds[k] ?? 0;
      total += Math.max(0, ((last + value) / 2) * (t - since));
      last = value;
      since = t;
    }
    along[k] = total;
  }
  return { seconds, along, metresPerUnit: 1 };
}

/** A faster one is a broken sample. */
const FASTEST_METRES_PER_SECOND = 1000;

function isSpeed(value: number): boolean {
  return Math.abs(value) <= FASTEST_METRES_PER_SECOND;
}

/** The way at a time: linear between its points, held beyond its ends. In units of `along`. */
export function alongAt(way: Way, seconds: number): number {
  const k = indexAtOrAfter(way.seconds, seconds);
  const last = way.seconds.length - 1;
  if (k <= 0) return way.along[0] ?? 0;
  if (k > last) return way.along[last] ?? 0;
  return interpolate(way.seconds, way.along, k, seconds);
}

/** The first time at which the way reaches `along`. Seconds. */
export function timeAtAlong(way: Way, along: number): number {
  const k = indexAtOrAfter(way.along, along);
  const last = way.along.length - 1;
  if (k <= 0) return way.seconds[0] ?? 0;
  if (k > last) return way.seconds[last] ?? 0;
  return interpolate(way.along, way.seconds, k, along);
}

function interpolate(xs: Float64Array, ys: Float64Array, k: number, x: number): number {
  const x0 = xs[k - 1] ?? 0;
  const y0 = ys[k - 1] ?? 0;
  const span = (xs[k] ?? x0) - x0;
  return span > 0 ? y0 + (((ys[k] ?? y0) - y0) * (x - x0)) / span : (ys[k] ?? y0);
}

export type Gap = { readonly from: number; readonly to: number };

const GAP_SECONDS = 1;
const GAP_TICKS = 5;
const GAP_LAP_RATIO = 0.03;

/** Seconds between two samples beyond which some are missing. */
export function longestStep(tickSeconds: number): number {
  return Math.max(GAP_SECONDS, GAP_TICKS * tickSeconds);
}

/** Where samples are missing: over 1 s (5 ticks at low rates), or over 3 % of a lap and more than 3 ticks. */
export function findGaps(way: Way, tickSeconds: number, lapAlong: number | null): Gap[] {
  const gaps: Gap[] = [];
  const longest = longestStep(tickSeconds);
  const farthest = lapAlong === null ? Number.POSITIVE_INFINITY : GAP_LAP_RATIO * lapAlong;
  for (let k = 1; k < way.seconds.length; k++) {
    const from = way.seconds[k - 1] ?? 0;
    const to = way.seconds[k] ?? 0;
    const step = to - from;
    if (step <= 3 * tickSeconds) continue;
    const far = (way.along[k] ?? 0) - (way.along[k - 1] ?? 0) > farthest;
    if (step > longest || far) gaps.push({ from, to });
  }
  return gaps;
}
