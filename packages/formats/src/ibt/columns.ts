/**
 * Takes interleaved records apart into one array a variable. Variables lie at any byte offset, so values are read
 * through a DataView, one strided loop a variable over a block of records small enough to stay in the cache.
 * One pass, each byte read once; the arrays together are as large as the records.
 */
import type { ChannelValues } from '@outlap/telemetry';
import type { IbtVariable } from './layout.ts';

/** A variable, or one element of an array variable, on its way into `values`. */
export type Column = {
  readonly variable: IbtVariable;
  readonly name: string;
  readonly samplesPerRecord: number;
  readonly values: ChannelValues;
  /** Copies `count` records, the first of which begins at byte 0 of `view` and is record `first` of the file. */
  readonly take: (view: DataView, first: number, count: number, recordLength: number) => void;
};

/** Columns for `records` records of these variables, in file order, still empty. */
export function makeColumns(variables: readonly IbtVariable[], records: number): Column[] {
  return variables.flatMap((variable): Column[] => {
    const { name, offset, count, type } = variable;
    if (type === 'char' && count > 1) return [textColumn(variable, records)];
    if (count === 1) return [numberColumn(variable, name, offset, 1, records)];
    if (variable.countAsTime) return [numberColumn(variable, name, offset, count, records)];
    const width = type === 'double' ? 8 : type === 'bool' ? 1 : 4;
    return Array.from({ length: count }, (_, i) =>
      numberColumn(variable, `${name}[${i}]`, offset + i * width, 1, records),
    );
  });
}

function numberColumn(
  variable: IbtVariable,
  name: string,
  offset: number,
  samplesPerRecord: number,
  records: number,
): Column {
  const length = records * samplesPerRecord;
  const column = <V extends ChannelValues>(values: V, width: number, copy: Copy<V>): Column => ({
    variable,
    name,
    samplesPerRecord,
    values,
    take: (view, first, count, recordLength) => {
      for (let k = 0; k < samplesPerRecord; k++) {
        const at = first * samplesPerRecord + k;
        copy(values, at, samplesPerRecord, view, offset + k * width, recordLength, count);
      }
    },
  });
  switch (variable.type) {
    case 'char':
    case 'bool':
      return column(new Uint8Array(length), 1, copyBytes);
    case 'int':
      return column(new Int32Array(length), 4, copyInts);
    case 'bitfield':
      return column(new Uint32Array(length), 4, copyBits);
    case 'float':
      return column(new Float32Array(length), 4, copyFloats);
    case 'double':
      return column(new Float64Array(length), 8, copyDoubles);
  }
}

type Copy<V> = (
  out: V,
  at: number,
  step: number,
  view: DataView,
  offset: number,
  stride: number,
  count: number,
) => void;

// One function a type, not one with a getter passed in: each loop then compiles to plain loads and stores.
const copyBytes: Copy<Uint8Array> = (out, at, step, view, offset, stride, count) => {
  for (let i = at, from = offset, end = at + count * step; i < end; i += step, from += stride) {
    out[i] = view.getUint8(from);
  }
};
const copyInts: Copy<Int32Array> = (out, at, step, view, offset, stride, count) => {
  for (let i = at, from = offset, end = at + count * step; i < end; i += step, from += stride) {
    out[i] = view.getInt32(from, true);
  }
};
const copyBits: Copy<Uint32Array> = (out, at, step, view, offset, stride, count) => {
  for (let i = at, from = offset, end = at + count * step; i < end; i += step, from += stride) {
    out[i] = view.getUint32(from, true);
  }
};
const copyFloats: Copy<Float32Array> = (out, at, step, view, offset, stride, count) => {
  for (let i = at, from = offset, end = at + count * step; i < end; i += step, from += stride) {
    out[i] = view.getFloat32(from, true);
  }
};
const copyDoubles: Copy<Float64Array> = (out, at, step, view, offset, stride, count) => {
  for (let i = at, from = offset, end = at + count * step; i < end; i += step, from += stride) {
    out[i] = view.getFloat64(from, true);
  }
};

function textColumn(variable: IbtVariable, records: number): Column {
  const values: string[] = new Array<string>(records).fill('');
  const latin = new TextDecoder('windows-1252');
  return {
    variable,
    name: variable.name,
    samplesPerRecord: 1,
    values,
    take: (view, first, count, recordLength) => {
      for (let i = 0; i < count; i++) {
        const at = view.byteOffset + i * recordLength + variable.offset;
        const field = new Uint8Array(view.buffer, at, variable.count);
        const end = field.indexOf(0);
        values[first + i] = latin.decode(end < 0 ? field : field.subarray(0, end));
      }
    },
  };
}
