import type { FileMetaData } from 'hyparquet';
import type { Channel, ChannelValues, Lap, LapData, TimeBase } from '@outlap/telemetry';
import { FormatError } from '../errors.ts';
import {
  damaged,
  decodeColumn,
  type DecodedColumn,
  type Decompress,
  type PhysicalValues,
  unreadable,
} from './decode.ts';
import {
  type DescribedChannel,
  type Description,
  DESCRIPTION_KEY,
  type LapOrigin,
  parseDescription,
  type ValueType,
} from './description.ts';
import { chunkRange, type RangeSource, readMetadata, readRange } from './metadata.ts';

export type OpenLapOptions = {
  /** Zstandard; needed unless the file was written without compression. */
  readonly decompress?: Decompress;
};

/** A column of a lap file as its description has it. */
export type LapFileColumn = {
  readonly name: string;
  readonly sourceName: string;
  readonly unit: string;
  readonly sourceUnit: string;
  readonly rateHz: number | null;
  readonly type: ValueType;
  readonly count: number;
};

/** An opened lap file: its columns and lap are known, its data is read on demand. */
export type LapFile = {
  readonly lap: Lap;
  readonly origin: LapOrigin | null;
  readonly analysisVersion: number | null;
  readonly rowCount: number;
  readonly columns: readonly LapFileColumn[];
  /** The lap with these channels, or with all; reads only their byte ranges. Names that are not there are left out. */
  readonly read: (names?: readonly string[]) => Promise<LapData>;
};

/** Opens a lap file by its footer. Throws FormatError, `format_unsupported` for Parquet that is not a lap file. */
export async function openLapFile(
  file: RangeSource,
  options: OpenLapOptions = {},
): Promise<LapFile> {
  const metadata = await readMetadata(file);
  const json = findDescription(metadata);
  if (json === undefined) {
    throw new FormatError('format_unsupported', 'This Parquet file is not a lap file.');
  }
  const description = parseDescription(json);
  checkDescription(description, metadata);
  return {
    lap: description.lap,
    origin: description.origin,
    analysisVersion: description.analysisVersion,
    rowCount: Number(metadata.num_rows),
    columns: description.channels.map((channel) => toColumn(channel, description)),
    read: (names) => readLap(file, metadata, description, names, options.decompress),
  };
}

function toColumn(channel: DescribedChannel, { bases }: Description): LapFileColumn {
  const { name, sourceName, unit, sourceUnit, rateHz, type, base } = channel;
  const count = bases[base]?.count ?? 0;
  return { name, sourceName, unit, sourceUnit, rateHz, type, count };
}

/** The lap description inside a Parquet file, if it has one. */
export function findDescription(metadata: FileMetaData): string | undefined {
  return metadata.key_value_metadata?.find(({ key }) => key === DESCRIPTION_KEY)?.value;
}

function checkDescription({ channels, bases }: Description, metadata: FileMetaData): void {
  const rows = Number(metadata.num_rows);
  const columns = metadata.schema.length - 1;
  const flat = metadata.schema.slice(1).every((element) => element.type !== undefined);
  if (!flat || columns !== channels.length + 1 || metadata.row_groups.length > 1) {
    throw damaged('The description of the lap does not fit its columns.');
  }
  if (metadata.row_groups.some((group) => group.columns.length !== columns)) {
    throw damaged('A column of the lap is missing.');
  }
  if (bases.some((base) => base.count > rows || (base.all && base.count !== rows))) {
    throw damaged('The description of the lap does not fit its rows.');
  }
}

async function readLap(
  file: RangeSource,
  metadata: FileMetaData,
  description: Description,
  names: readonly string[] | undefined,
  decompress: Decompress | undefined,
): Promise<LapData> {
  const wanted = names && new Set(names);
  const picked = description.channels.flatMap((channel, i) =>
    !wanted || wanted.has(channel.name) ? [{ channel, column: i + 1 }] : [],
  );
  const needsTime = picked.some(({ channel }) => {
    const base = description.bases[channel.base];
    return base?.rateHz === undefined;
  });
  const read = (column: number) => readColumn(file, metadata, column, decompress);
  const [time, ...columns] = await Promise.all([
    needsTime ? read(0) : undefined,
    ...picked.map(({ column }) => read(column)),
  ]);
  const seconds = time ? toFloat64(time.values) : new Float64Array();
  const bases = new Map<number, TimeBase>();
  const channels = picked.map(({ channel }, i) => {
    const column = columns[i];
    if (!column) throw damaged('A column of the lap is missing.');
    return toChannel(channel, column, description, bases, seconds);
  });
  return { lap: description.lap, channels };
}

async function readColumn(
  file: RangeSource,
  metadata: FileMetaData,
  index: number,
  decompress: Decompress | undefined,
): Promise<DecodedColumn> {
  const element = metadata.schema[index + 1];
  if (!element) throw damaged('A column of the lap is missing.');
  const [group] = metadata.row_groups;
  if (!group) {
    return { values: element.type === 'BYTE_ARRAY' ? [] : new Float64Array(), present: undefined };
  }
  const meta = group.columns[index]?.meta_data;
  if (!meta) throw damaged('A column of the lap is missing.');
  const { start, end } = chunkRange(meta);
  const bytes = await readRange(file, start, end);
  try {
    return decodeColumn(bytes, meta, element, Number(group.num_rows), decompress);
  } catch (cause) {
    throw cause instanceof FormatError ? cause : unreadable(element.name, start, cause);
  }
}

function toFloat64(values: PhysicalValues): Float64Array {
  if (values instanceof Float64Array) return values;
  throw damaged('The time column is not of type double.');
}

function toChannel(
  described: DescribedChannel,
  column: DecodedColumn,
  description: Description,
  bases: Map<number, TimeBase>,
  seconds: Float64Array,
): Channel {
  const { type, base, runs, ...channel } = described;
  const rows = runs ? fromRuns(runs, column.present?.length ?? 0) : undefined;
  const values = toValues(column, type, rows, description.bases[base]?.all === true);
  const time = bases.get(base) ?? makeBase(description, base, column, rows, seconds);
  bases.set(base, time);
  const count = time.kind === 'uniform' ? time.count : time.seconds.length;
  if (values.length !== count) throw damaged(`Column ${channel.name} has not one time a sample.`);
  return { ...channel, time, values };
}

function fromRuns(runs: readonly number[], rowCount: number): Int32Array {
  const rows: number[] = [];
  for (let i = 0; i + 1 < runs.length; i += 2) {
    const [start = 0, length = 0] = [runs[i], runs[i + 1]];
    if (start + length > rowCount) throw damaged('Rows of a text lie outside the file.');
    if (rows.length + length > rowCount) throw damaged('Rows of a text overlap.');
    for (let row = start; row < start + length; row++) rows.push(row);
  }
  return Int32Array.from(rows);
}

function makeBase(
  { bases }: Description,
  index: number,
  { present }: DecodedColumn,
  rows: Int32Array | undefined,
  seconds: Float64Array,
): TimeBase {
  const base = bases[index];
  if (!base) throw damaged('A time base is missing.');
  const { count, startSeconds = 0, rateHz } = base;
  if (rateHz !== undefined) return { kind: 'uniform', startSeconds, rateHz, count };
  if (base.all || (!present && !rows)) return { kind: 'stamps', seconds: risingTimes(seconds) };
  const own = rows
    ? Float64Array.from(rows, (row) => seconds[row] ?? Number.NaN)
    : seconds.filter((_, row) => present?.[row] === 1);
  return { kind: 'stamps', seconds: risingTimes(own) };
}

function risingTimes(seconds: Float64Array): Float64Array {
  for (let i = 0; i < seconds.length; i++) {
    const now = seconds[i] ?? Number.NaN;
    if (!Number.isFinite(now) || now < (seconds[i - 1] ?? now)) throw damaged('Its times go back.');
  }
  return seconds;
}

function toValues(
  column: DecodedColumn,
  type: ValueType,
  rows: Int32Array | undefined,
  fillsAll: boolean,
): ChannelValues {
  const { values } = column;
  if (type === 'text' && Array.isArray(values)) return toTexts(values, column, rows, fillsAll);
  if (type === 'text' || Array.isArray(values)) throw wrongType();
  if (values.length === 0) return new ARRAYS[type](0);
  if (type === 'f32' || type === 'f64' || type === 'i64' || type === 'i32') {
    if (values instanceof ARRAYS[type]) return values;
    throw wrongType();
  }
  if (!(values instanceof Int32Array)) throw wrongType();
  return ARRAYS[type].from(values);
}

const wrongType = () => damaged('A column is not of the type it states.');

function toTexts(
  texts: readonly string[],
  { present }: DecodedColumn,
  rows: Int32Array | undefined,
  fillsAll: boolean,
): readonly (string | null)[] {
  if (!present || !(rows ?? fillsAll)) return texts;
  let next = 0;
  const spread = Array.from(present, (level) => (level ? (texts[next++] ?? null) : null));
  return rows ? Array.from(rows, (row) => spread[row] ?? null) : spread;
}

const ARRAYS = {
  f32: Float32Array,
  f64: Float64Array,
  i8: Int8Array,
  i16: Int16Array,
  i32: Int32Array,
  u8: Uint8Array,
  u16: Uint16Array,
  u32: Uint32Array,
  i64: BigInt64Array,
} as const;
