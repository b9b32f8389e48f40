import { type ChannelValues, type TimeBase, toSeconds } from '@outlap/telemetry';
import type { SourceChannel } from '../channels.ts';
import type { ColumnCells } from './column.ts';
import { nominalRate, type Timeline } from './timeline.ts';

export type ColumnTitle = Pick<SourceChannel, 'sourceName' | 'sourceUnit' | 'device'>;

/** What a blank cell means: a value that is missing on the grid of the rows, or no sample at all. */
export type BlankCells = 'missing' | 'no-sample';

/** One value a row, NaN where the column has none. */
export function denseNumbers(column: ColumnCells, rows: number): Float64Array {
  const { numbers, count } = column;
  if (column.rows === null && count === rows) return numbers.slice(0, count);
  const out = new Float64Array(rows).fill(Number.NaN);
  for (let i = 0; i < count; i++) out[column.rows?.[i] ?? i] = numbers[i] ?? Number.NaN;
  return out;
}

/**
 * Columns of a table as source channels. Full columns share the time base of the rows; a column with gaps gets stamps of
 * its own, shared with the columns that have the same gaps (`no-sample`, and columns that most rows do not even reach).
 */
export function toSourceChannels(
  columns: readonly ColumnCells[],
  titles: readonly ColumnTitle[],
  rows: number,
  timeline: Timeline,
  blank: BlankCells,
): SourceChannel[] {
  const grid: TimeBase = { kind: 'stamps', seconds: timeline.seconds };
  const gridRate = nominalRate(timeline.seconds);
  const newIndex = timeline.order && indexOf(timeline.order, rows);
  const sparseBases = new Map<string, { time: TimeBase; rateHz: number | null }[]>();
  return columns.map((column, i) => {
    const title = titles[i] ?? { sourceName: '', sourceUnit: '' };
    const isFull = column.count === rows;
    const isSparse = !isFull && (blank === 'no-sample' || column.present < rows / 4);
    if (!isSparse) {
      const values = onGrid(column, rows, timeline.order);
      return { ...title, rateHz: gridRate, time: grid, values };
    }
    const places = placesOf(column, newIndex);
    const stamps = Float64Array.from(places.rows, (row) => timeline.seconds[row] ?? 0);
    const base = shareBase(stamps, sparseBases);
    return { ...title, ...base, values: pick(column, places) };
  });
}

function indexOf(order: Int32Array, rows: number): Int32Array {
  const index = new Int32Array(rows).fill(-1);
  for (let i = 0; i < order.length; i++) index[order[i] ?? 0] = i;
  return index;
}

function onGrid(column: ColumnCells, rows: number, order: Int32Array | null): ChannelValues {
  if (column.kind === 'text') {
    const texts: (string | null)[] = new Array<string | null>(rows).fill(null);
    for (let i = 0; i < column.count; i++) texts[column.rows?.[i] ?? i] = column.texts[i] ?? null;
    return order ? Array.from(order, (row) => texts[row] ?? null) : texts;
  }
  const numbers = denseNumbers(column, rows);
  return order ? Float64Array.from(order, (row) => numbers[row] ?? Number.NaN) : numbers;
}

/** Rows of a column's values on the timeline, and which cell each one is; null where cells are in that order. */
type Places = { readonly rows: Int32Array; readonly cells: Int32Array | null };

function placesOf(column: ColumnCells, newIndex: Int32Array | null): Places {
  const { count } = column;
  const own = column.rows?.subarray(0, count) ?? Int32Array.from({ length: count }, (_, i) => i);
  if (!newIndex) return { rows: own, cells: null };
  const at = (cell: number): number => newIndex[own[cell] ?? -1] ?? -1;
  const cells = Int32Array.from({ length: count }, (_, i) => i).filter((cell) => at(cell) >= 0);
  cells.sort((a, b) => at(a) - at(b));
  return { rows: cells.map(at), cells };
}

function pick(column: ColumnCells, { rows, cells }: Places): ChannelValues {
  if (column.kind === 'text') {
    return Array.from(rows, (_, i) => column.texts[cells?.[i] ?? i] ?? null);
  }
  return Float64Array.from(rows, (_, i) => column.numbers[cells?.[i] ?? i] ?? Number.NaN);
}

type SparseBase = { time: TimeBase; rateHz: number | null };

function shareBase(seconds: Float64Array, known: Map<string, SparseBase[]>): SparseBase {
  const key = `${seconds.length}:${seconds[0]}:${seconds[seconds.length >> 1]}`;
  const alike = known.get(key) ?? [];
  for (const base of alike) {
    const others = toSeconds(base.time);
    if (seconds.every((stamp, i) => stamp === others[i])) return base;
  }
  const base: SparseBase = { time: { kind: 'stamps', seconds }, rateHz: nominalRate(seconds) };
  known.set(key, [...alike, base].slice(-8));
  return base;
}
