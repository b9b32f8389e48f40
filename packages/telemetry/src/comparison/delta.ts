/**
 * delta(d) = lap time of the lap at d − lap time of the reference at d, on a uniform grid; positive is slower.
 * Elapsed times come from the native samples of both axes; projected positions are smoothed by a zero-lag exponential
 * mean (forward and backward, weight 0.3 of the history at 5 m). A last linear correction makes the value at the line
 * the difference of the lap times exactly. Every step is odd in the two laps: swapping negates, a lap against itself is 0.
 */
import { elapsedAtDistances } from '../distance/axis.ts';
import type { DistanceAxis, Stretch } from '../distance/axis.ts';
import { at, interpolate } from '../distance/interpolation.ts';

const HISTORY_WEIGHT = 0.3;
const HISTORY_METRES = 5;

/** Time over distance against a reference; `metres` from 0 to the length, `seconds` 0 at the start. */
export type Delta = { readonly metres: Float64Array; readonly seconds: Float64Array };

/** Delta of two axes of one layout on a grid from 0 to the length; finite everywhere. */
export function deltaOf(reference: DistanceAxis, lap: DistanceAxis, metres: Float64Array): Delta {
  const seconds = elapsedAtDistances(lap, metres);
  const other = elapsedAtDistances(reference, metres);
  for (let i = 0; i < seconds.length; i++) seconds[i] = at(seconds, i) - at(other, i);
  if (lap.method === 'position') smooth(seconds, metres);
  pin(seconds, metres, lap.timeSeconds - reference.timeSeconds);
  return { metres, seconds };
}

function smooth(values: Float64Array, metres: Float64Array): void {
  const weight = HISTORY_WEIGHT ** ((at(metres, 1) - at(metres, 0)) / HISTORY_METRES);
  for (let i = 1; i < values.length; i++)
    values[i] = weight * at(values, i - 1) + (1 - weight) * at(values, i);
  for (let i = values.length - 2; i >= 0; i--)
    values[i] = weight * at(values, i + 1) + (1 - weight) * at(values, i);
}

function pin(values: Float64Array, metres: Float64Array, gap: number): void {
  const last = values.length - 1;
  const start = at(values, 0);
  const rest = gap - at(values, last) + start;
  const length = at(metres, last);
  for (let i = 0; i < last; i++)
    values[i] = at(values, i) - start + (rest * at(metres, i)) / length;
  values[0] = 0;
  values[last] = gap;
}

/** Time lost between two distances, seconds. */
export function lossBetween(delta: Delta, fromMetres: number, toMetres: number): number {
  return deltaAt(delta, toMetres) - deltaAt(delta, fromMetres);
}

function deltaAt({ metres, seconds }: Delta, target: number): number {
  return interpolate(metres, seconds, target);
}

/** Losses of `count` equal parts of the lap (1–500); they sum to the gap. */
export function miniSectorsOf(
  delta: Delta,
  count: number,
): { startMetres: number; endMetres: number; lossSeconds: number }[] {
  const parts = Math.min(500, Math.max(1, Math.round(count)));
  const length = at(delta.metres, delta.metres.length - 1);
  return Array.from({ length: parts }, (_, i) => {
    const startMetres = (i * length) / parts;
    const endMetres = ((i + 1) * length) / parts;
    return { startMetres, endMetres, lossSeconds: lossBetween(delta, startMetres, endMetres) };
  });
}

/** Gaps of several laps as one list, rising and without overlap. */
export function mergeGaps(gaps: readonly Stretch[]): Stretch[] {
  const merged: Stretch[] = [];
  for (const gap of [...gaps].sort((a, b) => a.startMetres - b.startMetres)) {
    const last = merged.at(-1);
    if (last && gap.startMetres <= last.endMetres) {
      const endMetres = Math.max(last.endMetres, gap.endMetres);
      merged[merged.length - 1] = { startMetres: last.startMetres, endMetres };
    } else merged.push(gap);
  }
  return merged;
}
