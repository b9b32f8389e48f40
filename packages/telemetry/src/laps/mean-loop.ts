/**
 * The shape of a circuit: the lap at whose points most loops closed, each point of it the mean of the passes there.
 */
import { at64 } from './columns.ts';
import { STEP_METRES, type Trail } from './trail.ts';

/** Passes that are averaged: enough to even out the receiver's noise. */
const LARGEST_PASSES = 20;

/** Points of one lap every 10 m: mean place in metres and mean direction (a vector of length 1). It closes on itself. */
export type MeanLoop = {
  readonly count: number;
  readonly xMetres: Float64Array;
  readonly yMetres: Float64Array;
  readonly east: Float64Array;
  readonly north: Float64Array;
};

/** The mean loop, by each point's earlier passes (−1: none) and the points at which loops closed. */
export function toMeanLoop(
  trail: Trail,
  before: Int32Array,
  closing: Int32Array,
  lapMetres: number,
): MeanLoop | undefined {
  const count = Math.round(lapMetres / STEP_METRES);
  const end = fullestEnd(closing, count);
  const from = end - count + 1;
  if (from < 0) return undefined;
  const isClosing = new Uint8Array(trail.count);
  for (const k of closing) isClosing[k] = 1;
  const loop = {
    count,
    xMetres: new Float64Array(count),
    yMetres: new Float64Array(count),
    east: new Float64Array(count),
    north: new Float64Array(count),
  };
  for (let i = 0; i < count; i++) {
    const sums = { x: 0, y: 0, east: 0, north: 0, passes: 0 };
    for (let k = from + i; k >= 0 && sums.passes < LARGEST_PASSES; k = before[k] ?? -1) {
      addPass(sums, trail, from + i, k);
      if (!isClosing[k]) break;
    }
    const length = Math.hypot(sums.east, sums.north) || 1;
    loop.xMetres[i] = sums.x / sums.passes;
    loop.yMetres[i] = sums.y / sums.passes;
    loop.east[i] = sums.east / length;
    loop.north[i] = sums.north / length;
  }
  return loop;
}

type Sums = { x: number; y: number; east: number; north: number; passes: number };

/** Adds the place of pass `k` beside point `i`: earlier passes lie some metres along the track from it. */
function addPass(sums: Sums, trail: Trail, i: number, k: number): void {
  const east = at64(trail.east, k);
  const north = at64(trail.north, k);
  const dx = at64(trail.xMetres, i) - at64(trail.xMetres, k);
  const dy = at64(trail.yMetres, i) - at64(trail.yMetres, k);
  const along = dx * east + dy * north;
  sums.x += at64(trail.xMetres, k) + along * east;
  sums.y += at64(trail.yMetres, k) + along * north;
  sums.east += east;
  sums.north += north;
  sums.passes++;
}

/** The last point of the lap that holds the most closing points, the latest of equals. */
function fullestEnd(closing: Int32Array, count: number): number {
  let best = -1;
  let most = 0;
  for (let first = 0, i = 0; i < closing.length; i++) {
    const end = closing[i] ?? 0;
    while ((closing[first] ?? 0) <= end - count) first++;
    if (i - first + 1 < most) continue;
    most = i - first + 1;
    best = end;
  }
  return best;
}
