import { isAbsent, isBigInteger, parseNumber } from './parse-number.ts';
import { rangeText } from './tokenize.ts';

/** How the cells of a column are read. A `clock` column's cells go through the function, text → number. */
export type ColumnKind = 'number' | 'text' | ((cell: string) => number);

/**
 * The cells of one column that hold a value. Only they take room: a column that is mostly blank stays small, whatever
 * the number of rows. `rows` is null while each row up to `count` has a value.
 */
export type ColumnCells = {
  readonly kind: ColumnKind;
  count: number;
  /** Cells seen, blank ones too: tells a column that the rows carry from one that only the header has. */
  present: number;
  rows: Int32Array | null;
  numbers: Float64Array;
  texts: string[];
  /** Cells that were no number although the column is one. */
  misfits: number;
  /** Whole numbers beyond 2^53: the column is read again as text. */
  bigIntegers: number;
  /** The last text cell as bytes: a column that says the same again need not be decoded again. */
  lastBytes: Uint8Array;
};

const NO_NUMBERS = new Float64Array(0);
const NO_BYTES = new Uint8Array(0);
const INTERNED_AT_MOST = 4096;
const REMEMBERED_BYTES = 512;

export function newColumn(kind: ColumnKind): ColumnCells {
  const numbers = kind === 'text' ? NO_NUMBERS : new Float64Array(16);
  return {
    kind,
    count: 0,
    present: 0,
    rows: null,
    numbers,
    texts: [],
    misfits: 0,
    bigIntegers: 0,
    lastBytes: NO_BYTES,
  };
}

/** Reads one cell of `row` into its column; rows must rise. */
export function addCell(
  column: ColumnCells,
  row: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  decimalComma: boolean,
  interned: Map<string, string>,
): void {
  column.present++;
  if (end <= start) return;
  const { kind } = column;
  if (kind === 'text') {
    addText(column, row, bytes, start, end, interned);
    return;
  }
  const value =
    kind === 'number'
      ? parseNumber(bytes, start, end, decimalComma)
      : kind(rangeText(bytes, start, end));
  if (!Number.isFinite(value)) {
    if (!isAbsent(rangeText(bytes, start, end))) column.misfits++;
    return;
  }
  if (kind === 'number' && Math.abs(value) > Number.MAX_SAFE_INTEGER) {
    if (isBigInteger(rangeText(bytes, start, end))) column.bigIntegers++;
  }
  note(column, row);
  if (column.count === column.numbers.length) column.numbers = grownNumbers(column.numbers);
  column.numbers[column.count++] = value;
}

function addText(
  column: ColumnCells,
  row: number,
  bytes: Uint8Array,
  start: number,
  end: number,
  interned: Map<string, string>,
): void {
  let text = column.texts.at(-1);
  if (text === undefined || !isSame(column.lastBytes, bytes, start, end)) {
    text = rangeText(bytes, start, end);
    if (isAbsent(text)) return;
    text = intern(text, interned);
    column.lastBytes = bytes.slice(start, Math.min(end, start + REMEMBERED_BYTES));
  }
  note(column, row);
  column.texts.push(text);
  column.count++;
}

function isSame(last: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
  if (last.length !== end - start || end - start >= REMEMBERED_BYTES) return false;
  for (let i = last.length - 1; i >= 0; i--) if (last[i] !== bytes[start + i]) return false;
  return true;
}

/** From the first gap on, the rows of the values are kept as well. */
function note(column: ColumnCells, row: number): void {
  const { count } = column;
  if (column.rows === null) {
    if (row === count) return;
    column.rows = new Int32Array(Math.max(16, count * 2));
    for (let i = 0; i < count; i++) column.rows[i] = i;
  } else if (count === column.rows.length) {
    const larger = new Int32Array(count * 2);
    larger.set(column.rows);
    column.rows = larger;
  }
  column.rows[count] = row;
}

function grownNumbers(numbers: Float64Array): Float64Array {
  const larger = new Float64Array(Math.max(16, numbers.length * 2));
  larger.set(numbers);
  return larger;
}

function intern(text: string, interned: Map<string, string>): string {
  const known = interned.get(text);
  if (known !== undefined) return known;
  if (interned.size < INTERNED_AT_MOST) interned.set(text, text);
  return text;
}
