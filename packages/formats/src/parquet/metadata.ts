import { type FileMetaData, type ColumnMetaData, parquetMetadata } from 'hyparquet';
import { FormatError } from '../errors.ts';
import { damaged } from './decode.ts';

/** A file whose parts are read on demand: a file on disk, an object, a ranged download. */
export type RangeSource = {
  readonly byteLength: number;
  /** Bytes from `start` to `end` (excluded). */
  readonly slice: (
    start: number,
    end: number,
  ) => Promise<ArrayBuffer | Uint8Array> | ArrayBuffer | Uint8Array;
};

const TAIL_BYTES = 96 * 1024;
const MAX_FOOTER_BYTES = 64 * 1024 * 1024;
const MAX_ROWS = 1 << 24;
/** A constant column of many rows is small, but not this small. */
const MAX_CELLS_PER_BYTE = 256;
const FREE_CELLS = 1 << 22;
const MAGIC = 0x31524150;

/** Exactly the bytes of a range; throws FormatError when the source gives fewer. */
export async function readRange(
  file: RangeSource,
  start: number,
  end: number,
): Promise<Uint8Array> {
  const slice = await file.slice(start, end);
  const bytes = slice instanceof Uint8Array ? slice : new Uint8Array(slice);
  if (bytes.length < end - start) {
    throw new FormatError('file_truncated', 'The file ends earlier than its size says.', {
      offset: start + bytes.length,
    });
  }
  return bytes.subarray(0, end - start);
}

/** Reads and checks the footer: counts are sane, and every column chunk lies inside the file. */
export async function readMetadata(file: RangeSource): Promise<FileMetaData> {
  const size = file.byteLength;
  if (size === 0) throw new FormatError('file_empty', 'The file is empty.');
  if (size < 12) throw new FormatError('file_truncated', 'The file is too short for Parquet.');
  const tail = await readRange(file, Math.max(0, size - TAIL_BYTES), size);
  const view = new DataView(tail.buffer, tail.byteOffset, tail.byteLength);
  if (view.getUint32(tail.length - 4, true) !== MAGIC) {
    throw new FormatError('file_truncated', 'The file does not end as a Parquet file does.', {
      offset: size - 4,
    });
  }
  const length = view.getUint32(tail.length - 8, true) + 8;
  if (length > size - 4 || length > MAX_FOOTER_BYTES) {
    throw new FormatError('file_damaged', `The footer cannot have ${length} bytes.`, {
      offset: size - 8,
    });
  }
  const footer =
    length <= tail.length
      ? tail.subarray(tail.length - length)
      : await readRange(file, size - length, size);
  try {
    const metadata = parquetMetadata(footer, { geoparquet: false });
    check(metadata, size);
    return metadata;
  } catch (cause) {
    if (cause instanceof FormatError) throw cause;
    throw new FormatError(
      'file_damaged',
      'The footer cannot be read.',
      { offset: size - length },
      {
        cause,
      },
    );
  }
}

function check(metadata: FileMetaData, size: number): void {
  let [rows, cells] = [0, 0];
  for (const group of metadata.row_groups) {
    const inGroup = Number(group.num_rows);
    rows += inGroup;
    if (!(inGroup >= 0 && rows <= MAX_ROWS)) throw damaged('The footer states too many rows.');
    cells += inGroup * group.columns.length;
    for (const { meta_data: meta } of group.columns) {
      if (!meta) throw damaged('A column has no metadata.');
      const { start, end } = chunkRange(meta);
      if (!(start >= 4 && end >= start && end <= size)) {
        throw damaged('A column lies outside the file.');
      }
    }
  }
  if (cells > FREE_CELLS + size * MAX_CELLS_PER_BYTE) {
    throw damaged('The footer states more values than the file can hold.');
  }
  if (Number(metadata.num_rows) !== rows) throw damaged('The row counts disagree.');
}

/** Where the pages of a column chunk are. */
export function chunkRange(meta: ColumnMetaData): { start: number; end: number } {
  const data = Number(meta.data_page_offset);
  const dictionary = Number(meta.dictionary_page_offset ?? 0n);
  const start = dictionary > 0 && dictionary < data ? dictionary : data;
  return { start, end: start + Number(meta.total_compressed_size) };
}
