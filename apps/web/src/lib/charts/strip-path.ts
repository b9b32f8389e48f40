/** Samples that can be drawn as they come: rising moments, values by column. */
export type StripSamples = {
  readonly count: number;
  readonly timeAt: (index: number) => number;
  readonly valueAt: (column: number, index: number) => number;
};

/** One trace: its column, where it is drawn and what its height spans, in stored units. */
export type StripRow = {
  readonly column: number;
  readonly top: number;
  readonly height: number;
  readonly from: number;
  readonly to: number;
  readonly step: boolean;
  readonly colour: string;
  /** Two values further apart than this are not joined. */
  readonly gapSeconds: number;
};

/** Without any sample for so long, nothing is joined: the link was gone. */
const SILENT_SECONDS = 3;
const MOST_BACK = 900;
/** Samples nearer to each other than this share a column of pixels. */
const LEAST_PIXELS = 0.5;

/** What a path is drawn into; a canvas' context is one. */
export type PathPen = {
  moveTo: (x: number, y: number) => void;
  lineTo: (x: number, y: number) => void;
};

/** Moments to pixels of a tile. */
export type StripScale = { readonly startSeconds: number; readonly pixelsPerSecond: number };

/** The end of the line so far: where it is, and the extremes that fell into its column of pixels. */
class LineEnd {
  private readonly pen: PathPen;
  private readonly step: boolean;
  private isDrawn = false;
  private x: number;
  private y: number;
  private low: number;
  private high: number;

  constructor(pen: PathPen, step: boolean, x: number, y: number) {
    this.pen = pen;
    this.step = step;
    [this.x, this.y, this.low, this.high] = [x, y, y, y];
  }

  /** Goes on to a point, joined with the one before or not. */
  add(x: number, y: number, joined: boolean): void {
    if (joined && this.isDrawn && x - this.x < LEAST_PIXELS) {
      this.low = Math.min(this.low, y);
      this.high = Math.max(this.high, y);
      this.y = y;
      return;
    }
    this.flush();
    if (joined) this.lineTo(x, y);
    else this.pen.moveTo(x, y);
    this.isDrawn = true;
    [this.x, this.y, this.low, this.high] = [x, y, y, y];
  }

  /** Draws the extremes that were held back. */
  flush(): void {
    const { pen, x, y, low, high } = this;
    if (!this.isDrawn || low === high) return;
    if (low !== y) pen.lineTo(x, low);
    if (high !== y) pen.lineTo(x, high);
    pen.lineTo(x, y);
  }

  private lineTo(x: number, y: number): void {
    if (!this.isDrawn) this.pen.moveTo(this.x, this.y);
    if (this.step) this.pen.lineTo(x, this.y);
    this.pen.lineTo(x, y);
  }
}

/**
 * Adds a row's line from sample `first` to sample `last` to the path, joined with the value before. Several samples in
 * one column of pixels become its least and greatest value, so the cost goes with the width, not with the rate.
 */
export function traceRow(
  pen: PathPen,
  samples: StripSamples,
  row: StripRow,
  scale: StripScale,
  first: number,
  last: number,
): void {
  const { column, gapSeconds } = row;
  const perUnit = row.height / (row.to - row.from);
  const toY = (value: number) => row.top + row.height - (value - row.from) * perUnit;
  const toX = (seconds: number) => (seconds - scale.startSeconds) * scale.pixelsPerSecond;
  const before = findBefore(samples, column, first);
  // Seconds of the last value, and of the last sample whether it had a value or not.
  let valueAt = before === -1 ? Number.NaN : samples.timeAt(before);
  let sampleAt = valueAt;
  const line = new LineEnd(pen, row.step, toX(valueAt), toY(samples.valueAt(column, before)));
  for (let i = first; i <= last; i++) {
    const at = samples.timeAt(i);
    if (at - sampleAt > SILENT_SECONDS) valueAt = Number.NaN;
    sampleAt = at;
    const value = samples.valueAt(column, i);
    if (!Number.isFinite(value)) continue;
    line.add(toX(at), toY(value), at - valueAt <= gapSeconds);
    valueAt = at;
  }
  line.flush();
}

function findBefore(samples: StripSamples, column: number, index: number): number {
  for (let i = index - 1; i >= 0 && i > index - MOST_BACK; i--)
    if (Number.isFinite(samples.valueAt(column, i))) return i;
  return -1;
}
