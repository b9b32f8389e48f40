/**
 * A path at equal steps of way: points every 10 m along the chords between fixes, so that a car that stands adds none and
 * a receiver of any rate gives the same. A hop that cannot have been driven, or 500 m without a fix, breaks the trail: the
 * way jumps there by more than any lap. The direction of a point is that of the chord from 20 m before to 20 m after it.
 */
import { at64 } from './columns.ts';
import type { Fixes } from './fixes.ts';

export const STEP_METRES = 10;
/** No lap is longer; also the jump of the way at a break. */
export const LONGEST_LOOP_METRES = 100_000;
const FARTHEST_FIX_METRES = 500;
/** Two thousand kilometres: a longer drive is no day at a circuit. */
const LARGEST_POINTS = 200_000;
const CHORD_POINTS = 2;

/** Points of a path in order: place and way in metres, time in seconds, direction as a vector of length 1 (0/0 at breaks). */
export type Trail = {
  readonly count: number;
  readonly xMetres: Float64Array;
  readonly yMetres: Float64Array;
  readonly wayMetres: Float64Array;
  readonly seconds: Float64Array;
  readonly east: Float64Array;
  readonly north: Float64Array;
};

/** The trail of a path, or undefined where it is longer than a day at a circuit. */
export function toTrail(fixes: Fixes): Trail | undefined {
  const capacity = countPoints(fixes);
  if (capacity > LARGEST_POINTS) return undefined;
  const walker = new Walker(capacity);
  const cuts = new Set(fixes.cuts);
  for (let k = 0; k < fixes.seconds.length; k++) {
    const isBreak = k === 0 || cuts.has(k);
    walker.goTo(at64(fixes.xMetres, k), at64(fixes.yMetres, k), at64(fixes.seconds, k), isBreak);
  }
  return withDirections(walker);
}

/** At most so many points: a chord between kept points is no longer than the path. */
function countPoints({ xMetres, yMetres }: Fixes): number {
  let points = 2;
  let x = at64(xMetres, 0);
  let y = at64(yMetres, 0);
  for (let k = 1; k < xMetres.length; k++) {
    const step = Math.hypot(at64(xMetres, k) - x, at64(yMetres, k) - y);
    if (step < STEP_METRES) continue;
    points += step > FARTHEST_FIX_METRES ? 1 : step / STEP_METRES + 1;
    x = at64(xMetres, k);
    y = at64(yMetres, k);
  }
  return Math.ceil(points);
}

class Walker {
  readonly xMetres: Float64Array;
  readonly yMetres: Float64Array;
  readonly wayMetres: Float64Array;
  readonly seconds: Float64Array;
  count = 0;

  constructor(capacity: number) {
    this.xMetres = new Float64Array(2 * capacity);
    this.yMetres = new Float64Array(2 * capacity);
    this.wayMetres = new Float64Array(2 * capacity);
    this.seconds = new Float64Array(2 * capacity);
  }

  goTo(x: number, y: number, seconds: number, isBreak: boolean): void {
    const last = this.count - 1;
    const x0 = at64(this.xMetres, last);
    const y0 = at64(this.yMetres, last);
    const t0 = at64(this.seconds, last);
    const way = last < 0 ? 0 : at64(this.wayMetres, last);
    const far = Math.hypot(x - x0, y - y0);
    if (isBreak || far > FARTHEST_FIX_METRES) {
      this.#add(x, y, seconds, way + 2 * LONGEST_LOOP_METRES);
      return;
    }
    for (let along = STEP_METRES; along <= far; along += STEP_METRES) {
      const ratio = along / far;
      this.#add(
        x0 + (x - x0) * ratio,
        y0 + (y - y0) * ratio,
        t0 + (seconds - t0) * ratio,
        way + along,
      );
    }
  }

  #add(x: number, y: number, seconds: number, way: number): void {
    // Jitter between two steps may emit more points than its chords counted.
    if (this.count >= this.seconds.length) return;
    const k = this.count++;
    this.xMetres[k] = x;
    this.yMetres[k] = y;
    this.seconds[k] = seconds;
    this.wayMetres[k] = way;
  }
}

function withDirections(walker: Walker): Trail {
  const { count } = walker;
  const xMetres = walker.xMetres.subarray(0, count);
  const yMetres = walker.yMetres.subarray(0, count);
  const wayMetres = walker.wayMetres.subarray(0, count);
  const seconds = walker.seconds.subarray(0, count);
  const east = new Float64Array(count);
  const north = new Float64Array(count);
  for (let k = CHORD_POINTS; k < count - CHORD_POINTS; k++) {
    const [a, b] = [k - CHORD_POINTS, k + CHORD_POINTS];
    if (at64(wayMetres, b) - at64(wayMetres, a) > LONGEST_LOOP_METRES) continue;
    const dx = at64(xMetres, b) - at64(xMetres, a);
    const dy = at64(yMetres, b) - at64(yMetres, a);
    const length = Math.hypot(dx, dy);
    if (length === 0) continue;
    east[k] = dx / length;
    north[k] = dy / length;
  }
  return { count, xMetres, yMetres, wayMetres, seconds, east, north };
}
