/**
 * Where a trail comes back to itself: for each point the last one before it that lies within 20 m, was passed in about
 * the same direction and at least 300 m of way earlier. Points are kept in square cells of 20 m, the last few passes of
 * each; a point looks at nine cells, so the cost is linear. Also the last pass there the other way: a road driven
 * there and back has one nearly everywhere, a circuit only where straights lie side by side.
 */
import { at64 } from './columns.ts';
import { LONGEST_LOOP_METRES, type Trail } from './trail.ts';

/** Also how far two passes of one place may lie apart: a road with two carriageways, or fixes on a bad day. */
const CELL_METRES = 20;
export const SHORTEST_LOOP_METRES = 300;
const SAME_PASS_METRES = 60;
const SAME_DIRECTION = 0.5;
const PASSES_KEPT = 4;
/** A point on a loop that is too short, whose multiples are no laps either. */
const CIRCLING = -2;
const CELL_OFFSET = 2 ** 21;
const CELL_STRIDE = 2 ** 22;

export type Returns = {
  /** The point passed before, below 0 where there is none. */
  readonly before: Int32Array;
  /** Way of the loop back to that pass, metres; 0 where there is none. */
  readonly loopMetres: Float64Array;
  /** Way since the last pass the other way, metres; infinite where there is none. */
  readonly oppositeMetres: Float64Array;
};

/** The returns of each point of a trail. */
export function findReturns(trail: Trail): Returns {
  const { count } = trail;
  const returns: Returns = {
    before: new Int32Array(count).fill(-1),
    loopMetres: new Float64Array(count),
    oppositeMetres: new Float64Array(count).fill(Number.POSITIVE_INFINITY),
  };
  const cells = new Cells(trail);
  for (let k = 0; k < count; k++) {
    if (at64(trail.east, k) === 0 && at64(trail.north, k) === 0) continue;
    cells.look(k, returns);
    cells.add(k);
  }
  return returns;
}

class Cells {
  readonly #trail: Trail;
  readonly #slots = new Map<number, number>();
  readonly #passes: Int32Array;

  constructor(trail: Trail) {
    this.#trail = trail;
    this.#passes = new Int32Array(PASSES_KEPT * trail.count).fill(-1);
  }

  add(k: number): void {
    const key = this.#keyOf(k, 0, 0);
    const slot = this.#slots.get(key) ?? this.#slots.size;
    this.#slots.set(key, slot);
    const from = slot * PASSES_KEPT;
    const newest = this.#passes[from] ?? -1;
    const { wayMetres } = this.#trail;
    const since = at64(wayMetres, k) - at64(wayMetres, newest);
    if (since < SAME_PASS_METRES && this.#turn(k, newest) > SAME_DIRECTION) return;
    this.#passes.copyWithin(from + 1, from, from + PASSES_KEPT - 1);
    this.#passes[from] = k;
  }

  look(k: number, returns: Returns): void {
    for (let dx = -1; dx <= 1; dx++) {
      for (let dy = -1; dy <= 1; dy++) {
        const slot = this.#slots.get(this.#keyOf(k, dx, dy));
        if (slot === undefined) continue;
        const from = slot * PASSES_KEPT;
        for (let i = from; i < from + PASSES_KEPT; i++) {
          const other = this.#passes[i] ?? -1;
          if (other < 0) break;
          this.#compare(k, other, returns);
        }
      }
    }
  }

  #compare(k: number, other: number, { before, loopMetres, oppositeMetres }: Returns): void {
    const { wayMetres } = this.#trail;
    const way = at64(wayMetres, k) - at64(wayMetres, other);
    if (this.#distance(k, other) > CELL_METRES || way > LONGEST_LOOP_METRES) return;
    const turn = this.#turn(k, other);
    if (turn < -SAME_DIRECTION) oppositeMetres[k] = Math.min(at64(oppositeMetres, k), way);
    if (turn < SAME_DIRECTION || way < SAME_PASS_METRES || before[k] === CIRCLING) return;
    if (way < SHORTEST_LOOP_METRES) {
      before[k] = CIRCLING;
      loopMetres[k] = 0;
    } else if (this.#isBetter(k, other, before[k] ?? -1)) {
      before[k] = other;
      loopMetres[k] = way - this.#along(k, other);
    }
  }

  /** Of several passes the last one is the pass before; of several points of one pass the nearest tells the loop best. */
  #isBetter(k: number, other: number, known: number): boolean {
    if (known < 0) return true;
    const { wayMetres } = this.#trail;
    const later = at64(wayMetres, other) - at64(wayMetres, known);
    if (Math.abs(later) > SAME_PASS_METRES) return later > 0;
    return this.#distance(k, other) < this.#distance(k, known);
  }

  #distance(a: number, b: number): number {
    const { xMetres, yMetres } = this.#trail;
    return Math.hypot(at64(xMetres, a) - at64(xMetres, b), at64(yMetres, a) - at64(yMetres, b));
  }

  /** How far point `k` lies ahead of an earlier one, in the direction of that one. */
  #along(k: number, other: number): number {
    const { xMetres, yMetres, east, north } = this.#trail;
    const dx = at64(xMetres, k) - at64(xMetres, other);
    const dy = at64(yMetres, k) - at64(yMetres, other);
    return dx * at64(east, other) + dy * at64(north, other);
  }

  #turn(a: number, b: number): number {
    const { east, north } = this.#trail;
    return at64(east, a) * at64(east, b) + at64(north, a) * at64(north, b);
  }

  #keyOf(k: number, dx: number, dy: number): number {
    const x = Math.floor(at64(this.#trail.xMetres, k) / CELL_METRES) + dx + CELL_OFFSET;
    const y = Math.floor(at64(this.#trail.yMetres, k) / CELL_METRES) + dy + CELL_OFFSET;
    return x * CELL_STRIDE + y;
  }
}
