import type { CborReader } from './cbor-read.ts';
import { MAJOR_ARRAY, MAJOR_MAP, MAJOR_TAG, malformed } from './cbor-read.ts';
import { tagOfType, toColumn, toTyped, typeOfTag, widthOf } from './columns.ts';
import type { Part } from './frame.ts';
import { decodeItem } from './item.ts';
import type { Column, ColumnType } from './messages.ts';

const F32 = tagOfType('f32');
const MOST_COLUMNS = 2000;
const LONG_COLUMN_BYTES = 128;

/** Where the columns of a part lie; `tags` are 0 for text, else the tag of the typed array. */
type Places = { readonly tags: number[]; readonly at: number[]; readonly size: number[] };

/** A part as it lies in its frame's bytes. */
export class ReadPart implements Part {
  group = Number.NaN;
  start = Number.NaN;
  count = Number.NaN;
  offsets: Uint32Array | null = null;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #columns: Places = { tags: [], at: [], size: [] };

  /** Reads the part that the reader stands before. */
  constructor(reader: CborReader) {
    this.#bytes = reader.bytes;
    this.#view = reader.view;
    const entries = reader.expect(MAJOR_MAP, 'a part');
    let hasColumns = false;
    for (let i = 0; i < entries; i++) {
      const key = reader.key();
      if (key === 'group') this.group = reader.number('group');
      else if (key === 'start') this.start = reader.number('start');
      else if (key === 'count') this.count = reader.number('count');
      else if (key === 'columns') {
        this.#columns = readColumns(reader);
        hasColumns = true;
      } else if (key === 'offsets') this.offsets = readOffsets(reader);
      else reader.skip();
    }
    if (!hasColumns) throw malformed('a part has columns');
  }

  get columnCount(): number {
    return this.#columns.tags.length;
  }

  /** Tag of a column's typed array, 0 for text. */
  tagOf(column: number): number {
    return this.#columns.tags[column] ?? 0;
  }

  typeOf(column: number): ColumnType {
    const tag = this.tagOf(column);
    return tag === 0 ? 'text' : typeOfTag(tag);
  }

  /** Bytes of a column; for text of its CBOR item. */
  sizeOf(column: number): number {
    return this.#columns.size[column] ?? 0;
  }

  column(column: number): Column {
    const at = this.#columns.at[column];
    const size = this.#columns.size[column];
    if (at === undefined || size === undefined)
      throw new RangeError(`The part has no column ${column}`);
    const type = this.typeOf(column);
    if (type !== 'text') return toTyped(type, this.#bytes, at, size);
    const texts = decodeItem(this.#bytes.subarray(at, at + size));
    return toColumn('text', texts as readonly unknown[]);
  }

  copyTo(column: number, from: number, target: Uint8Array, at: number): number {
    const type = this.typeOf(column);
    if (type === 'text') return at;
    const bytes = this.#bytes;
    const skipped = from * widthOf(type);
    const first = (this.#columns.at[column] ?? 0) + skipped;
    const length = this.sizeOf(column) - skipped;
    if (length > LONG_COLUMN_BYTES) target.set(bytes.subarray(first, first + length), at);
    // A view costs more than a loop over the few bytes that a frame has of a channel.
    else for (let i = 0; i < length; i++) target[at + i] = bytes[first + i] ?? 0;
    return at + length;
  }

  last(column: number): number {
    return this.valueAt(column, this.count - 1);
  }

  valueAt(column: number, index: number): number {
    const tag = this.#columns.tags[column];
    const at = this.#columns.at[column];
    if (!tag || at === undefined || !(index >= 0 && index < this.count)) return Number.NaN;
    // Most channels by far are of this type.
    if (tag === F32) return this.#view.getFloat32(at + 4 * index, true);
    const type = typeOfTag(tag);
    return READ[type](this.#view, at + widthOf(type) * index);
  }
}

function readColumns(reader: CborReader): Places {
  const count = reader.expect(MAJOR_ARRAY, 'columns');
  if (count > MOST_COLUMNS) throw malformed(`a part has at most ${MOST_COLUMNS} columns`);
  const places: Places = { tags: [], at: [], size: [] };
  for (let i = 0; i < count; i++) {
    const from = reader.at;
    const major = reader.head();
    if (major === MAJOR_TAG) {
      typeOfTag(reader.argument);
      places.tags.push(reader.argument);
      places.at.push(reader.byteString('a column'));
      places.size.push(reader.argument);
    } else if (major === MAJOR_ARRAY) {
      reader.at = from;
      reader.skip();
      places.tags.push(0);
      places.at.push(from);
      places.size.push(reader.at - from);
    } else throw malformed('a column is neither a typed array nor an array of texts');
  }
  return places;
}

function readOffsets(reader: CborReader): Uint32Array {
  if (reader.expect(MAJOR_TAG, 'offsets') !== tagOfType('u32'))
    throw malformed('offsets are 32-bit unsigned microseconds');
  const from = reader.byteString('offsets');
  if (reader.argument % 4 !== 0) throw malformed('offsets are cut off');
  return toTyped('u32', reader.bytes, from, reader.argument) as Uint32Array;
}

type ReadOne = (view: DataView, at: number) => number;
const READ: Readonly<Record<Exclude<ColumnType, 'text'>, ReadOne>> = {
  u8: (view, at) => view.getUint8(at),
  i8: (view, at) => view.getInt8(at),
  u16: (view, at) => view.getUint16(at, true),
  i16: (view, at) => view.getInt16(at, true),
  u32: (view, at) => view.getUint32(at, true),
  i32: (view, at) => view.getInt32(at, true),
  f32: (view, at) => view.getFloat32(at, true),
  f64: (view, at) => view.getFloat64(at, true),
};
