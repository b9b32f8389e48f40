import type { Column, ColumnType } from '@outlap/protocol';

/** The type a column has on the wire. */
export function typeOfColumn(column: Column): ColumnType {
  if (!ArrayBuffer.isView(column)) return 'text';
  if (column instanceof Float32Array) return 'f32';
  if (column instanceof Float64Array) return 'f64';
  const isSigned =
    column instanceof Int8Array || column instanceof Int16Array || column instanceof Int32Array;
  switch (column.BYTES_PER_ELEMENT) {
    case 1:
      return isSigned ? 'i8' : 'u8';
    case 2:
      return isSigned ? 'i16' : 'u16';
    default:
      return isSigned ? 'i32' : 'u32';
  }
}
