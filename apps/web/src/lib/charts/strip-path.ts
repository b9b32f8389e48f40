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

/** What a path is drawn into; a canvas' context is one. */
export type PathPen = {
  moveTo: (x: number, y: number) => void;
  lineTo: (x: number, y: number) => void;
};

/** Moments to pixels of a tile. */
export type StripScale = { readonly startSeconds: number; readonly pixelsPerSecond: number };

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
  const { startSeconds, pixelsPerSecond } = scale;
  const { column, top, height, from, to, step, gapSeconds } = row;
  const toY = (value: number) => top + height - ((value - from) / (to - from)) * height;
  const before = findBefore(samples, column, first);
  let time = before === -1 ? Number.NaN : samples.timeAt(before);
  let y = before === -1 ? Number.NaN : toY(samples.valueAt(column, before));
  let x = (time - startSeconds) * pixelsPerSecond;
  let moment = time;
  let [low, high] = [y, y];
  let isDrawn = false;
  const flush = () => {
    if (low !== y) pen.lineTo(x, low);
    if (high !== y) pen.lineTo(x, high);
    if (low !== high) pen.lineTo(x, y);
  };
  for (let i = first; i <= last; i++) {
    const at = samples.timeAt(i);
    const silent = at - moment > SILENT_SECONDS;
    moment = at;
    const value = samples.valueAt(column, i);
    if (silent) time = Number.NaN;
    if (!Number.isFinite(value)) continue;
    const nextX = (at - startSeconds) * pixelsPerSecond;
    const nextY = toY(value);
    const joined = at - time <= gapSeconds;
    if (joined && nextX - x < 0.5 && isDrawn) {
      low = Math.min(low, nextY);
      high = Math.max(high, nextY);
      [time, y] = [at, nextY];
      continue;
    }
    if (isDrawn) flush();
    if (!joined) pen.moveTo(nextX, nextY);
    else {
      if (!isDrawn) pen.moveTo(x, y);
      if (step) pen.lineTo(nextX, y);
      pen.lineTo(nextX, nextY);
    }
    isDrawn = true;
    [time, x, y, low, high] = [at, nextX, nextY, nextY, nextY];
  }
  if (isDrawn) flush();
}

function findBefore(samples: StripSamples, column: number, index: number): number {
  for (let i = index - 1; i >= 0 && i > index - MOST_BACK; i--)
    if (Number.isFinite(samples.valueAt(column, i))) return i;
  return -1;
}
