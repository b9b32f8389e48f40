/**
 * Writes a recording as an `.ibt` file. One time base holds for all records: the one most channels share. A channel
 * with a whole number of samples a record at the reader's own sub-times becomes an array in time (version 2). Any other
 * is brought onto the record times, or a faster one onto sub-times: numbers by straight lines, steps and text by holding.
 * Where the record times are not
 * those of a plain tick, they are written as SessionTime, from which readers take them. 64-bit integers become doubles.
 */
import {
  type Channel,
  type ChannelValues,
  findUnit,
  isNumeric,
  isStep,
  type Recording,
  sampleCount,
  type TimeBase,
  toSeconds,
} from '@outlap/telemetry';
import { IBT_ALIASES, isIbtName } from './aliases.ts';
import { encodeRecords, type IbtField, writeIbtHeader } from './encode.ts';
import type { VariableType } from './layout.ts';
import { writeSessionText } from './session-text-write.ts';
import { recordTimes, spreadTimes } from './time-base.ts';

export type WriteIbtOptions = {
  /** 2 by default; version 1 has no arrays. */
  readonly version?: 1 | 2;
  readonly recordCountUnset?: boolean;
};

type Field = { readonly field: IbtField; readonly values: ChannelValues };

const NAME_ROOM = 31;
const MAX_PER_RECORD = 100;
const SOURCE_NAMES = new Map(Object.entries(IBT_ALIASES).map(([source, name]) => [name, source]));
const UNITS: Readonly<Record<string, string>> = {
  ratio: '%',
  'm/s²': 'm/s^2',
  'rad/s²': 'rad/s^2',
  '°C': 'C',
  rpm: 'revs/min',
  'N·m': 'N*m',
  L: 'l',
};

/** The whole `.ibt` file of a recording, names and units as iRacing writes them. */
export function writeIbt(recording: Recording, options: WriteIbtOptions = {}): Uint8Array {
  const main = findMainBase(recording.channels);
  const times = toSeconds(main);
  const tickRate = tickRateOf(main, times);
  const fields = toFields(recording.channels, times, tickRate, options.version ?? 2);
  const addClock = needsClock(main, tickRate, recording.channels, times);
  if (addClock) fields.unshift(clockField(times));
  const startedAt = recording.startedAt === null ? Number.NaN : Date.parse(recording.startedAt);
  const layout = writeIbtHeader({
    version: options.version ?? 2,
    tickRate,
    recordCount: times.length,
    recordCountUnset: options.recordCountUnset ?? false,
    startDateSeconds: Number.isFinite(startedAt) ? startedAt / 1000 : 0,
    startSessionSeconds: times[0] ?? 0,
    endSessionSeconds: times.at(-1) ?? 0,
    sessionText: writeSessionText(recording),
    fields: uniqueNames(fields.map(({ field }) => field)),
  });
  const records = encodeRecords(
    layout,
    fields.map(({ values }) => values),
    0,
    times.length,
  );
  const file = new Uint8Array(layout.header.length + records.length);
  file.set(layout.header);
  file.set(records, layout.header.length);
  return file;
}

function findMainBase(channels: readonly Channel[]): TimeBase {
  const uses = new Map<TimeBase, number>();
  for (const { time } of channels) {
    const same = [...uses.keys()].find((base) => sameBase(base, time)) ?? time;
    uses.set(same, (uses.get(same) ?? 0) + 1);
  }
  const [most] = [...uses].sort((a, b) => b[1] - a[1]);
  return most?.[0] ?? { kind: 'uniform', startSeconds: 0, rateHz: 60, count: 0 };
}

function sameBase(a: TimeBase, b: TimeBase): boolean {
  if (a === b) return true;
  if (sampleCount(a) !== sampleCount(b)) return false;
  return sameTimes(toSeconds(a), toSeconds(b));
}

function sameTimes(a: Float64Array, b: Float64Array): boolean {
  return a.length === b.length && a.every((seconds, i) => seconds === b[i]);
}

function tickRateOf(main: TimeBase, times: Float64Array): number {
  const span = (times.at(-1) ?? 0) - (times[0] ?? 0);
  const rate = main.kind === 'uniform' ? main.rateHz : (times.length - 1) / span;
  return Number.isFinite(rate) ? Math.min(1000, Math.max(1, Math.round(rate))) : 60;
}

/** Whether the reader would miss the record times without a clock of ours. */
function needsClock(
  main: TimeBase,
  tickRate: number,
  channels: readonly Channel[],
  times: Float64Array,
): boolean {
  if (channels.some((channel) => isClock(channel, times, tickRate))) return false;
  const own = channels.some((channel) => channel.name === 'sessionTime');
  const plain = main.kind === 'uniform' && main.startSeconds === 0 && main.rateHz === tickRate;
  return own || !plain;
}

/** Whether this channel is a SessionTime from which the reader gets exactly these record times. */
function isClock({ name, values }: Channel, times: Float64Array, tickRate: number): boolean {
  if (name !== 'sessionTime' || !(values instanceof Float64Array)) return false;
  return sameTimes(recordTimes(values, 1 / tickRate), times);
}

function clockField(times: Float64Array): Field {
  return {
    field: { name: 'SessionTime', unit: 's', description: 'Record time', type: 'double' },
    values: times,
  };
}

function toFields(
  channels: readonly Channel[],
  times: Float64Array,
  tickRate: number,
  version: 1 | 2,
): Field[] {
  return channels.map((channel) => {
    const { perRecord, aligned } = alignToRecords(channel, times, tickRate, version);
    const { type, values, width } = toStored(aligned);
    const name =
      channel.name === 'sessionTime' && !isClock(channel, times, tickRate)
        ? 'SourceSessionTime'
        : variableName(channel);
    return {
      values,
      field: {
        name,
        unit: variableUnit(channel),
        description: channel.name,
        type,
        count: type === 'char' ? width : perRecord,
        countAsTime: perRecord > 1,
      },
    };
  });
}

function alignToRecords(
  channel: Channel,
  times: Float64Array,
  tickRate: number,
  version: 1 | 2,
): { perRecord: number; aligned: ChannelValues } {
  const { time, values, rateHz } = channel;
  if (sameTimes(toSeconds(time), times)) return { perRecord: 1, aligned: values };
  if (Array.isArray(values)) return { perRecord: 1, aligned: resample(channel, times) };
  const perRecord = samplesPerRecord(channel, times, tickRate);
  if (perRecord > 1) {
    if (version === 2) return { perRecord, aligned: values };
    const isLast = (_: unknown, i: number) => i % perRecord === perRecord - 1;
    return { perRecord: 1, aligned: (values as Float32Array).filter(isLast) };
  }
  const faster = Math.min(MAX_PER_RECORD, Math.round((rateHz ?? 0) / tickRate));
  if (version === 1 || faster < 2) return { perRecord: 1, aligned: resample(channel, times) };
  const spread = spreadTimes(times, faster, 1 / tickRate);
  return { perRecord: faster, aligned: resample(channel, spread) };
}

function samplesPerRecord({ time }: Channel, times: Float64Array, tickRate: number) {
  const ratio = sampleCount(time) / times.length;
  if (!Number.isInteger(ratio) || ratio < 2 || ratio > 1000) return 1;
  return sameTimes(toSeconds(time), spreadTimes(times, ratio, 1 / tickRate)) ? ratio : 1;
}

function variableName({ name, sourceName }: Channel): string {
  const known = SOURCE_NAMES.get(name);
  if (known) return isIbtName(sourceName, name) ? sourceName : known;
  return (name.includes('@') ? name : sourceName || name).slice(0, NAME_ROOM);
}

/** The source's own word where the values still are in it, else iRacing's word for the channel's unit. */
function variableUnit({ unit, sourceUnit }: Channel): string {
  const stated = sourceUnit === '%' ? { unit: 'ratio', scale: 1, offset: 0 } : findUnit(sourceUnit);
  const identity = stated?.unit === unit && stated.scale === 1 && stated.offset === 0;
  if (identity || sourceUnit === unit || unit === '') return sourceUnit;
  return UNITS[unit] ?? unit;
}

function uniqueNames(fields: readonly IbtField[]): IbtField[] {
  const taken = new Set<string>();
  return fields.map((field) => {
    let name = field.name;
    for (let n = 2; taken.has(name); n++) {
      const suffix = `_${n}`;
      name = field.name.slice(0, NAME_ROOM - suffix.length) + suffix;
    }
    taken.add(name);
    return { ...field, name };
  });
}

function toStored(values: ChannelValues): {
  type: VariableType;
  values: ChannelValues;
  width: number;
} {
  const stored = (type: VariableType, width = 1) => ({ type, values, width });
  if (values instanceof Float32Array) return stored('float');
  if (values instanceof Float64Array || values instanceof BigInt64Array) return stored('double');
  if (values instanceof Uint8Array) return stored('bool');
  if (values instanceof Uint32Array) return stored('bitfield');
  if (isNumeric(values)) return stored('int');
  const texts = values;
  const longest = texts.reduce((most, text) => Math.max(most, text?.length ?? 0), 1);
  return stored('char', longest + 1);
}

function resample({ name, time, values }: Channel, times: Float64Array): ChannelValues {
  const at = toSeconds(time);
  const hold = isStep(name) || !(values instanceof Float32Array || values instanceof Float64Array);
  const picks: (string | number | null)[] = [];
  let i = 0;
  for (const now of times) {
    while (i + 1 < at.length && (at[i + 1] ?? 0) <= now) i++;
    const before = values[i];
    if (hold) picks.push(typeof before === 'bigint' ? Number(before) : (before ?? null));
    else picks.push(between(at, values, i, now));
  }
  return picksToValues(picks, values);
}

function between(
  at: Float64Array,
  values: Float32Array | Float64Array,
  i: number,
  now: number,
): number {
  const [t0, t1, v0] = [at[i] ?? Number.NaN, at[i + 1] ?? Number.NaN, values[i] ?? Number.NaN];
  if (now === t0) return v0;
  if (!(now > t0 && t1 > t0)) return Number.NaN;
  return v0 + (((values[i + 1] ?? Number.NaN) - v0) * (now - t0)) / (t1 - t0);
}

function picksToValues(
  picks: readonly (string | number | null)[],
  like: ChannelValues,
): ChannelValues {
  if (Array.isArray(like)) return picks.map((pick) => (pick === null ? null : String(pick)));
  const numbers = picks.map((pick) => (pick === null ? Number.NaN : Number(pick)));
  if (like instanceof Float32Array) return Float32Array.from(numbers);
  if (like instanceof Uint8Array) return Uint8Array.from(numbers);
  if (like instanceof Uint32Array) return Uint32Array.from(numbers);
  if (like instanceof Float64Array || like instanceof BigInt64Array) {
    return Float64Array.from(numbers);
  }
  return Int32Array.from(numbers);
}
