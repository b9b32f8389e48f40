import { WireError } from './close-codes.ts';
import type { Column, ColumnType, TypedColumn } from './messages.ts';

type Numeric = Exclude<ColumnType, 'text'>;
type Constructor = {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer): TypedColumn;
  new (values: ArrayLike<number>): TypedColumn;
};

/** Tags of RFC 8746 for little-endian typed arrays, and the arrays behind them. */
const ARRAYS: Readonly<Record<Numeric, { readonly tag: number; readonly of: Constructor }>> = {
  u8: { tag: 64, of: Uint8Array },
  u16: { tag: 69, of: Uint16Array },
  u32: { tag: 70, of: Uint32Array },
  i8: { tag: 72, of: Int8Array },
  i16: { tag: 77, of: Int16Array },
  i32: { tag: 78, of: Int32Array },
  f32: { tag: 85, of: Float32Array },
  f64: { tag: 86, of: Float64Array },
};
const TYPE_OF_TAG = new Map<number, Numeric>(
  (Object.keys(ARRAYS) as Numeric[]).map((type) => [ARRAYS[type].tag, type]),
);

export function isColumnType(type: unknown): type is ColumnType {
  return type === 'text' || (typeof type === 'string' && Object.hasOwn(ARRAYS, type));
}

/** The column type behind a tag; throws WireError for tags that are none. */
export function typeOfTag(tag: number): Numeric {
  const type = TYPE_OF_TAG.get(tag);
  if (!type) throw new WireError('malformed_message', `Tag ${tag} is not a column`);
  return type;
}

export function tagOfType(type: Numeric): number {
  return ARRAYS[type].tag;
}

const WIDTHS: Readonly<Record<Numeric, number>> = {
  u8: 1,
  u16: 2,
  u32: 4,
  i8: 1,
  i16: 2,
  i32: 4,
  f32: 4,
  f64: 8,
};

export function widthOf(type: Numeric): number {
  return WIDTHS[type];
}

export function typeOfColumn(column: Column): ColumnType {
  if (column instanceof Float32Array) return 'f32';
  for (const type of Object.keys(ARRAYS) as Numeric[])
    if (column instanceof ARRAYS[type].of) return type;
  return 'text';
}

/** A typed array of its own from little-endian bytes, wherever they lie. */
export function toTyped(
  type: Numeric,
  bytes: Uint8Array,
  from: number,
  length: number,
): TypedColumn {
  if (length % widthOf(type) !== 0)
    throw new WireError('malformed_message', 'A column ends in the middle of a value');
  const copy = new ArrayBuffer(length);
  new Uint8Array(copy).set(bytes.subarray(from, from + length));
  return new ARRAYS[type].of(copy);
}

/** Least and greatest value of the types that would let a number beyond them begin anew. */
const RANGES: Readonly<Partial<Record<Numeric, readonly [number, number]>>> = {
  u8: [0, 2 ** 8 - 1],
  u16: [0, 2 ** 16 - 1],
  u32: [0, 2 ** 32 - 1],
  i8: [-(2 ** 7), 2 ** 7 - 1],
  i16: [-(2 ** 15), 2 ** 15 - 1],
  i32: [-(2 ** 31), 2 ** 31 - 1],
};

/**
 * A column from JSON values: numbers with null for no value (0 where the type has no NaN), or texts. Throws WireError
 * invalid_frame, with `seq` to name the frame.
 */
export function toColumn(type: ColumnType, values: readonly unknown[], seq?: number): Column {
  if (type === 'text') {
    if (!values.every((value) => value === null || typeof value === 'string'))
      throw new WireError('invalid_frame', 'A text column holds something else than text', seq);
    return values;
  }
  if (!values.every((value) => value === null || typeof value === 'number'))
    throw new WireError('invalid_frame', 'A column of numbers holds something else', seq);
  if (!values.every((value) => value === null || isInRange(type, value)))
    throw new WireError('invalid_frame', `A column of ${type} holds a number beyond it`, seq);
  return new ARRAYS[type].of(values.map((value) => (value === null ? Number.NaN : Number(value))));
}

/** Whether a type holds a number; the fraction of one that is not whole is cut off. */
export function isInRange(type: Numeric, value: number): boolean {
  const range = RANGES[type];
  // CBOR in any order may hold NaN, which is no value.
  if (!range || Number.isNaN(value)) return true;
  const whole = Math.trunc(value);
  return whole >= range[0] && whole <= range[1];
}
