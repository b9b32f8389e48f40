/**
 * Reads the rows of a delimited file column by column, in pieces of 4 MiB, so that a file of any size needs room for
 * its values only. A column whose cells turn out not to be what its first rows promised (words among numbers, whole
 * numbers beyond 2^53) is read a second time as text. A last row that is shorter than the others and has no line end is
 * a cut one and is left out.
 */
import type { ByteSource } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { addCell, type ColumnCells, type ColumnKind, newColumn } from './column.ts';
import { type Cells, type Delimiter, newCells, tokenizeRow } from './tokenize.ts';

export type TableLayout = {
  readonly delimiter: Delimiter;
  readonly decimalComma: boolean;
  /** Byte offset of the first data row. */
  readonly offset: number;
  /** One kind a column; cells beyond are left out. */
  readonly kinds: readonly ColumnKind[];
  readonly onProgress?: ((fraction: number) => void) | undefined;
  /** Rows for which this is false are not data (a header that comes again, a closing tag) and are not counted. */
  readonly isData?: (bytes: Uint8Array, cells: Cells) => boolean;
};

export type Table = {
  readonly columns: readonly ColumnCells[];
  readonly rows: number;
  /** Whether the file ended in the middle of a row, which is then not among `rows`. */
  readonly isCut: boolean;
};

const PIECE_BYTES = 4 * 1024 * 1024;
const MAX_ROW_BYTES = 2 * PIECE_BYTES;

/** The values of all columns. Throws `file_damaged` where a row has no end within 8 MiB. */
export async function readTable(source: ByteSource, layout: TableLayout): Promise<Table> {
  const table = await readOnce(source, layout);
  const kinds = table.columns.map((column) => (isText(column) ? 'text' : column.kind));
  if (kinds.every((kind, i) => kind === layout.kinds[i])) return table;
  return readOnce(source, { ...layout, kinds });
}

function isText({ kind, count, misfits, bigIntegers }: ColumnCells): boolean {
  return kind === 'number' && (bigIntegers > 0 || misfits > Math.max(2, count / 2));
}

async function readOnce(source: ByteSource, layout: TableLayout): Promise<Table> {
  const rows = newRows(layout);
  let offset = layout.offset;
  let rest: Uint8Array<ArrayBufferLike> = new Uint8Array(0);
  for (;;) {
    const piece = await source.read(offset, PIECE_BYTES);
    offset += piece.length;
    const isLast = offset >= source.size || piece.length === 0;
    const bytes = rest.length === 0 ? piece : joined(rest, piece);
    const used = rows.read(bytes, isLast);
    layout.onProgress?.(source.size > 0 ? Math.min(1, offset / source.size) : 1);
    if (isLast) return rows.done();
    rest = bytes.subarray(used);
    if (rest.length > MAX_ROW_BYTES) {
      throw new FormatError('file_damaged', 'A row has no end within 8 MiB.', {
        offset: offset - rest.length,
      });
    }
  }
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}

function newRows(layout: TableLayout) {
  const { delimiter, decimalComma, isData } = layout;
  const columns = layout.kinds.map((kind) => newColumn(kind));
  const cells = newCells();
  const interned = new Map<string, string>();
  let rows = 0;
  let widest = 0;
  let isCut = false;
  const isEmptyRow = (): boolean => {
    for (let i = 0; i < cells.count; i++) if (cells.starts[i] !== cells.ends[i]) return false;
    return true;
  };
  const add = (bytes: Uint8Array): void => {
    const width = Math.min(cells.count, columns.length);
    for (let i = 0; i < width; i++) {
      const column = columns[i];
      if (column) {
        const start = cells.starts[i] ?? 0;
        addCell(column, rows, bytes, start, cells.ends[i] ?? 0, decimalComma, interned);
      }
    }
    rows++;
  };
  return {
    /** Reads all whole rows and returns how many bytes they took. */
    read(bytes: Uint8Array, isLast: boolean): number {
      let at = 0;
      while (at < bytes.length) {
        const next = tokenizeRow(bytes, at, isLast, delimiter, cells);
        if (next === -1) break;
        at = next;
        if (isEmptyRow() || (isData && !isData(bytes, cells))) continue;
        if (cells.rowEnd === bytes.length && isLast && cells.count < widest) {
          isCut = true;
          break;
        }
        widest = Math.max(widest, cells.count);
        add(bytes);
      }
      return at;
    },
    done: (): Table => ({ columns, rows, isCut }),
  };
}
