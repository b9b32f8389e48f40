import type { ByteSource } from '../bytes.ts';
import { fromBytes } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { decodeText } from '../text.ts';
import { cellText, type Delimiter, newCells, tokenizeRow } from './tokenize.ts';

/** One row at the head of a file: its cells, where it begins and where the next one does, in bytes. */
export type HeadRow = {
  readonly cells: readonly string[];
  readonly offset: number;
  readonly next: number;
};

export const HEAD_BYTES = 65_536;
const MAX_UTF16_BYTES = 256 * 1024 * 1024;

/** The first rows of a file, blank ones too. A row that the head cuts is left out unless the file ends with it. */
export function headRows(
  head: Uint8Array,
  delimiter: Delimiter,
  isWhole: boolean,
  atMost: number,
): HeadRow[] {
  const cells = newCells();
  const rows: HeadRow[] = [];
  let at = byteOrderMark(head);
  while (at < head.length && rows.length < atMost) {
    const next = tokenizeRow(head, at, isWhole, delimiter, cells);
    if (next === -1) break;
    const row: string[] = [];
    for (let i = 0; i < cells.count; i++) row.push(cellText(head, cells, i).trim());
    rows.push({ cells: row, offset: at, next });
    at = next;
  }
  return rows;
}

function byteOrderMark(head: Uint8Array): number {
  return head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
}

/**
 * The file as one whose ASCII characters are one byte each: UTF-16 (spreadsheets) is read whole and written again as
 * UTF-8, everything else passes. Throws `file_empty`, and `file_too_large` for more than 256 MiB of UTF-16.
 */
export async function toByteText(source: ByteSource): Promise<ByteSource> {
  if (source.size === 0) throw new FormatError('file_empty', 'The file has no bytes.');
  const mark = await source.read(0, 2);
  const isUtf16 = (mark[0] === 0xff && mark[1] === 0xfe) || (mark[0] === 0xfe && mark[1] === 0xff);
  if (!isUtf16) return source;
  if (source.size > MAX_UTF16_BYTES) {
    throw new FormatError('file_too_large', 'UTF-16 text is read up to 256 MiB.');
  }
  const bytes = await source.read(0, source.size);
  return fromBytes(new TextEncoder().encode(decodeText(bytes)));
}
