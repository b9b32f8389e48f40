/**
 * Writes a recording as a MoTeC log and its beacons. Blocks stand in the order header, event, venue, vehicle, channel
 * list, samples; the list is walked by its pointers. A log knows uniform rates only and starts every channel at 0: a
 * channel on other times comes onto the grid of its nominal rate (whole Hz), numbers by straight lines, steps by
 * holding. Floats are 32 bit, but latitude, longitude and doubles too large for them are 64 bit; whole numbers of up to
 * 32 bits stay whole. Text has no place in a log and is left out.
 */
import {
  type Channel,
  findUnit,
  isNumeric,
  type Lap,
  type NumericValues,
  type Recording,
  toSeconds,
} from '@outlap/telemetry';
import { nominalRate } from '../clock.ts';
import { valuesAt } from '../resample.ts';
import { findWrittenName, MOTEC_UNITS } from './aliases.ts';
import { type LdColumn, writeBlocks } from './blocks.ts';
import { writeLdx } from './ldx-write.ts';

const FASTEST_HZ = 1000;
const LARGEST_SAMPLES = 100_000_000;
const UNITS: Readonly<Record<string, string>> = {
  'm/s²': 'm/s/s',
  '°C': 'C',
  'N·m': 'Nm',
  L: 'l',
};

/** The `.ld` of a recording and the `.ldx` with its lap ends (those of `laps` where given, else the beacons). */
export function writeLd(
  recording: Recording,
  laps?: readonly Lap[],
): { ld: Uint8Array; ldx: Uint8Array } {
  const taken = new Set<string>();
  const columns = recording.channels.flatMap((channel): LdColumn[] => {
    const placed = toUniform(channel);
    if (!placed) return [];
    return [{ ...placed, name: uniqueName(nameOf(channel), taken), unit: unitOf(channel) }];
  });
  return { ld: writeBlocks(recording, columns), ldx: writeLdx(recording, laps) };
}

function toUniform(channel: Channel): { rateHz: number; values: NumericValues } | undefined {
  const { time, values } = channel;
  if (!isNumeric(values) && !(values instanceof BigInt64Array)) return undefined;
  const seconds = toSeconds(time);
  const own = time.kind === 'uniform' ? time.rateHz : channel.rateHz;
  const wanted = own ?? nominalRate(seconds) ?? 1;
  const rateHz = Math.min(FASTEST_HZ, Math.max(1, Math.ceil(wanted - 1e-9)));
  const onGrid = seconds.every((now, i) => Math.abs(now - i / rateHz) < 1e-6);
  if (onGrid && isNumeric(values)) return { rateHz, values: toStored(channel.name, values) };
  const last = seconds.at(-1) ?? -1;
  const length = Math.min(LARGEST_SAMPLES, Math.floor(last * rateHz + 1e-6) + 1);
  const placed = valuesAt(
    channel,
    Float64Array.from({ length }, (_, i) => i / rateHz),
  );
  const isDouble = values instanceof Float64Array || values instanceof BigInt64Array;
  return { rateHz, values: isDouble ? toStored(channel.name, placed) : Float32Array.from(placed) };
}

/** Doubles stay doubles only where 32 bits would lose what matters. */
function toStored(name: string, values: NumericValues): NumericValues {
  if (values instanceof Uint32Array) return Float64Array.from(values);
  if (!(values instanceof Float64Array)) return values;
  if (name === 'latitude' || name === 'longitude') return values;
  return values.some((value) => Math.abs(value) >= 1e6) ? values : Float32Array.from(values);
}

const NAME_BYTES = 31;

const nameOf = ({ name }: Channel): string => findWrittenName(name) ?? name;

function uniqueName(wanted: string, taken: Set<string>): string {
  const stem = wanted.slice(0, NAME_BYTES);
  let name = stem;
  for (let n = 2; taken.has(name); n++) {
    const suffix = ` ${n}`;
    name = stem.slice(0, NAME_BYTES - suffix.length) + suffix;
  }
  taken.add(name);
  return name;
}

/** A unit that reads back as the channel's own: canonical ones by their MoTeC spelling, others as they are. */
function unitOf({ name, unit }: Channel): string {
  if (name === 'latitude' || name === 'longitude') return 'deg';
  const written = UNITS[unit] ?? unit;
  return (MOTEC_UNITS[written] ?? findUnit(written))?.unit === unit || !findUnit(unit)
    ? written
    : unit;
}
