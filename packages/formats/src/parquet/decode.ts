/**
 * The pages of one flat column → typed values. Reads what this project writes and what common writers write (data pages
 * 1 and 2; plain, dictionary, run-length, byte-stream-split and delta encodings). Hostile input: every length is checked
 * against the bytes that are there, counts against the rows the caller allows, and no loop runs on a count alone.
 */
import type { ColumnMetaData, CompressionCodec, PageHeader, SchemaElement } from 'hyparquet';
import { parquetHeader } from 'hyparquet/src/column.js';
import { deltaBinaryUnpack, deltaByteArray, deltaLengthByteArray } from 'hyparquet/src/delta.js';
import { snappyUncompress } from 'hyparquet/src/snappy.js';
import { FormatError } from '../errors.ts';

/** Expands Zstandard; `length` is the exact size of the result. */
export type Decompress = (bytes: Uint8Array, length: number) => Uint8Array;

export type PhysicalValues =
  Float32Array | Float64Array | Int32Array | BigInt64Array | Uint8Array | string[];

/** The values that are there, and for each row whether it has one (undefined: all rows have). */
export type DecodedColumn = {
  readonly values: PhysicalValues;
  readonly present: Uint8Array | undefined;
};

const MAX_PAGE_BYTES = 1 << 28;
/** The most that Zstandard expands: a block of 128 KiB out of four bytes. */
const MAX_EXPANSION = 1 << 15;

export const damaged = (detail: string, cause?: unknown): FormatError =>
  new FormatError('file_damaged', detail, null, { cause });

/** What a column is refused with when its bytes make no sense; `offset` is where it begins. */
export const unreadable = (name: string, offset: number, cause: unknown): FormatError =>
  new FormatError('file_damaged', `Column ${name} cannot be read.`, { offset }, { cause });

/** Decodes the pages in `bytes`; `rows` is how many rows they must have. Throws FormatError. */
export function decodeColumn(
  bytes: Uint8Array,
  meta: ColumnMetaData,
  element: SchemaElement,
  rows: number,
  decompress: Decompress | undefined,
): DecodedColumn {
  const optional = element.repetition_type === 'OPTIONAL';
  const state: State = { element, meta, optional, decompress, dictionary: undefined };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const reader = { view, offset: 0 };
  const parts: PhysicalValues[] = [];
  const present = optional ? new Uint8Array(rows) : undefined;
  let done = 0;
  while (done < rows && reader.offset < bytes.length) {
    const header = parquetHeader(reader);
    const page = takePage(bytes, reader.offset, header);
    reader.offset += page.length;
    if (header.type === 'DICTIONARY_PAGE') {
      state.dictionary = readDictionary(page, header, state);
      continue;
    }
    const count = countOf(header, rows - done);
    parts.push(readDataPage(page, header, count, state, present?.subarray(done, done + count)));
    done += count;
  }
  if (done < rows) throw damaged('A column ends before its last row.');
  return { values: concatParts(parts, meta), present };
}

function countOf(header: PageHeader, most: number): number {
  const count = header.data_page_header?.num_values ?? header.data_page_header_v2?.num_values;
  if (count === undefined || count < 0 || count > most) {
    throw damaged('A page has more rows than its column.');
  }
  return count;
}

type State = {
  readonly element: SchemaElement;
  readonly meta: ColumnMetaData;
  readonly optional: boolean;
  readonly decompress: Decompress | undefined;
  dictionary: PhysicalValues | undefined;
};

function takePage(bytes: Uint8Array, offset: number, header: PageHeader): Uint8Array {
  const length = header.compressed_page_size;
  if (!(length >= 0 && offset + length <= bytes.length)) {
    throw damaged('A page reaches beyond its column.');
  }
  return bytes.subarray(offset, offset + length);
}

function expand(page: Uint8Array, length: number, { meta, decompress }: State): Uint8Array {
  const room = Math.min(MAX_PAGE_BYTES, page.length * MAX_EXPANSION);
  if (!(length >= 0 && length <= room)) throw damaged('A page states a nonsense size.');
  const codec: CompressionCodec = meta.codec;
  let out = page;
  if (codec === 'SNAPPY') {
    if (length > page.length * 64 + 64) throw damaged('A page states a nonsense size.');
    out = new Uint8Array(length);
    snappyUncompress(page, out);
  } else if (codec === 'ZSTD') {
    if (!decompress) {
      throw new FormatError('format_unsupported', 'No Zstandard decompressor was given.');
    }
    out = length === 0 ? new Uint8Array() : decompress(page, length);
  } else if (codec !== 'UNCOMPRESSED') {
    throw new FormatError('format_unsupported', `Parquet compression ${codec} is not supported.`);
  }
  if (out.length !== length) throw damaged('A page has another size than it states.');
  return out;
}

function readDictionary(page: Uint8Array, header: PageHeader, state: State): PhysicalValues {
  const body = expand(page, header.uncompressed_page_size, state);
  return readPlain(body, header.dictionary_page_header?.num_values ?? 0, state);
}

function readDataPage(
  page: Uint8Array,
  header: PageHeader,
  count: number,
  state: State,
  present: Uint8Array | undefined,
): PhysicalValues {
  const v1 = header.data_page_header;
  if (v1) {
    const body = expand(page, header.uncompressed_page_size, state);
    if (!present) return readValues(body, v1.encoding, count, state);
    const length = body.length < 4 ? -1 : viewOf(body).getUint32(0, true);
    if (length < 0 || 4 + length > body.length) throw damaged('Levels reach beyond their page.');
    const filled = readLevels(body.subarray(4, 4 + length), present);
    return readValues(body.subarray(4 + length), v1.encoding, filled, state);
  }
  const v2 = header.data_page_header_v2;
  if (!v2) throw damaged('A page is neither data nor dictionary.');
  const levels = v2.definition_levels_byte_length;
  const lead = v2.repetition_levels_byte_length + levels;
  if (!(levels >= 0 && lead >= levels && lead <= page.length)) {
    throw damaged('Levels reach beyond their page.');
  }
  const filled = present ? readLevels(page.subarray(lead - levels, lead), present) : count;
  const rest = page.subarray(lead);
  const body =
    v2.is_compressed === false ? rest : expand(rest, header.uncompressed_page_size - lead, state);
  return readValues(body, v2.encoding, filled, state);
}

function readLevels(bytes: Uint8Array, present: Uint8Array): number {
  readRuns(bytes, 1, present);
  let filled = 0;
  for (const level of present) filled += level;
  return filled;
}

/** Run-length and bit-packed hybrid; fills `out` or throws. */
function readRuns(bytes: Uint8Array, bitWidth: number, out: Uint8Array | Int32Array): void {
  if (bitWidth === 0) return;
  if (bitWidth > 31) throw damaged('Indexes are too wide.');
  const cursor = { at: 0 };
  let done = 0;
  while (done < out.length) {
    const head = readVarInt(bytes, cursor);
    if (head < 2) throw damaged('A run is empty.');
    const isPacked = head % 2 === 1;
    const length = isPacked ? (head - 1) * 4 : head / 2;
    const end = Math.min(out.length, done + length);
    const size = isPacked ? Math.ceil(((end - done) * bitWidth) / 8) : Math.ceil(bitWidth / 8);
    if (cursor.at + size > bytes.length) throw damaged('A run reaches beyond its page.');
    if (isPacked) {
      unpackBits(bytes, cursor.at, bitWidth, out, done, end);
      cursor.at += ((head - 1) / 2) * bitWidth;
    } else {
      let value = 0;
      for (let k = 0; k < size; k++) value += (bytes[cursor.at++] ?? 0) * 2 ** (8 * k);
      out.fill(value, done, end);
    }
    done = end;
  }
}

function readVarInt(bytes: Uint8Array, cursor: { at: number }): number {
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) break;
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return value;
  }
  throw damaged('A run reaches beyond its page.');
}

function unpackBits(
  bytes: Uint8Array,
  from: number,
  bitWidth: number,
  out: Uint8Array | Int32Array,
  start: number,
  end: number,
): void {
  const mask = 2 ** bitWidth - 1;
  let [at, held, bits] = [from, 0, 0];
  for (let i = start; i < end; i++) {
    while (bits < bitWidth) {
      held += (bytes[at++] ?? 0) * 2 ** bits;
      bits += 8;
    }
    out[i] = bitWidth < 24 ? held & mask : held % (mask + 1);
    held = bitWidth < 24 ? held >>> bitWidth : Math.floor(held / (mask + 1));
    bits -= bitWidth;
  }
}

function readValues(
  body: Uint8Array,
  encoding: string,
  count: number,
  state: State,
): PhysicalValues {
  switch (encoding) {
    case 'PLAIN':
      return readPlain(body, count, state);
    case 'RLE':
      return readBooleans(body, count, state);
    case 'PLAIN_DICTIONARY':
    case 'RLE_DICTIONARY':
      return readIndexed(body, count, state);
    case 'BYTE_STREAM_SPLIT':
      return joinStreams(body, count, state);
    case 'DELTA_BINARY_PACKED':
    case 'DELTA_LENGTH_BYTE_ARRAY':
    case 'DELTA_BYTE_ARRAY':
      return readDeltas(body, encoding, count, state);
    default:
      throw new FormatError('format_unsupported', `Parquet encoding ${encoding} is not supported.`);
  }
}

const viewOf = (bytes: Uint8Array) =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

function makeArray(state: State, count: number): Exclude<PhysicalValues, string[] | Uint8Array> {
  switch (state.meta.type) {
    case 'FLOAT':
      return new Float32Array(count);
    case 'DOUBLE':
      return new Float64Array(count);
    case 'INT32':
      return new Int32Array(count);
    case 'INT64':
      return new BigInt64Array(count);
    default:
      throw new FormatError(
        'format_unsupported',
        `Parquet type ${state.meta.type} is not supported.`,
      );
  }
}

function readPlain(body: Uint8Array, count: number, state: State): PhysicalValues {
  if (!(count >= 0 && count <= body.length * 8)) throw damaged('A page holds too few values.');
  if (state.meta.type === 'BYTE_ARRAY') return readTexts(body, count);
  if (state.meta.type === 'BOOLEAN') {
    if (count > body.length * 8) throw damaged('A page holds too few values.');
    return Uint8Array.from({ length: count }, (_, i) => ((body[i >> 3] ?? 0) >> (i & 7)) & 1);
  }
  const out = makeArray(state, Math.min(count, body.length));
  if (count * out.BYTES_PER_ELEMENT > body.length) throw damaged('A page holds too few values.');
  new Uint8Array(out.buffer).set(body.subarray(0, out.byteLength));
  return out;
}

function readTexts(body: Uint8Array, count: number): string[] {
  const view = viewOf(body);
  const decoder = new TextDecoder();
  const texts: string[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const length = at + 4 <= body.length ? view.getUint32(at, true) : Number.NaN;
    if (!(at + 4 + length <= body.length)) throw damaged('A text reaches beyond its page.');
    texts.push(decoder.decode(body.subarray(at + 4, at + 4 + length)));
    at += 4 + length;
  }
  return texts;
}

function readBooleans(body: Uint8Array, count: number, state: State): Uint8Array {
  if (state.meta.type !== 'BOOLEAN' || body.length < 4) throw damaged('Runs of a wrong type.');
  const length = viewOf(body).getUint32(0, true);
  const out = new Uint8Array(count);
  readRuns(body.subarray(4, 4 + length), 1, out);
  return out;
}

function readIndexed(body: Uint8Array, count: number, state: State): PhysicalValues {
  const { dictionary } = state;
  if (count === 0) return emptyLike(state);
  if (!dictionary || dictionary.length === 0) throw damaged('A dictionary is missing.');
  const indexes = new Int32Array(count);
  readRuns(body.subarray(1), body[0] ?? 0, indexes);
  for (const index of indexes) {
    if (index >= dictionary.length) throw damaged('An index is outside its dictionary.');
  }
  if (Array.isArray(dictionary)) return Array.from(indexes, (index) => dictionary[index] ?? '');
  const out = sameKind(dictionary, count);
  for (let i = 0; i < count; i++) out[i] = dictionary[indexes[i] ?? 0] ?? 0;
  return out;
}

function emptyLike(state: State): PhysicalValues {
  if (state.meta.type === 'BYTE_ARRAY') return [];
  return state.meta.type === 'BOOLEAN' ? new Uint8Array() : makeArray(state, 0);
}

function joinStreams(body: Uint8Array, count: number, state: State): PhysicalValues {
  const out = makeArray(state, Math.min(count, body.length));
  const width = out.BYTES_PER_ELEMENT;
  if (count * width > body.length) throw damaged('A page holds too few values.');
  const bytes = new Uint8Array(out.buffer);
  for (let k = 0; k < width; k++) {
    for (let i = 0, from = k * count, to = k; i < count; i++, from++, to += width) {
      bytes[to] = body[from] ?? 0;
    }
  }
  return out;
}

function readDeltas(
  body: Uint8Array,
  encoding: string,
  count: number,
  state: State,
): PhysicalValues {
  const reader = { view: viewOf(body), offset: 0 };
  if (count === 0) return emptyLike(state);
  // A block of equal differences takes five bytes and holds what its header states, at most this.
  if (count > Math.max(1, body.length) * 4096) throw damaged('A page holds too few values.');
  if (encoding === 'DELTA_BINARY_PACKED') {
    const out = makeArray(state, count);
    if (!(out instanceof Int32Array || out instanceof BigInt64Array)) {
      throw damaged('Differences of a wrong type.');
    }
    deltaBinaryUnpack(reader, count, out);
    return out;
  }
  if (state.meta.type !== 'BYTE_ARRAY') throw damaged('Differences of a wrong type.');
  const bytes: Uint8Array[] = new Array<Uint8Array>(count);
  if (encoding === 'DELTA_BYTE_ARRAY') deltaByteArray(reader, count, bytes);
  else deltaLengthByteArray(reader, count, bytes);
  const decoder = new TextDecoder();
  return bytes.map((text) => decoder.decode(text));
}

function concatParts(parts: readonly PhysicalValues[], meta: ColumnMetaData): PhysicalValues {
  const [first] = parts;
  if (parts.length === 1 && first) return first;
  if (!first) return meta.type === 'BYTE_ARRAY' ? [] : new Float64Array();
  if (Array.isArray(first)) return parts.flatMap((part) => part as string[]);
  const total = parts.reduce((sum, part) => sum + part.length, 0);
  const out = sameKind(first, total);
  let at = 0;
  for (const part of parts) {
    (out as { set(values: unknown, at: number): void }).set(part, at);
    at += part.length;
  }
  return out;
}

/** An empty array of the same kind; the constructor of a typed array is the array type itself. */
function sameKind<T extends object>(values: T, length: number): T {
  return new (values.constructor as new (length: number) => T)(length);
}
