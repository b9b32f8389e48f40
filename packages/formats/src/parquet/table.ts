/**
 * A table with a time column → a recording. The time column is found by name; numbers are seconds, or milli-, micro- or
 * nanoseconds by their Parquet type or their size. Times are made to begin at 0 and never decrease (see the `.ibt`
 * reader); rows without a time are dropped. A column with empty cells keeps times of its own.
 */
import type { SchemaElement } from 'hyparquet';
import type { ChannelValues, Recording, TimeBase } from '@outlap/telemetry';
import { type SourceChannel, toChannels } from '../channels.ts';
import { FormatError } from '../errors.ts';
import { recordTimes } from '../ibt/time-base.ts';
import { normaliseName, parquetRules } from './aliases.ts';
import type { PhysicalValues } from './decode.ts';

export type RawColumn = {
  readonly name: string;
  readonly element: SchemaElement;
  /** Values of each row group, empty cells left out. */
  readonly parts: readonly PhysicalValues[];
  /** For each row group which rows have a value, or how many rows when all have. */
  readonly present: readonly (Uint8Array | number)[];
  readonly unit: string;
};

/** Names of time columns, the best first. */
const TIME_NAMES = [
  'time',
  'sessiontime',
  'elapsedtime',
  'times',
  'timeseconds',
  'seconds',
  'timestamp',
  'datetime',
];

/** Builds the recording; throws FormatError `no_samples` where there is no time column or no row with a time. */
export function toRecording(
  columns: readonly RawColumn[],
  rowCount: number,
  version: number,
  warnings: readonly string[],
): Recording {
  const clock = TIME_NAMES.flatMap((name) =>
    columns.filter((column) => normaliseName(column.name) === name),
  ).find((column) => !Array.isArray(column.parts[0]));
  if (!clock) throw new FormatError('no_samples', 'The Parquet file has no time column.');
  const raw = toSecondsColumn(clock, rowCount);
  const kept = Int32Array.from(raw.keys()).filter((row) => Number.isFinite(raw[row]));
  if (kept.length === 0) throw new FormatError('no_samples', 'No row has a time.');
  const known = Float64Array.from(kept, (row) => raw[row] ?? Number.NaN);
  const tick = medianStep(known);
  const seconds = recordTimes(known, tick);
  const rowTime = new Float64Array(rowCount).fill(Number.NaN);
  kept.forEach((row, i) => (rowTime[row] = seconds[i] ?? Number.NaN));

  const rate = rateOf(tick);
  const full: TimeBase = { kind: 'stamps', seconds };
  const sources = columns
    .filter((column) => column !== clock || normaliseName(column.name) === 'sessiontime')
    .map((column) => toSource(column, rowTime, full, rate));
  const dropped = rowCount - kept.length;
  return {
    format: 'parquet',
    formatVersion: Number.isFinite(version) ? version : null,
    startedAt: findStart(columns, rowCount),
    durationSeconds: seconds.at(-1) ?? 0,
    driver: null,
    vehicle: { name: null },
    track: { name: null, layout: null, lengthMetres: null },
    channels: toChannels(sources, parquetRules(columns.map((column) => column.name))),
    beaconSeconds: [],
    gates: [],
    sectorFractions: [],
    report: {
      rowsTotal: rowCount,
      rowsKept: kept.length,
      reasons: dropped > 0 ? { 'no-time': dropped } : {},
      warnings,
    },
  };
}

/** Row of each value, group by group. */
function rowsOf({ present }: RawColumn, rowCount: number): Int32Array {
  const rows = new Int32Array(rowCount);
  let [count, base] = [0, 0];
  for (const group of present) {
    const length = typeof group === 'number' ? group : group.length;
    for (let i = 0; i < length; i++) {
      if (typeof group === 'number' || group[i] === 1) rows[count++] = base + i;
    }
    base += length;
  }
  return rows.subarray(0, count);
}

const SCALES = { NANOS: 1e9, MICROS: 1e6, MILLIS: 1e3 } as const;

function stampScale({ logical_type: logical, converted_type: converted }: SchemaElement) {
  if (logical?.type === 'TIMESTAMP' || logical?.type === 'TIME') return SCALES[logical.unit];
  if (converted === 'TIMESTAMP_MILLIS') return SCALES.MILLIS;
  return converted === 'TIMESTAMP_MICROS' ? SCALES.MICROS : undefined;
}

/** Integers without a declared unit: time since 1970 tells its unit by its size. */
function guessScale(value: number): number {
  const size = Math.abs(value);
  if (size > 1e17) return 1e9;
  if (size > 1e14) return 1e6;
  return size > 1e11 ? 1e3 : 1;
}

function toSecondsColumn(column: RawColumn, rowCount: number): Float64Array {
  const seconds = new Float64Array(rowCount).fill(Number.NaN);
  const rows = rowsOf(column, rowCount);
  const values = column.parts.flatMap((part) => Array.from(part as Iterable<number | bigint>));
  const first = values.find((value) => Number.isFinite(Number(value))) ?? 0;
  const scale = stampScale(column.element) ?? guessScale(Number(first));
  const origin = typeof first === 'bigint' ? first : 0n;
  const offset = Number(origin) / scale;
  values.forEach((value, i) => {
    const row = rows[i];
    if (row === undefined) return;
    // The difference of 64-bit stamps is exact, the stamps as doubles are not.
    seconds[row] = typeof value === 'bigint' ? Number(value - origin) / scale : value / scale;
  });
  return typeof first === 'bigint' && scale === 1 ? seconds.map((s) => s + offset) : seconds;
}

function findStart(columns: readonly RawColumn[], rowCount: number): string | null {
  for (const column of columns) {
    const scale = stampScale(column.element);
    const first = column.parts[0]?.[0];
    if (!scale || typeof first !== 'bigint' || rowCount === 0) continue;
    const date = new Date((Number(first) / scale) * 1000);
    if (!Number.isFinite(date.getTime())) continue;
    const { logical_type: logical } = column.element;
    const isUtc = logical?.type !== 'TIMESTAMP' || logical.isAdjustedToUTC;
    return isUtc ? date.toISOString() : date.toISOString().slice(0, -1);
  }
  return null;
}

function medianStep(seconds: Float64Array): number {
  const steps = seconds.slice(1).map((now, i) => now - (seconds[i] ?? now));
  const rising = steps.filter((step) => step > 0).sort();
  return rising[rising.length >> 1] ?? 0;
}

/** A whole number of samples a second where the steps are near to one, else null. */
function rateOf(tick: number): number | null {
  const rate = 1 / tick;
  const whole = Math.round(rate);
  return whole >= 1 && whole <= 1e6 && Math.abs(rate - whole) < 0.02 * whole ? whole : null;
}

function toSource(
  column: RawColumn,
  rowTime: Float64Array,
  full: TimeBase,
  rateHz: number | null,
): SourceChannel {
  const rows = rowsOf(column, rowTime.length);
  const picked = Int32Array.from(rows.keys()).filter((i) => !Number.isNaN(rowTime[rows[i] ?? 0]));
  const values = pick(column, picked);
  const isFull = full.kind === 'stamps' && picked.length === full.seconds.length;
  const own = Float64Array.from(picked, (i) => rowTime[rows[i] ?? 0] ?? Number.NaN);
  return {
    sourceName: column.name,
    sourceUnit: column.unit,
    rateHz: isFull ? rateHz : null,
    time: isFull ? full : { kind: 'stamps', seconds: own },
    values,
  };
}

function pick({ parts, element }: RawColumn, picked: Int32Array): ChannelValues {
  const [only] = parts;
  if (only === undefined) return new Float64Array();
  const all = parts.length === 1 ? only : parts.flatMap((part) => Array.from<unknown>(part));
  const at = (i: number) => all[picked[i] ?? 0];
  const count = { length: picked.length };
  if (Array.isArray(only)) return Array.from(count, (_, i) => at(i) as string);
  if (only instanceof BigInt64Array) {
    return narrow(BigInt64Array.from(count, (_, i) => at(i) as bigint));
  }
  const number = (_: unknown, i: number) => at(i) as number;
  if (only instanceof Float32Array) return Float32Array.from(count, number);
  if (only instanceof Uint8Array) return Uint8Array.from(count, number);
  if (only instanceof Int32Array) {
    const unsigned = element.converted_type === 'UINT_32';
    return unsigned ? Uint32Array.from(count, number) : Int32Array.from(count, number);
  }
  return Float64Array.from(count, number);
}

/** 64-bit integers that are small (gears, lap numbers) become numbers that can be computed with. */
function narrow(values: BigInt64Array): ChannelValues {
  if (values.every((value) => value >= -0x8000_0000n && value <= 0x7fff_ffffn)) {
    return Int32Array.from(values, Number);
  }
  const safe = BigInt(Number.MAX_SAFE_INTEGER);
  return values.every((value) => value >= -safe && value <= safe)
    ? Float64Array.from(values, Number)
    : values;
}
