import type { ChannelValues } from '@outlap/telemetry';
import {
  FIRST_FREE_BYTE,
  type IbtVariable,
  VARIABLE_BYTES,
  VARIABLE_TYPES,
  type VariableType,
} from './layout.ts';

/** A variable to be written; its place in the record follows from its place in the list. */
export type IbtField = {
  readonly name: string;
  readonly unit: string;
  readonly description?: string;
  readonly type: VariableType;
  /** Values a record; 1 by default. */
  readonly count?: number;
  readonly countAsTime?: boolean;
};

export type IbtFileHead = {
  /** 2 by default. */
  readonly version?: 1 | 2;
  readonly tickRate: number;
  readonly recordCount: number;
  /** Leaves the record count at 0, as in a recording that was never closed. */
  readonly recordCountUnset?: boolean;
  /** Seconds since 1970 UTC. */
  readonly startDateSeconds: number;
  readonly startSessionSeconds?: number;
  readonly endSessionSeconds?: number;
  readonly lapCount?: number;
  readonly sessionText: string;
  readonly fields: readonly IbtField[];
};

/** Everything of an `.ibt` file before its records, and how the records are laid out. */
export type IbtLayout = {
  readonly header: Uint8Array<ArrayBuffer>;
  readonly recordLength: number;
  readonly variables: readonly IbtVariable[];
};

/** Lays out an `.ibt` file; append `encodeRecords` of all records to `header` for the whole file. */
export function writeIbtHeader(head: IbtFileHead): IbtLayout {
  const variables = placeVariables(head.fields);
  const recordLength = Math.max(
    1,
    variables.reduce((sum, variable) => sum + lengthOf(variable), 0),
  );
  const text = new TextEncoder().encode(`${head.sessionText}\0`);
  const textOffset = FIRST_FREE_BYTE + variables.length * VARIABLE_BYTES;
  const header = new Uint8Array(textOffset + text.length);
  const view = new DataView(header.buffer);
  const ints: [number, number][] = [
    [0, head.version ?? 2],
    [4, 1],
    [8, head.tickRate],
    // The length is that of the text; the zero after it is padding, which other readers choke on inside it.
    [16, text.length - 1],
    [20, textOffset],
    [24, variables.length],
    [28, FIRST_FREE_BYTE],
    [32, 1],
    [36, recordLength],
    [48, head.recordCount],
    [52, header.length],
    [136, head.lapCount ?? 0],
    [140, head.recordCountUnset ? 0 : head.recordCount],
  ];
  for (const [at, value] of ints) view.setInt32(at, value, true);
  view.setBigInt64(112, BigInt(Math.floor(head.startDateSeconds)), true);
  view.setFloat64(120, head.startSessionSeconds ?? 0, true);
  view.setFloat64(128, head.endSessionSeconds ?? 0, true);
  variables.forEach((variable, i) => writeVariable(header, FIRST_FREE_BYTE + i * 144, variable));
  header.set(text, textOffset);
  return { header, recordLength, variables };
}

function placeVariables(fields: readonly IbtField[]): IbtVariable[] {
  let offset = 0;
  return fields.map(({ name, unit, description = '', type, count = 1, countAsTime = false }) => {
    const variable = { name, unit, description, type, count, countAsTime, offset };
    offset += lengthOf(variable);
    return variable;
  });
}

const typeOf = (type: VariableType) => VARIABLE_TYPES.findIndex((known) => known.name === type);
const widthOf = (type: VariableType) => VARIABLE_TYPES[typeOf(type)]?.bytes ?? 4;
const lengthOf = ({ type, count }: { type: VariableType; count: number }) => widthOf(type) * count;

function writeVariable(header: Uint8Array, at: number, variable: IbtVariable): void {
  const view = new DataView(header.buffer, at, VARIABLE_BYTES);
  view.setInt32(0, typeOf(variable.type), true);
  view.setInt32(4, variable.offset, true);
  view.setInt32(8, variable.count, true);
  view.setUint8(12, variable.countAsTime ? 1 : 0);
  const put = (text: string, offset: number, room: number) =>
    header.set(toLatin(text, room - 1), at + offset);
  put(variable.name, 16, 32);
  put(variable.description, 48, 64);
  put(variable.unit, 112, 32);
}

/** One byte a character, as the reader takes them back; what does not fit becomes `?`. */
function toLatin(text: string, room: number): Uint8Array {
  const bytes = new Uint8Array(Math.min(text.length, room));
  for (let i = 0; i < bytes.length; i++) {
    const code = text.charCodeAt(i);
    bytes[i] = code < 0x80 || (code >= 0xa0 && code <= 0xff) ? code : 0x3f;
  }
  return bytes;
}

/**
 * The bytes of records `from` to `to` (excluded). `columns[v]` holds the values of variable `v`: for `count` > 1 the
 * values of a record follow each other, for `char` variables with `count` > 1 one text a record.
 */
export function encodeRecords(
  { recordLength, variables }: IbtLayout,
  columns: readonly (ChannelValues | undefined)[],
  from: number,
  to: number,
): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array((to - from) * recordLength);
  const view = new DataView(bytes.buffer);
  variables.forEach((variable, v) => {
    const values = columns[v];
    if (!values) return;
    const { offset, count, type } = variable;
    const width = widthOf(type);
    const store = STORES[type];
    for (let i = from; i < to; i++) {
      const at = (i - from) * recordLength + offset;
      if (type === 'char' && count > 1) {
        bytes.set(toLatin(textAt(values, i), count), at);
        continue;
      }
      for (let k = 0; k < count; k++) {
        store(view, at + k * width, Number(values[i * count + k] ?? Number.NaN));
      }
    }
  });
  return bytes;
}

function textAt(values: ChannelValues, index: number): string {
  const value = values[index];
  return typeof value === 'string' ? value : '';
}

const STORES: Record<VariableType, (view: DataView, at: number, value: number) => void> = {
  char: (view, at, value) => view.setUint8(at, value),
  bool: (view, at, value) => view.setUint8(at, value),
  int: (view, at, value) => view.setInt32(at, value, true),
  bitfield: (view, at, value) => view.setUint32(at, value, true),
  float: (view, at, value) => view.setFloat32(at, value, true),
  double: (view, at, value) => view.setFloat64(at, value, true),
};
