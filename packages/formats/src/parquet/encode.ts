/**
 * Values of one column → the body of its Parquet data page, and of its dictionary page where it has one. Floats go byte
 * by byte into streams (BYTE_STREAM_SPLIT), in which the slow bytes of neighbouring samples stand together and compress
 * well; integers go as differences (DELTA_BINARY_PACKED); few distinct values of any kind, and text, go through a
 * dictionary, one value alone costs a few bytes. Distinct means by bits: NaN and −0 survive. All lossless and standard.
 */
import type { Encoding, ParquetType } from 'hyparquet';
import { ByteWriter } from 'hyparquet-writer';
import { deltaBinaryPack } from 'hyparquet-writer/src/delta.js';
import { writeRleBitPackedHybrid } from 'hyparquet-writer/src/encoding.js';
import type { ChannelValues } from '@outlap/telemetry';

export type EncodedValues = {
  readonly encoding: Encoding;
  readonly body: Uint8Array;
  readonly dictionary?: { readonly body: Uint8Array; readonly count: number };
};

/** More distinct numbers than this and a dictionary never wins over the other encodings. */
const MAX_DICTIONARY = 256;

/** The Parquet type that holds these values. */
export function physicalType(values: ChannelValues): ParquetType {
  if (values instanceof Float32Array) return 'FLOAT';
  if (values instanceof Float64Array) return 'DOUBLE';
  if (values instanceof BigInt64Array) return 'INT64';
  return Array.isArray(values) ? 'BYTE_ARRAY' : 'INT32';
}

/** The ways to write these values that are worth comparing, at least one. Text must be without null. */
export function encodeValues(values: ChannelValues): EncodedValues[] {
  if (values.length === 0) return [{ encoding: 'PLAIN', body: new Uint8Array() }];
  if (Array.isArray(values)) return [encodeText(values as readonly string[])];
  if (values instanceof Float32Array || values instanceof Float64Array) return encodeFloats(values);
  if (values instanceof BigInt64Array) return [encodeDeltas(values, 'INT64'), plain(values)];
  const ints = values instanceof Int32Array ? values : Int32Array.from(values as ArrayLike<number>);
  const dictionary = encodeDictionary(bitsOf(ints), ints);
  if (dictionary?.dictionary?.count === 1) return [dictionary];
  return [dictionary ?? plain(ints), encodeDeltas(ints, 'INT32')];
}

function encodeFloats(values: Float32Array | Float64Array): EncodedValues[] {
  const dictionary = encodeDictionary(bitsOf(values), values);
  if (dictionary?.dictionary?.count === 1) return [dictionary];
  const split: EncodedValues = { encoding: 'BYTE_STREAM_SPLIT', body: splitStreams(values) };
  return dictionary ? [dictionary, split] : [split];
}

function plain(values: Int32Array | BigInt64Array): EncodedValues {
  return { encoding: 'PLAIN', body: bytesOf(values) };
}

function encodeDeltas(values: Int32Array | BigInt64Array, type: 'INT32' | 'INT64'): EncodedValues {
  const writer = new ByteWriter();
  deltaBinaryPack(writer, values, type);
  return { encoding: 'DELTA_BINARY_PACKED', body: writer.getBytes() };
}

function encodeText(values: readonly string[]): EncodedValues {
  const indexOf = new Map<string, number>();
  const indexes = values.map((text) => {
    const index = indexOf.get(text) ?? indexOf.size;
    indexOf.set(text, index);
    return index;
  });
  const encoder = new TextEncoder();
  const writer = new ByteWriter();
  for (const text of indexOf.keys()) {
    const bytes = encoder.encode(text);
    writer.appendUint32(bytes.length);
    writer.appendBytes(bytes);
  }
  return {
    encoding: 'RLE_DICTIONARY',
    body: packIndexes(indexes, indexOf.size),
    dictionary: { body: writer.getBytes(), count: indexOf.size },
  };
}

type FixedValues = Float32Array | Float64Array | Int32Array;

function bytesOf(values: FixedValues | BigInt64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** The bits of each value as one or two words. */
function bitsOf(values: FixedValues): Uint32Array {
  return new Uint32Array(values.buffer, values.byteOffset, values.byteLength / 4);
}

function encodeDictionary(bits: Uint32Array, values: FixedValues): EncodedValues | undefined {
  const words = values.BYTES_PER_ELEMENT / 4;
  const indexOf = new Map<number, number>();
  const firsts: number[] = [];
  const indexes = new Uint8Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const low = bits[i * words] ?? 0;
    // For doubles low and high word together, as a double whose distinctness is that of the pair up to 2^53.
    const key = words === 1 ? low : low + (bits[i * words + 1] ?? 0) * 0x1_0000_0000;
    let index = indexOf.get(key);
    if (index === undefined) {
      index = firsts.push(i) - 1;
      if (index >= MAX_DICTIONARY) return undefined;
      indexOf.set(key, index);
    } else if (words === 2 && !sameBits(bits, firsts[index] ?? 0, i)) {
      return undefined;
    }
    indexes[i] = index;
  }
  const distinct = values.constructor as new (length: number) => FixedValues;
  const dictionary = new distinct(firsts.length);
  const out = bitsOf(dictionary);
  firsts.forEach((first, i) => {
    for (let w = 0; w < words; w++) out[i * words + w] = bits[first * words + w] ?? 0;
  });
  return {
    encoding: 'RLE_DICTIONARY',
    body: packIndexes(indexes, firsts.length),
    dictionary: { body: bytesOf(dictionary), count: firsts.length },
  };
}

const sameBits = (bits: Uint32Array, a: number, b: number) =>
  bits[a * 2] === bits[b * 2] && bits[a * 2 + 1] === bits[b * 2 + 1];

function packIndexes(indexes: Uint8Array | number[], distinct: number): Uint8Array {
  const bitWidth = distinct < 2 ? 0 : 32 - Math.clz32(distinct - 1);
  const writer = new ByteWriter();
  writer.appendUint8(bitWidth);
  writeRleBitPackedHybrid(writer, indexes, bitWidth);
  return writer.getBytes();
}

/** Definition levels of an optional column, as a version 1 data page begins with: length, then 0 and 1 in runs. */
export function encodeLevels(rows: Int32Array, rowCount: number): Uint8Array {
  const levels = new Uint8Array(rowCount);
  for (const row of rows) levels[row] = 1;
  const writer = new ByteWriter();
  writer.appendUint32(0);
  writeRleBitPackedHybrid(writer, levels, 1);
  const bytes = writer.getBytes();
  new DataView(bytes.buffer, bytes.byteOffset).setUint32(0, bytes.length - 4, true);
  return bytes;
}

/** First bytes of all values, then all second bytes, and so on. */
function splitStreams(values: Float32Array | Float64Array): Uint8Array {
  const n = values.length;
  const out = new Uint8Array(values.byteLength);
  const words = bitsOf(values);
  const perValue = values.BYTES_PER_ELEMENT / 4;
  for (let w = 0; w < perValue; w++) {
    const at = w * 4 * n;
    for (let i = 0; i < n; i++) {
      const bits = words[i * perValue + w] ?? 0;
      out[at + i] = bits;
      out[at + n + i] = bits >>> 8;
      out[at + 2 * n + i] = bits >>> 16;
      out[at + 3 * n + i] = bits >>> 24;
    }
  }
  return out;
}
