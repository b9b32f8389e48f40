import type { Corner } from '../api.ts';
import { nearestIndex } from '../charts/axis-range.ts';
import type { CompareAnswer, ComparedLap } from '../analysis/messages.ts';

/** Index of the first value that is not below `wanted`; values never fall. */
export function firstAtLeast(values: ArrayLike<number>, wanted: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return Math.min(low, Math.max(0, values.length - 1));
}

/** Where on the axis a distance of the reference is. */
export function placeOfMetres(answer: CompareAnswer, metres: number): number {
  if (answer.x === 'distance') return metres;
  const distances = answer.laps[0]?.distanceMetres;
  return distances ? (answer.grid[firstAtLeast(distances, metres)] ?? 0) : 0;
}

/** The distance from the line at a place on the axis, on the reference. */
export function metresAtPlace(answer: CompareAnswer, x: number): number {
  if (answer.x === 'distance') return x;
  return answer.laps[0]?.distanceMetres?.[nearestIndex(answer.grid, x)] ?? 0;
}

/** Index on the grid where a lap is at the moment the reference is at `x`: the gap is seen as a distance. */
export function indexAtSameMoment(answer: CompareAnswer, lap: ComparedLap, x: number): number {
  const index = nearestIndex(answer.grid, x);
  if (answer.x === 'time') return index;
  const reference = answer.laps[0]?.elapsedSeconds;
  if (!reference || !lap.elapsedSeconds || lap === answer.laps[0]) return index;
  return firstAtLeast(lap.elapsedSeconds, reference[index] ?? 0);
}

/** Corners where their apex is on the axis. */
export function placeCorners(
  answer: CompareAnswer,
  corners: readonly Corner[],
): { corner: Corner; at: number }[] {
  return corners.map((corner) => ({ corner, at: placeOfMetres(answer, corner.apexMetres) }));
}
