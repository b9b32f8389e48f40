import { emptyColumn, type GridColumn, type GridType, type Rows } from '../live/samples/verbs.ts';

const LEAST_CAPACITY = 64;

/** The last rows of a topic, oldest first, for those who join. Bounded by the seconds it keeps. */
export class RecentRows {
  readonly #types: readonly GridType[];
  #keepSeconds = 0;
  #seconds = new Float64Array(LEAST_CAPACITY);
  #columns: GridColumn[];
  #start = 0;
  #end = 0;
  #isTrimmed = false;

  constructor(types: readonly GridType[]) {
    this.#types = types;
    this.#columns = types.map((type) => emptyColumn(type, LEAST_CAPACITY));
  }

  get first(): number {
    return this.#end > this.#start ? (this.#seconds[this.#start] ?? Infinity) : Infinity;
  }
  get last(): number {
    return this.#end > this.#start ? (this.#seconds[this.#end - 1] ?? -Infinity) : -Infinity;
  }

  /** Whether rows had to go to keep the bound. */
  get isTrimmed(): boolean {
    return this.#isTrimmed;
  }

  /** Keeps at least so many seconds from now on. */
  keep(seconds: number): void {
    this.#keepSeconds = Math.max(this.#keepSeconds, seconds);
  }

  append(rows: Rows): void {
    this.#makeRoom(rows.seconds.length);
    this.#seconds.set(rows.seconds, this.#end);
    this.#columns.forEach((column, c) => copy(rows.columns[c] ?? [], column, this.#end));
    this.#end += rows.seconds.length;
    const oldest = this.last - this.#keepSeconds;
    while (this.#start < this.#end && (this.#seconds[this.#start] ?? Infinity) < oldest) {
      this.#start++;
      this.#isTrimmed = true;
    }
  }

  /** Puts what was read before its first row. */
  prepend(rows: Rows): void {
    const count = countBelow(rows.seconds, rows.seconds.length, this.first);
    const own = this.after(-Infinity, Infinity);
    this.clear();
    this.append(slice(rows, 0, count));
    this.append(own);
  }

  clear(): void {
    this.#start = this.#end = 0;
    this.#isTrimmed = false;
  }

  /** Copies of at most `most` rows behind a second. */
  after(seconds: number, most: number): Rows {
    const held: Rows = {
      seconds: this.#seconds.subarray(this.#start, this.#end),
      columns: this.#columns.map((column) =>
        Array.isArray(column)
          ? column.slice(this.#start, this.#end)
          : column.subarray(this.#start, this.#end),
      ),
    };
    const from = countBelow(held.seconds, held.seconds.length, seconds, true);
    return slice(held, from, Math.min(held.seconds.length, from + most));
  }

  #makeRoom(more: number): void {
    const count = this.#end - this.#start;
    if (this.#end + more <= this.#seconds.length) return;
    const room = Math.max(LEAST_CAPACITY, 2 * (count + more));
    const seconds = new Float64Array(room);
    seconds.set(this.#seconds.subarray(this.#start, this.#end));
    this.#columns = this.#types.map((type, c) => {
      const column = emptyColumn(type, room);
      const old = this.#columns[c] ?? [];
      copy(old.slice(this.#start, this.#end), column, 0);
      return column;
    });
    this.#seconds = seconds;
    this.#start = 0;
    this.#end = count;
  }
}

function slice({ seconds, columns }: Rows, from: number, to: number): Rows {
  return {
    seconds: seconds.slice(from, to),
    columns: columns.map((column) => column.slice(from, to)),
  };
}

function copy(from: ArrayLike<number | string | null>, to: GridColumn, at: number): void {
  if (Array.isArray(to))
    for (let i = 0; i < from.length; i++) to[at + i] = (from[i] ?? null) as string | null;
  else to.set(from as ArrayLike<number>, at);
}

/** How many of the rising seconds lie before a moment, or, with `andAt`, not behind it. */
function countBelow(seconds: Float64Array, length: number, moment: number, andAt = false): number {
  let [low, high] = [0, length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const one = seconds[middle] ?? 0;
    if (one < moment || (andAt && one === moment)) low = middle + 1;
    else high = middle;
  }
  return low;
}
