import type { ChannelValues, Lap, Recording, TimeBase } from '@outlap/telemetry';
import { FormatError } from '../errors.ts';

/** Key of the description in the file's own key-value metadata. */
export const DESCRIPTION_KEY = 'outlap';

/** How values were typed before they became a Parquet column. */
const VALUE_TYPES = ['f32', 'f64', 'i8', 'i16', 'i32', 'u8', 'u16', 'u32', 'i64', 'text'] as const;
export type ValueType = (typeof VALUE_TYPES)[number];

/** A time base: with a rate it is uniform, else its times are in the `time` column. */
export type DescribedBase = {
  readonly count: number;
  readonly startSeconds?: number;
  readonly rateHz?: number;
  /** Its samples fill all rows. */
  readonly all?: true;
};

export type DescribedChannel = {
  readonly name: string;
  readonly sourceName: string;
  readonly unit: string;
  readonly sourceUnit: string;
  readonly rateHz: number | null;
  readonly type: ValueType;
  readonly base: number;
  /** Rows of the samples as runs (first, length, …): only for text without value in some samples. */
  readonly runs?: readonly number[];
};

/** The recording that a lap was cut from. */
export type LapOrigin = Pick<
  Recording,
  'format' | 'formatVersion' | 'startedAt' | 'driver' | 'vehicle' | 'track' | 'sectorFractions'
>;

/** What a lap file says of itself; channel i is Parquet column i + 1, column 0 is `time`. */
export type Description = {
  readonly version: 1;
  readonly analysisVersion: number | null;
  readonly lap: Lap;
  readonly origin: LapOrigin | null;
  readonly bases: readonly DescribedBase[];
  readonly channels: readonly DescribedChannel[];
};

const FIELDS = ['name', 'sourceName', 'unit', 'sourceUnit', 'rateHz', 'type', 'base', 'runs'];

export function typeOfValues(values: ChannelValues): ValueType {
  if (values instanceof Float32Array) return 'f32';
  if (values instanceof Float64Array) return 'f64';
  if (values instanceof Int8Array) return 'i8';
  if (values instanceof Int16Array) return 'i16';
  if (values instanceof Int32Array) return 'i32';
  if (values instanceof Uint8Array) return 'u8';
  if (values instanceof Uint16Array) return 'u16';
  if (values instanceof Uint32Array) return 'u32';
  return values instanceof BigInt64Array ? 'i64' : 'text';
}

export function describeBase(time: TimeBase, fillsAll: boolean): DescribedBase {
  const all = fillsAll ? ({ all: true } as const) : {};
  if (time.kind === 'stamps') return { count: time.seconds.length, ...all };
  return { count: time.count, startSeconds: time.startSeconds, rateHz: time.rateHz, ...all };
}

/** The description as JSON; channels are rows under one list of field names, which keeps it small. */
export function formatDescription({ channels, ...rest }: Description): string {
  const rows = channels.map((channel) => {
    const { name, sourceName, unit, sourceUnit, rateHz, type, base, runs } = channel;
    const row: unknown[] = [name, sourceName, unit, sourceUnit, rateHz, type, base];
    return runs ? [...row, runs] : row;
  });
  return JSON.stringify({ ...rest, fields: FIELDS, channels: rows });
}

/** Reads the description back; throws FormatError `file_damaged` where it is not one. */
export function parseDescription(json: string): Description {
  try {
    const parsed = JSON.parse(json) as Record<string, unknown>;
    const bases = list(parsed.bases).map(parseBase);
    const channels = list(parsed.channels).map((row) => parseChannel(list(row), bases.length));
    const analysisVersion = parsed.analysisVersion;
    return {
      version: 1,
      analysisVersion: typeof analysisVersion === 'number' ? analysisVersion : null,
      lap: parseLap(record(parsed.lap)),
      origin: isNothing(parsed.origin) ? null : parseOrigin(record(parsed.origin)),
      bases,
      channels,
    };
  } catch (cause) {
    throw new FormatError('file_damaged', 'The description of the lap cannot be read.', null, {
      cause,
    });
  }
}

function parseBase(value: unknown): DescribedBase {
  const { count, startSeconds, rateHz, all } = record(value);
  const filling = all === true ? ({ all: true } as const) : {};
  const base = { count: natural(count), ...filling };
  if (rateHz === undefined) return base;
  const rate = finite(rateHz);
  if (rate <= 0) throw new Error('rate');
  return { ...base, rateHz: rate, startSeconds: finite(startSeconds) };
}

function parseChannel(row: readonly unknown[], bases: number): DescribedChannel {
  const [name, sourceName, unit, sourceUnit, rateHz, type, base, runs] = row;
  const valueType = VALUE_TYPES.find((known) => known === type);
  const index = natural(base);
  if (!valueType || index >= bases) throw new Error('channel');
  return {
    name: text(name),
    sourceName: text(sourceName),
    unit: text(unit),
    sourceUnit: text(sourceUnit),
    rateHz: rateHz === null ? null : finite(rateHz),
    type: valueType,
    base: index,
    ...(runs === undefined ? {} : { runs: list(runs).map(natural) }),
  };
}

// The numbers and words of a lap are data to show, not offsets to follow: their types are checked, not their sense.
function parseLap(lap: Record<string, unknown>): Lap {
  const { distanceMetres, timeSource, kind } = lap;
  const kinds = ['full', 'out', 'in', 'partial', 'stretch'] as const;
  return {
    number: numberOrNaN(lap.number),
    kind: kinds.find((known) => known === kind) ?? 'partial',
    valid: lap.valid === true,
    invalidReasons: list(lap.invalidReasons).map(text) as Lap['invalidReasons'][number][],
    startSeconds: numberOrNaN(lap.startSeconds),
    endSeconds: numberOrNaN(lap.endSeconds),
    timeSeconds: numberOrNaN(lap.timeSeconds),
    timeSource: timeSource === 'source' ? 'source' : 'crossing',
    distanceMetres: distanceMetres === null ? null : finite(distanceMetres),
    sectorSeconds: list(lap.sectorSeconds).map(numberOrNaN),
  };
}

function parseOrigin(origin: Record<string, unknown>): LapOrigin {
  const vehicle = record(origin.vehicle);
  const track = record(origin.track);
  const textOrNull = (value: unknown) => (isNothing(value) ? null : text(value));
  const numberOrNull = (value: unknown) => (isNothing(value) ? null : finite(value));
  return {
    format: text(origin.format),
    formatVersion: numberOrNull(origin.formatVersion),
    startedAt: textOrNull(origin.startedAt),
    driver: textOrNull(origin.driver),
    vehicle: { name: textOrNull(vehicle.name) },
    track: {
      name: textOrNull(track.name),
      layout: textOrNull(track.layout),
      lengthMetres: numberOrNull(track.lengthMetres),
    },
    sectorFractions: list(origin.sectorFractions).map(finite),
  };
}

const isNothing = (value: unknown) => value === null || value === undefined;

/** JSON writes NaN and infinity as null. */
const numberOrNaN = (value: unknown) => (value === null ? Number.NaN : finite(value));

function list(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) throw new Error('list');
  return value;
}
function record(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new Error('record');
  return value as Record<string, unknown>;
}
function text(value: unknown): string {
  if (typeof value !== 'string') throw new Error('text');
  return value;
}
function finite(value: unknown): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Error('number');
  return value;
}
function natural(value: unknown): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw new Error('count');
  return value as number;
}
