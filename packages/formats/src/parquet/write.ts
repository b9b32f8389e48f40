/**
 * A lap as one Parquet file: a row for each distinct time, column `time` first, then a column a channel, one row group,
 * one page a column. Columns whose samples do not fill all rows are optional; their levels are compressed with the page
 * (data page version 1), where the pattern of a slower channel costs next to nothing. Each column carries unit, source
 * name, source unit and rate in its own key-value metadata; the whole description is in the file's under `outlap`.
 */
import type { ColumnChunk, CompressionCodec, KeyValue, SchemaElement } from 'hyparquet';
import { ByteWriter, ParquetWriter } from 'hyparquet-writer';
import { writePageHeader } from 'hyparquet-writer/src/datapage.js';
import type { Channel, ChannelValues, LapData } from '@outlap/telemetry';
import {
  describeBase,
  type DescribedChannel,
  DESCRIPTION_KEY,
  formatDescription,
  type LapOrigin,
  typeOfValues,
  type ValueType,
} from './description.ts';
import { type EncodedValues, encodeLevels, encodeValues, physicalType } from './encode.ts';
import { layRows, type Rows } from './rows.ts';

export type WriteLapOptions = {
  /** Zstandard; without it the pages stay uncompressed. */
  readonly compress?: (bytes: Uint8Array) => Uint8Array;
  /** Version of the analysis that cut the lap. */
  readonly analysisVersion?: number;
  /** The recording that the lap was cut from, so that the file tells driver, vehicle and track by itself. */
  readonly origin?: LapOrigin;
};

type Compress = (bytes: Uint8Array) => Uint8Array;

type Column = {
  readonly name: string;
  readonly values: ChannelValues;
  readonly type: ValueType;
  /** Definition levels; undefined for a required column. */
  readonly levels: Uint8Array | undefined;
  readonly keyValues: KeyValue[];
};

/** The bytes of a lap file. Every channel reads back with its own samples and times, bit by bit. */
export function writeLapFile(lap: LapData, options: WriteLapOptions = {}): Uint8Array<ArrayBuffer> {
  const rows = layRows(lap.channels.map((channel) => channel.time));
  const levels = new Map<number, Uint8Array>();
  const channels = lap.channels.map((channel) => describe(channel, rows));
  const names = columnNames(lap.channels);
  const columns: Column[] = [
    {
      name: 'time',
      values: rows.seconds,
      type: 'f64',
      levels: undefined,
      keyValues: [{ key: 'unit', value: 's' }],
    },
    ...lap.channels.map((channel, i) => toColumn(channel, names[i] ?? '', rows, levels)),
  ];
  const description = formatDescription({
    version: 1,
    analysisVersion: options.analysisVersion ?? null,
    lap: lap.lap,
    origin: options.origin ? pickOrigin(options.origin) : null,
    bases: rows.bases.map((base) => describeBase(base.time, base.rows === undefined)),
    channels,
  });
  return writeFile(columns, rows.seconds.length, description, options.compress);
}

/** Only what belongs there, though a whole recording may be given. */
function pickOrigin(origin: LapOrigin): LapOrigin {
  const { format, formatVersion, startedAt, driver, vehicle, track, sectorFractions } = origin;
  return { format, formatVersion, startedAt, driver, vehicle, track, sectorFractions };
}

function writeFile(
  columns: readonly Column[],
  rowCount: number,
  description: string,
  compress: Compress | undefined,
): Uint8Array<ArrayBuffer> {
  const writer = new ByteWriter();
  const file = new ParquetWriter({
    writer,
    schema: [{ name: 'lap', num_children: columns.length }, ...columns.map(toSchema)],
    createdBy: 'outlap',
    kvMetadata: [{ key: DESCRIPTION_KEY, value: description }],
  });
  if (rowCount > 0) {
    const chunks = columns.map((column) => writeColumn(writer, column, rowCount, compress));
    const sizes = chunks.map((chunk) => chunk.meta_data);
    const sum = (pick: (meta: ColumnChunk['meta_data']) => bigint | undefined) =>
      sizes.reduce((total, meta) => total + (pick(meta) ?? 0n), 0n);
    file.row_groups.push({
      columns: chunks,
      num_rows: BigInt(rowCount),
      total_byte_size: sum((meta) => meta?.total_uncompressed_size),
      total_compressed_size: sum((meta) => meta?.total_compressed_size),
    });
    file.num_rows = BigInt(rowCount);
  }
  void file.finish();
  return new Uint8Array(writer.getBuffer());
}

function describe({ time, values, ...channel }: Channel, rows: Rows): DescribedChannel {
  const base = rows.baseOf.get(time) ?? 0;
  const taken = rows.bases[base]?.rows;
  const hasNull = Array.isArray(values) && values.includes(null);
  const { name, sourceName, unit, sourceUnit, rateHz } = channel;
  const described = {
    name,
    sourceName,
    unit,
    sourceUnit,
    rateHz,
    type: typeOfValues(values),
    base,
  };
  return taken && hasNull ? { ...described, runs: toRuns(taken) } : described;
}

function toRuns(rows: Int32Array): number[] {
  const runs: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i] ?? 0;
    if (i > 0 && row === (rows[i - 1] ?? 0) + 1) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1;
    else runs.push(row, 1);
  }
  return runs;
}

function columnNames(channels: readonly Channel[]): string[] {
  const taken = new Set(['time']);
  return channels.map(({ name }) => {
    let unique = name;
    for (let n = 2; taken.has(unique); n++) unique = `${name}@${n}`;
    taken.add(unique);
    return unique;
  });
}

function toColumn(
  channel: Channel,
  name: string,
  rows: Rows,
  levels: Map<number, Uint8Array>,
): Column {
  const base = rows.baseOf.get(channel.time) ?? 0;
  const taken = rows.bases[base]?.rows;
  const rowCount = rows.seconds.length;
  const column = {
    name,
    type: typeOfValues(channel.values),
    keyValues: toKeyValues(channel),
  };
  if (Array.isArray(channel.values) && channel.values.includes(null)) {
    const values = channel.values as readonly (string | null)[];
    const filled = values.flatMap((text, i) => (text === null ? [] : [taken?.[i] ?? i]));
    return {
      ...column,
      values: values.filter((text) => text !== null),
      levels: encodeLevels(Int32Array.from(filled), rowCount),
    };
  }
  if (taken && !levels.has(base)) levels.set(base, encodeLevels(taken, rowCount));
  return { ...column, values: channel.values, levels: taken && levels.get(base) };
}

function toKeyValues({ name, sourceName, unit, sourceUnit, rateHz }: Channel): KeyValue[] {
  const pairs: [string, string][] = [['unit', unit]];
  if (sourceName !== name) pairs.push(['sourceName', sourceName]);
  if (sourceUnit !== unit) pairs.push(['sourceUnit', sourceUnit]);
  if (rateHz !== null) pairs.push(['rateHz', String(rateHz)]);
  return pairs.filter(([, value]) => value !== '').map(([key, value]) => ({ key, value }));
}

const CONVERTED: Partial<Record<ValueType, SchemaElement['converted_type']>> = {
  i8: 'INT_8',
  i16: 'INT_16',
  u8: 'UINT_8',
  u16: 'UINT_16',
  u32: 'UINT_32',
  text: 'UTF8',
};

function toSchema({ name, values, type, levels }: Column): SchemaElement {
  const converted = CONVERTED[type];
  return {
    name,
    type: physicalType(values),
    repetition_type: levels ? 'OPTIONAL' : 'REQUIRED',
    ...(converted ? { converted_type: converted } : {}),
  };
}

type Packed = EncodedValues & {
  readonly codec: CompressionCodec;
  readonly page: Uint8Array;
  readonly packedPage: Uint8Array;
  readonly packedDictionary: Uint8Array | undefined;
};

function writeColumn(
  writer: ByteWriter,
  column: Column,
  rowCount: number,
  compress: Compress | undefined,
): ColumnChunk {
  const packed = smallest(encodeValues(column.values), column.levels, compress);
  const { dictionary, encoding, page, packedPage, packedDictionary, codec } = packed;
  const start = writer.offset;
  let uncompressed = 0;
  if (dictionary && packedDictionary) {
    writePageHeader(writer, {
      type: 'DICTIONARY_PAGE',
      uncompressed_page_size: dictionary.body.length,
      compressed_page_size: packedDictionary.length,
      dictionary_page_header: { num_values: dictionary.count, encoding: 'PLAIN' },
    });
    uncompressed += writer.offset - start + dictionary.body.length;
    writer.appendBytes(packedDictionary);
  }
  const dataStart = writer.offset;
  writePageHeader(writer, {
    type: 'DATA_PAGE',
    uncompressed_page_size: page.length,
    compressed_page_size: packedPage.length,
    data_page_header: {
      num_values: rowCount,
      encoding,
      definition_level_encoding: 'RLE',
      repetition_level_encoding: 'RLE',
    },
  });
  uncompressed += writer.offset - dataStart + page.length;
  writer.appendBytes(packedPage);
  const first = column.values[0];
  const last = column.values.at(-1);
  const isTime = column.name === 'time' && typeof first === 'number' && typeof last === 'number';
  return {
    file_offset: BigInt(start),
    meta_data: {
      type: physicalType(column.values),
      encodings: dictionary ? ['PLAIN', 'RLE', encoding] : ['RLE', encoding],
      path_in_schema: [column.name],
      codec,
      num_values: BigInt(rowCount),
      total_uncompressed_size: BigInt(uncompressed),
      total_compressed_size: BigInt(writer.offset - start),
      key_value_metadata: column.keyValues,
      data_page_offset: BigInt(dataStart),
      ...(dictionary ? { dictionary_page_offset: BigInt(start) } : {}),
      ...(isTime ? { statistics: { min_value: first, max_value: last, null_count: 0n } } : {}),
    },
  };
}

function smallest(
  choices: readonly EncodedValues[],
  levels: Uint8Array | undefined,
  compress: Compress | undefined,
): Packed {
  const packed = choices.map((choice) => pack(choice, levels, compress));
  return packed.reduce((best, next) => (sizeOf(next) < sizeOf(best) ? next : best));
}

const sizeOf = ({ packedPage, packedDictionary }: Packed) =>
  packedPage.length + (packedDictionary?.length ?? 0);

function pack(
  encoded: EncodedValues,
  levels: Uint8Array | undefined,
  compress: Compress | undefined,
): Packed {
  const page = levels ? concat(levels, encoded.body) : encoded.body;
  const dictionary = encoded.dictionary?.body;
  const raw: Packed = {
    ...encoded,
    codec: 'UNCOMPRESSED',
    page,
    packedPage: page,
    packedDictionary: dictionary,
  };
  if (!compress || sizeOf(raw) < 24) return raw;
  const zstd: Packed = {
    ...raw,
    codec: 'ZSTD',
    packedPage: compress(page),
    packedDictionary: dictionary && compress(dictionary),
  };
  return sizeOf(zstd) < sizeOf(raw) ? zstd : raw;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
