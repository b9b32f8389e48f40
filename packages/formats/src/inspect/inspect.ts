import type { Channel, ChannelValues, Lap, LapKind, Recording } from '@outlap/telemetry';
import { sampleCount } from '@outlap/telemetry';

/** A value as JSON can hold it without loss: beyond 2^53 as decimal text, NaN and infinity as null. */
export type InspectedValue = number | string | null;

export type InspectedChannel = {
  readonly name: string;
  readonly sourceName: string;
  readonly unit: string;
  readonly rateHz: number | null;
  readonly count: number;
  readonly first: InspectedValue;
  readonly last: InspectedValue;
  readonly min: InspectedValue;
  readonly max: InspectedValue;
  readonly mean: number | null;
};

/** What `outlap inspect --json` prints. Statistics are over finite samples, in the channel's unit. */
export type Inspection = {
  readonly format: string;
  readonly formatVersion: number | null;
  readonly startedAt: string | null;
  readonly durationSeconds: number;
  readonly driver: string | null;
  readonly vehicle: { readonly name: string | null };
  readonly track: { readonly name: string | null; readonly layout: string | null };
  readonly channels: readonly InspectedChannel[];
  readonly laps: readonly {
    readonly number: number;
    readonly kind: LapKind;
    readonly valid: boolean;
    readonly startSeconds: number;
    readonly timeSeconds: number;
    readonly distanceMetres: number | null;
  }[];
};

/** Describes a recording and its laps in plain JSON values. */
export function inspectRecording(recording: Recording, laps: readonly Lap[]): Inspection {
  return {
    format: recording.format,
    formatVersion: recording.formatVersion,
    startedAt: recording.startedAt,
    durationSeconds: recording.durationSeconds,
    driver: recording.driver,
    vehicle: { name: recording.vehicle.name },
    track: { name: recording.track.name, layout: recording.track.layout },
    channels: recording.channels.map(inspectChannel),
    laps: laps.map((lap) => ({
      number: lap.number,
      kind: lap.kind,
      valid: lap.valid,
      startSeconds: lap.startSeconds,
      timeSeconds: lap.timeSeconds,
      distanceMetres: lap.distanceMetres,
    })),
  };
}

function inspectChannel(channel: Channel): InspectedChannel {
  const { name, sourceName, unit, rateHz, time, values } = channel;
  return { name, sourceName, unit, rateHz, count: sampleCount(time), ...statistics(values) };
}

type Statistics = Pick<InspectedChannel, 'first' | 'last' | 'min' | 'max' | 'mean'>;

function statistics(values: ChannelValues): Statistics {
  if (values instanceof BigInt64Array) return bigStatistics(values);
  if (Array.isArray(values)) {
    const texts = (values as readonly (string | null)[]).filter((text) => text !== null);
    return {
      first: texts[0] ?? null,
      last: texts.at(-1) ?? null,
      min: null,
      max: null,
      mean: null,
    };
  }
  return numberStatistics(values as ArrayLike<number>);
}

/** The mean is a compensated sum (Neumaier), so that an hour at 1 kHz keeps full double precision. */
function numberStatistics(values: ArrayLike<number>): Statistics {
  let [first, last, min, max] = [Number.NaN, Number.NaN, Number.POSITIVE_INFINITY, -Infinity];
  let [sum, lost, count] = [0, 0, 0];
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    if (count === 0) first = value;
    last = value;
    if (value < min) min = value;
    if (value > max) max = value;
    const next = sum + value;
    lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
    sum = next;
    count++;
  }
  if (count === 0) return { first: null, last: null, min: null, max: null, mean: null };
  return { first, last, min, max, mean: meanOf(values, sum + lost, count) };
}

/** The mean, also where the plain sum of very large values overflows. */
function meanOf(values: ArrayLike<number>, sum: number, count: number): number {
  if (Number.isFinite(sum)) return sum / count;
  let mean = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? Number.NaN;
    if (Number.isFinite(value)) mean += value / count;
  }
  return mean;
}

function bigStatistics(values: BigInt64Array): Statistics {
  const first = values[0];
  if (first === undefined) return { first: null, last: null, min: null, max: null, mean: null };
  let [min, max, sum] = [first, first, 0n];
  for (const value of values) {
    if (value < min) min = value;
    if (value > max) max = value;
    sum += value;
  }
  const count = BigInt(values.length);
  const mean = Number(sum / count) + Number(sum % count) / values.length;
  return {
    first: toJsonInteger(first),
    last: toJsonInteger(values.at(-1) ?? first),
    min: toJsonInteger(min),
    max: toJsonInteger(max),
    mean,
  };
}

function toJsonInteger(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}
