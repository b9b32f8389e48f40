/** A part of an axis. */
export type AxisRange = { readonly from: number; readonly to: number };

const LEAST_SHARE = 1 / 500;

/** The range moved back inside `full`, keeping its width where that fits. */
export function clampRange({ from, to }: AxisRange, full: AxisRange): AxisRange {
  const most = full.to - full.from;
  const width = Math.min(most, Math.max(to - from, most * LEAST_SHARE));
  const start = Math.min(Math.max(from, full.from), full.to - width);
  return { from: start, to: start + width };
}

/** Zooms by `factor` (above 1 is nearer) so that what is at `centre` stays there. */
export function zoomRange(
  range: AxisRange,
  full: AxisRange,
  centre: number,
  factor: number,
): AxisRange {
  const width = (range.to - range.from) / factor;
  const least = (full.to - full.from) * LEAST_SHARE;
  const next = Math.max(width, least);
  const share = (centre - range.from) / (range.to - range.from);
  const from = centre - share * next;
  return clampRange({ from, to: from + next }, full);
}

export function panRange(range: AxisRange, full: AxisRange, by: number): AxisRange {
  return clampRange({ from: range.from + by, to: range.to + by }, full);
}

/** Whether all of the axis is in view. */
export function isWhole(range: AxisRange, full: AxisRange): boolean {
  const slack = (full.to - full.from) * 1e-6;
  return range.from <= full.from + slack && range.to >= full.to - slack;
}

/** About `count` round values between two ends, inside them. */
export function roundTicks(from: number, to: number, count: number): number[] {
  const raw = (to - from) / Math.max(1, count);
  if (!(raw > 0) || !Number.isFinite(raw)) return [];
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 2.5, 5, 10].find((one) => one * power >= raw * 0.999) ?? 10) * power;
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => {
    const tick = (first + i) * step;
    return Math.abs(tick) < step * 1e-9 ? 0 : Number(tick.toPrecision(12));
  });
}

/** Index of the grid point nearest to `x`; the grid is uniform and rising. */
export function nearestIndex(grid: ArrayLike<number>, x: number): number {
  const last = grid.length - 1;
  const first = grid[0] ?? 0;
  const step = ((grid[last] ?? 0) - first) / Math.max(1, last);
  if (!(step > 0)) return 0;
  return Math.min(last, Math.max(0, Math.round((x - first) / step)));
}

/** Least and greatest finite value; null without one. */
export function extent(values: ArrayLike<number>): AxisRange | null {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (value < from) from = value;
    if (value > to) to = value;
  }
  return from <= to && Number.isFinite(from) && Number.isFinite(to) ? { from, to } : null;
}
