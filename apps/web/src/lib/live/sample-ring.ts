/** Samples of several channels at common moments, oldest first; index 0 is the oldest. */
export type Samples = {
  readonly count: number;
  readonly timeAt: (index: number) => number;
  readonly valueAt: (column: number, index: number) => number;
};

/** How a column is kept: `f64` for degrees of latitude and longitude, which need it. */
export type RingColumn = 'f32' | 'f64';

/** The newest samples of a subscription, of a bounded number. Never grows, never moves what it holds. */
export class SampleRing implements Samples {
  readonly capacity: number;
  private readonly seconds: Float64Array;
  private readonly columns: readonly (Float32Array | Float64Array)[];
  private start = 0;
  private size = 0;
  /** Counts every sample ever taken in, so that a reader sees that something came. */
  taken = 0;

  constructor(capacity: number, columns: readonly RingColumn[]) {
    this.capacity = capacity;
    this.seconds = new Float64Array(capacity);
    this.columns = columns.map((kind) =>
      kind === 'f64' ? new Float64Array(capacity) : new Float32Array(capacity),
    );
  }

  get count(): number {
    return this.size;
  }
  get first(): number {
    return this.size > 0 ? this.timeAt(0) : Number.NaN;
  }
  get last(): number {
    return this.size > 0 ? this.timeAt(this.size - 1) : Number.NaN;
  }

  /** Takes in what is newer than the newest sample; the rest is already there, as after a reconnect. */
  push(seconds: ArrayLike<number>, columns: readonly ArrayLike<unknown>[]): void {
    for (let i = 0; i < seconds.length; i++) {
      const at = seconds[i] ?? Number.NaN;
      if (!Number.isFinite(at) || at <= this.last) continue;
      const place = (this.start + this.size) % this.capacity;
      this.seconds[place] = at;
      for (let c = 0; c < this.columns.length; c++) {
        const column = this.columns[c];
        const value = columns[c]?.[i];
        if (column) column[place] = typeof value === 'number' ? value : Number.NaN;
      }
      if (this.size < this.capacity) this.size++;
      else this.start = (this.start + 1) % this.capacity;
      this.taken++;
    }
  }

  timeAt(index: number): number {
    return this.seconds[(this.start + index) % this.capacity] ?? Number.NaN;
  }

  valueAt(column: number, index: number): number {
    return this.columns[column]?.[(this.start + index) % this.capacity] ?? Number.NaN;
  }

  /** The newest value there is, at most `most` samples back: slow channels have none in most samples. */
  newest(column: number, most = 600): number {
    return newestBefore(this, column, this.size - 1, most);
  }
}

/** Samples that were asked for at once, such as a part of the drive that lies further back. */
export function toSamples(
  seconds: ArrayLike<number>,
  columns: readonly (ArrayLike<number | string | null> | undefined)[],
): Samples {
  return {
    count: seconds.length,
    timeAt: (index) => seconds[index] ?? Number.NaN,
    valueAt: (column, index) => {
      const value = columns[column]?.[index];
      return typeof value === 'number' ? value : Number.NaN;
    },
  };
}

/** Index of the first sample at or behind a moment; `count` when there is none. */
export function indexFrom(samples: Samples, seconds: number): number {
  let low = 0;
  let high = samples.count;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (samples.timeAt(middle) < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The value at or shortly before a moment; NaN when there is none within `most` samples. */
export function valueBefore(samples: Samples, column: number, seconds: number, most = 600): number {
  const next = indexFrom(samples, seconds);
  const index = samples.timeAt(next) === seconds ? next : next - 1;
  return newestBefore(samples, column, index, most);
}

function newestBefore(samples: Samples, column: number, from: number, most: number): number {
  for (let i = from; i >= 0 && i > from - most; i--) {
    const value = samples.valueAt(column, i);
    if (Number.isFinite(value)) return value;
  }
  return Number.NaN;
}
