/**
 * Corners from curvature over distance. A region opens at 0.0030 rad/m and lives while the curvature stays above 0.0022
 * (0.0020 and 0.0013 on a line with jitter below 0.0001, up to twice as much on a noisy one); it ends after 40 m below,
 * and at once where the curvature turns strongly the other way, so an S is two corners. Arcs under 12° are dropped
 * before same-direction neighbours less than 90 m apart merge (a twentieth of the lap on courses under 1.8 km); 25°–300°
 * remain. An arc beyond 300° is a course that never straightens: its thresholds rise until it falls apart. The apex is the
 * curvature-weighted centroid, which is stable to some 25 m between laps where the point of least speed wanders.
 * On a closed lap the search starts on the longest straight, so a corner across the line stays one.
 */
import type { Corner } from './corner.ts';
import type { Curvature } from './curvature.ts';
import { jitterOf } from './curvature.ts';
import { at } from '../distance/interpolation.ts';

type Thresholds = { readonly enter: number; readonly stay: number };
type Arc = { readonly sign: number; readonly from: number; readonly to: number };

const ENDS_AFTER_METRES = 40;
const DROP_DEGREES = 12;
const MERGE_METRES = 90;
const MERGE_SHARE = 0.05;
const LEAST_DEGREES = 25;
const MOST_DEGREES = 300;
const TYPICAL_JITTER = 0.0004;
const QUIET_JITTER = 0.0001;

/** The corners of a curvature, numbered from the line on by their apexes, without names. */
export function cornersOfCurvature(curvature: Curvature): Corner[] {
  const { values, stepMetres, closed } = curvature;
  if (values.length < 16) return [];
  const thresholds = thresholdsFor(jitterOf(values));
  const start = closed ? straightestStart(values, thresholds.stay) : 0;
  const rolled = new Float64Array(values.length);
  for (let i = 0; i < rolled.length; i++) rolled[i] = at(values, (start + i) % values.length);
  const patience = Math.round(ENDS_AFTER_METRES / stepMetres);
  const whole = { from: 0, to: rolled.length - 1 };
  const arcs = findArcs(rolled, whole, thresholds, patience).flatMap((arc) =>
    fallApart(rolled, arc, thresholds, stepMetres),
  );
  const clear = arcs.filter((arc) => degreesOf(rolled, arc, stepMetres) >= DROP_DEGREES);
  const merged = merge(rolled, clear, stepMetres);
  return merged
    .filter((arc) => isCorner(degreesOf(rolled, arc, stepMetres)))
    .map((arc) => toCorner(rolled, arc, start, curvature))
    .sort((a, b) => a.apexMetres - b.apexMetres)
    .map((corner, i) => ({ ...corner, number: i + 1 }));
}

function isCorner(degrees: number): boolean {
  return degrees >= LEAST_DEGREES && degrees <= MOST_DEGREES;
}

function thresholdsFor(jitter: number): Thresholds {
  if (jitter < QUIET_JITTER) return { enter: 0.002, stay: 0.0013 };
  const scale = Math.min(2, Math.max(1, jitter / TYPICAL_JITTER));
  return { enter: 0.003 * scale, stay: 0.0022 * scale };
}

/** The middle of the longest run of points below `stay`, round the lap. */
function straightestStart(values: Float64Array, stay: number): number {
  const count = values.length;
  let best = { length: 0, end: 0 };
  let run = 0;
  for (let i = 0; i < 2 * count; i++) {
    run = Math.abs(at(values, i % count)) < stay ? Math.min(run + 1, count) : 0;
    if (run > best.length) best = { length: run, end: i };
  }
  if (best.length > 0) return (best.end - Math.floor(best.length / 2) + count) % count;
  let least = 0;
  for (let i = 1; i < count; i++)
    if (Math.abs(at(values, i)) < Math.abs(at(values, least))) least = i;
  return least;
}

function fallApart(
  values: Float64Array,
  arc: Arc,
  thresholds: Thresholds,
  stepMetres: number,
): Arc[] {
  let arcs = [arc];
  const tooWide = (one: Arc): boolean => degreesOf(values, one, stepMetres) > MOST_DEGREES;
  let { enter, stay } = thresholds;
  for (let k = 0; k < 12 && arcs.some(tooWide); k++) {
    enter *= 1.25;
    stay *= 1.25;
    arcs = findArcs(values, arc, { enter, stay }, 0);
  }
  return arcs;
}

function findArcs(
  values: Float64Array,
  range: Pick<Arc, 'from' | 'to'>,
  { enter, stay }: Thresholds,
  patience: number,
): Arc[] {
  const arcs: Arc[] = [];
  let i = range.from;
  let floor = range.from;
  while (i <= range.to) {
    if (Math.abs(at(values, i)) < enter) {
      i++;
      continue;
    }
    const sign = Math.sign(at(values, i));
    let from = i;
    while (from > floor && at(values, from - 1) * sign >= stay) from--;
    let to = i;
    for (let k = i + 1; k <= range.to && k - to <= patience + 1; k++) {
      const value = at(values, k) * sign;
      if (value <= -enter) break;
      if (value >= stay) to = k;
    }
    arcs.push({ sign, from, to });
    floor = to + 1;
    i = to + 1;
  }
  return arcs;
}

function degreesOf(values: Float64Array, arc: Arc, stepMetres: number): number {
  let angle = 0;
  for (let i = arc.from; i <= arc.to; i++) angle += at(values, i) * arc.sign;
  return (angle * stepMetres * 180) / Math.PI;
}

function merge(values: Float64Array, arcs: readonly Arc[], stepMetres: number): Arc[] {
  const merged: Arc[] = [];
  const apart = Math.min(MERGE_METRES, values.length * stepMetres * MERGE_SHARE);
  for (const arc of arcs) {
    const last = merged.at(-1);
    const joined = last && { sign: last.sign, from: last.from, to: arc.to };
    const near = last?.sign === arc.sign && (arc.from - last.to) * stepMetres < apart;
    if (joined && near && degreesOf(values, joined, stepMetres) <= MOST_DEGREES)
      merged[merged.length - 1] = joined;
    else merged.push(arc);
  }
  return merged;
}

function toCorner(values: Float64Array, arc: Arc, start: number, curvature: Curvature): Corner {
  const { stepMetres } = curvature;
  let weight = 0;
  let moment = 0;
  for (let i = arc.from; i <= arc.to; i++) {
    const value = Math.max(0, at(values, i) * arc.sign);
    weight += value;
    moment += value * i;
  }
  const lengthMetres = values.length * stepMetres;
  const toMetres = (index: number): number => ((start + index) * stepMetres) % lengthMetres;
  return {
    number: 0,
    name: null,
    direction: arc.sign > 0 ? 'left' : 'right',
    entryMetres: toMetres(arc.from),
    apexMetres: toMetres(moment / weight),
    exitMetres: toMetres(arc.to),
    angleDegrees: degreesOf(values, arc, stepMetres),
  };
}
