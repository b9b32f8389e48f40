/**
 * Samples on a common grid of event time: grid point k lies at k / rate seconds of the session, and its value is the last
 * sample at or before it (a microsecond of tolerance, the resolution of the wire). The same rule makes history and live
 * rows, so that they meet without a gap or a double. A value is not carried over a hole of its channel (`holdSeconds`).
 */
import type { Column, ColumnType } from '@outlap/protocol';

export const TOLERANCE_SECONDS = 1e-6;
const SHORTEST_HOLD_SECONDS = 2;
const HELD_SAMPLES = 3;
/** Channels without a rate are polled: the slow ones once a minute. */
const POLLED_HOLD_SECONDS = 90;

/** How the values of a channel are kept on a grid, where any of them may be missing. */
export type GridType = 'f32' | 'f64' | 'text';
export type Rows = { readonly seconds: Float64Array; readonly columns: readonly Column[] };
export type GridColumn = Float32Array | Float64Array | (string | null)[];

const WIDE: ReadonlySet<ColumnType> = new Set(['f64', 'i32', 'u32']);

export function toGridType(type: ColumnType): GridType {
  if (type === 'text') return 'text';
  return WIDE.has(type) ? 'f64' : 'f32';
}

export function emptyColumn(type: GridType, count: number): GridColumn {
  if (type === 'text') return new Array<string | null>(count).fill(null);
  return (type === 'f64' ? new Float64Array(count) : new Float32Array(count)).fill(Number.NaN);
}

/** How long a value stands for what comes after it. */
export function holdSeconds(rateHz: number | null): number {
  return rateHz === null
    ? POLLED_HOLD_SECONDS
    : Math.max(SHORTEST_HOLD_SECONDS, HELD_SAMPLES / rateHz);
}

/** Number of the first grid point at or behind a moment, and of the last one at or before it. */
export function firstPoint(seconds: number, rateHz: number): number {
  return Math.ceil((seconds - TOLERANCE_SECONDS) * rateHz);
}
export function lastPoint(seconds: number, rateHz: number): number {
  return Math.floor((seconds + TOLERANCE_SECONDS) * rateHz);
}

export function secondsOfPoints(first: number, count: number, rateHz: number): Float64Array {
  return Float64Array.from({ length: Math.max(0, count) }, (_, i) => (first + i) / rateHz);
}

type Values = ArrayLike<number | bigint | string | null>;

/** Collects the samples of one channel, in any order and also twice, and lays them on a grid. */
export class GridChannel {
  readonly #first: number;
  readonly #rateHz: number;
  readonly #times: Float64Array;
  readonly #numbers: Float64Array;
  #texts: (string | null)[] | undefined;
  #type: GridType | undefined;

  constructor(first: number, count: number, rateHz: number) {
    this.#first = first;
    this.#rateHz = rateHz;
    this.#times = new Float64Array(count).fill(-Infinity);
    this.#numbers = new Float64Array(count);
  }

  /** Takes samples; those before the grid are what its first points hold. */
  add(type: GridType, timeAt: (i: number) => number, values: Values): void {
    this.#widen(type);
    for (let i = 0; i < values.length; i++) {
      const time = timeAt(i);
      const point = Math.max(0, firstPoint(time, this.#rateHz) - this.#first);
      if (!(time >= (this.#times[point] ?? Infinity))) continue;
      this.#times[point] = time;
      const value = values[i];
      if (this.#texts) this.#texts[point] = value == null ? null : String(value);
      else this.#numbers[point] = Number(value);
    }
  }

  toColumn(hold: number, otherwise: GridType): GridColumn {
    const column = emptyColumn(this.#type ?? otherwise, this.#times.length);
    let from = -1;
    for (let i = 0; i < column.length; i++) {
      if ((this.#times[i] ?? -Infinity) > -Infinity) from = i;
      const age = (this.#first + i) / this.#rateHz - (this.#times[from] ?? -Infinity);
      if (!(age <= hold)) continue;
      if (Array.isArray(column)) column[i] = this.#texts?.[from] ?? null;
      else column[i] = this.#numbers[from] ?? Number.NaN;
    }
    return column;
  }

  #widen(type: GridType): void {
    if (type === 'text' && !this.#texts)
      this.#texts = Array.from(this.#times, (time, i) =>
        time > -Infinity ? String(this.#numbers[i]) : null,
      );
    if (this.#type === undefined || type === 'text' || this.#type === 'f32') this.#type = type;
  }
}
