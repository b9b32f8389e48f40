/**
 * Parquet as a recording: our own lap files by their description, other people's by a time column and their names.
 * Columns that are nested or of a type without numbers or text are left out with a warning; empty cells are no samples.
 */
import { decompress as unzstd } from 'fzstd';
import type { ColumnChunk, FileMetaData, SchemaElement } from 'hyparquet';
import {
  joinLaps,
  type Lap,
  type LapData,
  type Recording,
  sampleCount,
  sampleSeconds,
} from '@outlap/telemetry';
import { type ByteSource } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import type { Format } from '../format.ts';
import {
  damaged,
  decodeColumn,
  type DecodedColumn,
  type Decompress,
  type PhysicalValues,
  unreadable,
} from './decode.ts';
import type { LapOrigin } from './description.ts';
import { chunkRange, type RangeSource, readMetadata, readRange } from './metadata.ts';
import { findDescription, type LapFile, openLapFile } from './open.ts';
import { type RawColumn, toRecording } from './table.ts';

/** Parquet files with a time column, and the lap files of this project. */
export const parquet: Format = {
  id: 'parquet',
  name: 'Parquet',
  extensions: ['.parquet'],
  sniff: (head, size) => size >= 12 && head[0] === 0x50 && head[1] === 0x41 && isPar1(head),
  // What a damaged footer can state is checked where it matters; anything it still trips up is damage too.
  read: (source) =>
    readParquet(source).catch((cause: unknown) => {
      throw cause instanceof FormatError
        ? cause
        : damaged('The Parquet file contradicts itself.', cause);
    }),
};

/** A lap whose samples reach farther beyond its end has another end. */
const FARTHEST_SECONDS = 60;

const isPar1 = (head: Uint8Array) => head[2] === 0x52 && head[3] === 0x31;

const decompress: Decompress = (bytes, length) => {
  const out = unzstd(bytes, new Uint8Array(length));
  if (out.length !== length) throw damaged('A page has another size than it states.');
  return out;
};

async function readParquet(source: ByteSource): Promise<Recording> {
  const file: RangeSource = {
    byteLength: source.size,
    slice: (start, end) => source.read(start, end - start),
  };
  const metadata = await readMetadata(file);
  if (findDescription(metadata) !== undefined) {
    return lapRecording(await openLapFile(file, { decompress }));
  }
  const warnings: string[] = [];
  const columns: RawColumn[] = [];
  for (const { element, index, flat } of leafColumns(metadata)) {
    const column = flat ? await readLeaf(file, metadata, element, index) : undefined;
    if (column) columns.push(column);
    else warnings.push(`Column ${element.name} is nested or of a kind that is not read.`);
  }
  return toRecording(columns, Number(metadata.num_rows), metadata.version, warnings);
}

/** The leaves of the schema in order; only those that lie at the top and hold one value a row are flat. */
function leafColumns({ schema }: FileMetaData) {
  const leaves: { element: SchemaElement; index: number; flat: boolean }[] = [];
  let nested = 0;
  for (const element of schema.slice(1)) {
    const inside = nested > 0;
    if (inside) nested--;
    if (element.num_children) {
      nested += element.num_children;
      continue;
    }
    const flat = !inside && element.repetition_type !== 'REPEATED';
    leaves.push({ element, index: leaves.length, flat });
  }
  return leaves;
}

async function readLeaf(
  file: RangeSource,
  metadata: FileMetaData,
  element: SchemaElement,
  index: number,
): Promise<RawColumn | undefined> {
  const parts: PhysicalValues[] = [];
  const present: (Uint8Array | number)[] = [];
  for (const group of metadata.row_groups) {
    const rows = Number(group.num_rows);
    const decoded = await readChunk(file, group.columns[index], element, rows);
    if (!decoded) return undefined;
    parts.push(decoded.values);
    present.push(decoded.present ?? rows);
  }
  const keyValues = metadata.row_groups[0]?.columns[index]?.meta_data?.key_value_metadata;
  const unit = keyValues?.find(({ key }) => key === 'unit')?.value ?? '';
  return { name: element.name, element, parts, present, unit };
}

/** One column of one row group; undefined where its kind is not read. */
async function readChunk(
  file: RangeSource,
  chunk: ColumnChunk | undefined,
  element: SchemaElement,
  rows: number,
): Promise<DecodedColumn | undefined> {
  const meta = chunk?.meta_data;
  if (!meta) throw damaged(`Column ${element.name} is missing.`);
  const { start, end } = chunkRange(meta);
  const bytes = await readRange(file, start, end);
  try {
    return decodeColumn(bytes, meta, element, rows, decompress);
  } catch (cause) {
    if (!(cause instanceof FormatError)) throw unreadable(element.name, start, cause);
    if (cause.code === 'format_unsupported') return undefined;
    throw cause;
  }
}

async function lapRecording(file: LapFile): Promise<Recording> {
  const data = await file.read();
  const { rowCount } = file;
  const origin = file.origin ?? NO_ORIGIN;
  const startedAt = origin.startedAt?.endsWith('Z') ? origin.startedAt : null;
  const about = { ...origin, startedAt, format: 'parquet', gates: [] };
  const { recording } = joinLaps([{ ...data, lap: withinSamples(data) }], about);
  return {
    ...recording,
    formatVersion: 1,
    report: { ...recording.report, rowsTotal: rowCount, rowsKept: rowCount },
  };
}

/** The lap as its description has it; where that makes no sense, all of the samples as a part of one. */
function withinSamples({ lap, channels }: LapData): Lap {
  const span = lap.endSeconds - lap.startSeconds;
  const times = channels.map(({ time }) => sampleSeconds(time, sampleCount(time) - 1));
  const last = times.filter(Number.isFinite).reduce((most, t) => Math.max(most, t), 0);
  if (span >= 0 && last <= span + FARTHEST_SECONDS) return lap;
  return { ...lap, kind: 'partial', startSeconds: 0, endSeconds: last };
}

const NO_ORIGIN: LapOrigin = {
  format: 'parquet',
  formatVersion: null,
  startedAt: null,
  driver: null,
  vehicle: { name: null },
  track: { name: null, layout: null, lengthMetres: null },
  sectorFractions: [],
};
