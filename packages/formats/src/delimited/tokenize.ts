/**
 * Splits rows of delimited text into cells without making strings: a cell is a range of bytes. Rows end with LF, CR LF
 * or CR. A cell that begins with a quote runs to its closing quote (`""` stands for one), over line ends too; a quote that
 * is not closed within 64 KiB is an ordinary character, so one stray quote costs one cell and not the file. With the
 * blank as delimiter a run of blanks is one. Encodings that keep ASCII bytes (UTF-8, Windows-1252) pass as they are.
 */
import type { CsvMapping } from '../format.ts';

export type Delimiter = CsvMapping['delimiter'];

/** The cells of one row: byte ranges without their quotes. Reused from row to row. */
export type Cells = {
  starts: Int32Array;
  ends: Int32Array;
  count: number;
  /** Where the row ends, its line end not included; beyond it the next row begins at the returned position. */
  rowEnd: number;
};

/** Cells after this many in a row are left out. */
const MAX_COLUMNS = 16_384;
const MAX_QUOTED_BYTES = 65_536;
const [LF, CR, QUOTE, BLANK, TAB] = [10, 13, 34, 32, 9];

export function newCells(): Cells {
  return { starts: new Int32Array(64), ends: new Int32Array(64), count: 0, rowEnd: 0 };
}

/**
 * Reads the row at `position` into `cells` and returns where the next row begins, or −1 where `bytes` end before the
 * row does (never when `isLast`).
 */
export function tokenizeRow(
  bytes: Uint8Array,
  position: number,
  isLast: boolean,
  delimiter: Delimiter,
  cells: Cells,
): number {
  const separator = delimiter.charCodeAt(0);
  cells.count = 0;
  let at = position;
  for (;;) {
    const end = readCell(bytes, skipBlanks(bytes, at, separator), separator, isLast, cells);
    if (end === -1) return -1;
    if (end >= bytes.length) {
      cells.rowEnd = bytes.length;
      return isLast ? bytes.length : -1;
    }
    at = end + 1;
    if (bytes[end] === separator) continue;
    cells.rowEnd = end;
    if (separator === BLANK) dropLastEmpty(cells);
    return bytes[end] === CR ? afterCarriageReturn(bytes, at, isLast) : at;
  }
}

/** Reads the cell at `at` and returns where it ends, or −1 where its quote may close in bytes not yet read. */
function readCell(
  bytes: Uint8Array,
  at: number,
  separator: number,
  isLast: boolean,
  cells: Cells,
): number {
  if (bytes[at] === QUOTE) {
    const close = closingQuote(bytes, at + 1);
    if (close !== -1) {
      pushCell(cells, at + 1, close);
      return cellEnd(bytes, close + 1, separator);
    }
    if (!isLast && bytes.length - at < MAX_QUOTED_BYTES) return -1;
  }
  const end = cellEnd(bytes, at, separator);
  pushCell(cells, at, trimEnd(bytes, at, end));
  return end;
}

function afterCarriageReturn(bytes: Uint8Array, at: number, isLast: boolean): number {
  if (at >= bytes.length && !isLast) return -1;
  return bytes[at] === LF ? at + 1 : at;
}

function skipBlanks(bytes: Uint8Array, from: number, separator: number): number {
  let at = from;
  while (bytes[at] === BLANK || (bytes[at] === TAB && separator !== TAB)) at++;
  return at;
}

function cellEnd(bytes: Uint8Array, from: number, separator: number): number {
  const size = bytes.length;
  let at = from;
  while (at < size) {
    const byte = bytes[at];
    if (byte === separator || byte === LF || byte === CR) break;
    at++;
  }
  return at;
}

function trimEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && (bytes[at - 1] === BLANK || bytes[at - 1] === TAB)) at--;
  return at;
}

function closingQuote(bytes: Uint8Array, from: number): number {
  const limit = Math.min(bytes.length, from + MAX_QUOTED_BYTES);
  for (let at = from; at < limit; at++) {
    if (bytes[at] !== QUOTE) continue;
    if (bytes[at + 1] !== QUOTE) return at;
    at++;
  }
  return -1;
}

function pushCell(cells: Cells, start: number, end: number): void {
  const { count } = cells;
  if (count >= MAX_COLUMNS) return;
  if (count === cells.starts.length) {
    cells.starts = grown(cells.starts);
    cells.ends = grown(cells.ends);
  }
  cells.starts[count] = start;
  cells.ends[count] = end;
  cells.count = count + 1;
}

function grown(array: Int32Array): Int32Array {
  const larger = new Int32Array(array.length * 2);
  larger.set(array);
  return larger;
}

function dropLastEmpty(cells: Cells): void {
  const last = cells.count - 1;
  if (last > 0 && cells.starts[last] === cells.ends[last]) cells.count = last;
}

/** The text of cell `index`, `""` read as one quote; '' beyond the row's last cell. */
export function cellText(bytes: Uint8Array, cells: Cells, index: number): string {
  if (index >= cells.count) return '';
  return rangeText(bytes, cells.starts[index] ?? 0, cells.ends[index] ?? 0);
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const windows1252 = new TextDecoder('windows-1252');

/** The text of a range of bytes: UTF-8 where it is valid, else Windows-1252. */
export function rangeText(bytes: Uint8Array, start: number, end: number): string {
  if (end <= start) return '';
  let text: string;
  let ascii = end - start <= 64;
  for (let at = start; ascii && at < end; at++) ascii = (bytes[at] ?? 0) < 128;
  if (ascii) {
    text = String.fromCharCode(...bytes.subarray(start, end));
  } else {
    const range = bytes.subarray(start, end);
    try {
      text = utf8.decode(range);
    } catch {
      text = windows1252.decode(range);
    }
  }
  return text.includes('""') ? text.replaceAll('""', '"') : text;
}
