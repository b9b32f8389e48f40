import type { DisplayUnit } from '../measures/display-unit.ts';
import { type AxisRange, extent } from './axis-range.ts';

/** One lap's line in a row; `colour` is a CSS colour, taken from the page's tokens. */
export type TraceSeries = {
  readonly id: string;
  readonly label: string;
  readonly values: Float64Array;
  readonly colour: string;
  readonly dashed: boolean;
  /** The lap in question: drawn last and a little wider. */
  readonly front: boolean;
};

/** One row of the stack: a channel, or the delta. */
export type TraceRow = {
  readonly key: string;
  readonly label: string;
  readonly display: DisplayUnit;
  readonly step: boolean;
  readonly kind: 'channel' | 'delta';
  readonly series: readonly TraceSeries[];
};

/** What the row's y-axis spans, in stored units: all samples and some room, pedals always 0 to 1. */
export function rangeOfRow({ series, kind, display }: TraceRow): AxisRange {
  const found = series.flatMap(({ values }) => extent(values) ?? []);
  if (found.length === 0) return { from: 0, to: 1 };
  let from = Math.min(...found.map((one) => one.from));
  let to = Math.max(...found.map((one) => one.to));
  if (display.unit === '%' && from >= 0 && to <= 1) [from, to] = [0, 1];
  if (kind === 'delta') [from, to] = [Math.min(from, -0.02), Math.max(to, 0.02)];
  const width = to - from;
  const room = width > 0 ? width * 0.08 : Math.max(Math.abs(from) * 0.1, 0.5);
  return { from: from - room, to: to + room };
}

/** Rows share the room there is, within what can still be read. */
export function defaultRowHeight(rows: number, room: number): number {
  return Math.round(Math.min(200, Math.max(104, room / Math.max(1, rows))));
}
