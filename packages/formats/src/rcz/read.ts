import type { Recording, TimeBase } from '@outlap/telemetry';
import type { ByteSource } from '../bytes.ts';
import { type Aliases, type SourceChannel, toChannels } from '../channels.ts';
import { nominalRate } from '../clock.ts';
import { FormatError } from '../errors.ts';
import type { Format } from '../format.ts';
import { isZip, LARGEST_EXPANDED_BYTES, unzip } from '../sniff/zip.ts';
import {
  DISTANCE_CHANNEL,
  decodePositions,
  decodeValues,
  meaningOf,
  parseEntryName,
  POSITION_CHANNEL,
  type RczEntry,
  TIME_CHANNEL,
} from './entries.ts';
import { parseSession } from './session.ts';

const ALIASES: Aliases = {
  latitude: 'latitude',
  longitude: 'longitude',
  distance_traveled: 'distance',
  speed: 'speed',
  altitude: 'altitude',
  bearing: 'heading',
  satellites: 'satellites',
  accuracy: 'positionAccuracy',
  rpm: 'engineSpeed',
  accelerator_pos: 'throttle',
  brake_pos: 'brake',
  coolant_temp: 'engineCoolantTemperature',
  engine_oil_temp: 'engineOilTemperature',
  air_temp: 'airTemperature',
};
const DEVICES: Readonly<Record<number, string>> = { 1: 'gps', 12: 'canbus' };
const GPS = 1;

const baseName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
const isAbout = (path: string): boolean =>
  ['session.json', 'trackId.json'].includes(baseName(path));

/** Whether an archive with these entries is a RaceChrono session. */
export const isRczListing = (names: readonly string[]): boolean =>
  names.some((name) => ['session.json', 'sessionfragment.json'].includes(baseName(name)));

/** RaceChrono session archive (`.rcz`). */
export const rcz: Format = {
  id: 'rcz',
  name: 'RaceChrono session archive',
  extensions: ['.rcz'],
  sniff: (head) => {
    if (!isZip(head)) return false;
    const text = new TextDecoder('windows-1252').decode(head);
    return /session(fragment)?\.json|channel2?_\d+_\d+_\d+_\d+_\d/.test(text);
  },
  read: readRcz,
};

async function readRcz(source: ByteSource): Promise<Recording> {
  if (source.size > LARGEST_EXPANDED_BYTES) {
    throw new FormatError('file_too_large', 'An .rcz of more than 512 MiB is not read at once.');
  }
  const contents = unzip(
    await source.read(0, source.size),
    (path) => isAbout(path) || parseEntryName(path) !== undefined,
  );
  const groups = groupEntries(contents);
  const found = decodeGroups(groups);
  const first = found.columns.reduce((least, { start }) => Math.min(least, start), Infinity);
  if (!Number.isFinite(first)) {
    throw new FormatError(
      'format_unsupported',
      'This .rcz holds no channel that can be read. Export the session from RaceChrono as CSV v3.',
    );
  }
  const about = (name: string) => [...contents].find(([path]) => baseName(path) === name)?.[1];
  const session = parseSession(about('session.json'), about('trackId.json'));
  const channels = toChannels(shiftTo(first, found.columns), { aliases: ALIASES });
  const durationSeconds = channels.reduce(
    (most, { time }) => Math.max(most, time.kind === 'stamps' ? (time.seconds.at(-1) ?? 0) : 0),
    0,
  );
  return {
    format: 'rcz',
    formatVersion: null,
    startedAt: toIso(first),
    durationSeconds,
    driver: null,
    vehicle: { name: null },
    track: { name: session.track, layout: null, lengthMetres: null },
    channels,
    beaconSeconds: session.lapBorders
      .map((border) => (border - first) / 1000)
      .filter((seconds) => seconds > 0 && seconds <= durationSeconds),
    gates: session.gates,
    sectorFractions: [],
    report: found.report,
  };
}

type Part = { readonly entry: RczEntry; readonly bytes: Uint8Array };
/** A column whose times are still unix milliseconds. */
type Column = Omit<SourceChannel, 'time'> & {
  readonly millis: Float64Array;
  readonly start: number;
};

function groupEntries(contents: ReadonlyMap<string, Uint8Array>): Part[][] {
  const groups = new Map<string, Part[]>();
  for (const [path, bytes] of contents) {
    const entry = parseEntryName(path);
    if (!entry) continue;
    const key = `${entry.folder}|${entry.group}`;
    const parts = groups.get(key) ?? [];
    groups.set(key, [...parts, { entry, bytes }]);
  }
  // The GPS comes first, so that its channels keep the plain names.
  const rank = ([part]: readonly Part[]) => (part?.entry.deviceType === GPS ? 0 : 1);
  return [...groups.values()].sort((a, b) => rank(a) - rank(b));
}

function decodeGroups(groups: readonly Part[][]) {
  const columns: Column[] = [];
  const warnings: string[] = [];
  const reasons: Record<string, number> = {};
  let [total, kept] = [0, 0];
  for (const parts of groups) {
    const timePart = parts.find(({ entry }) => entry.channel === TIME_CHANNEL && entry.kind === 1);
    const stamps = timePart && decodeValues(1, timePart.bytes);
    if (!stamps) {
      warnings.push(`Channels of ${parts[0]?.entry.group ?? 'a device'} have no times.`);
      continue;
    }
    const order = keepRising(stamps);
    total += stamps.length;
    kept += order.length;
    if (order.length < stamps.length) {
      reasons['time-back'] = (reasons['time-back'] ?? 0) + stamps.length - order.length;
    }
    const millis = Float64Array.from(order, (i) => stamps[i] ?? 0);
    for (const part of parts) {
      if (part === timePart || order.length === 0) continue;
      const decoded = decodePart(part, order, millis);
      if (decoded.length === 0) {
        warnings.push(`Channel ${part.entry.channel} is of an unknown kind and was left out.`);
      }
      columns.push(...decoded);
    }
  }
  return { columns, report: { rowsTotal: total, rowsKept: kept, reasons, warnings } };
}

function keepRising(stamps: Float64Array): number[] {
  const order: number[] = [];
  let last = 0;
  for (const [i, now] of stamps.entries()) {
    // Beyond the year 9999 it is no time.
    if (!(now >= last && now < 253_402_300_800_000)) continue;
    last = now;
    order.push(i);
  }
  return order;
}

function decodePart(
  { entry, bytes }: Part,
  order: readonly number[],
  millis: Float64Array,
): Column[] {
  const column = (sourceName: string, sourceUnit: string, all: Float64Array): Column => ({
    sourceName,
    sourceUnit,
    rateHz: null,
    values: Float64Array.from(order, (i) => all[i] ?? Number.NaN),
    device: deviceOf(entry),
    millis,
    start: millis[0] ?? Number.POSITIVE_INFINITY,
  });
  if (entry.channel === POSITION_CHANNEL && entry.kind === 1) {
    const { latitude, longitude } = decodePositions(bytes);
    return [column('latitude', 'deg', latitude), column('longitude', 'deg', longitude)];
  }
  const values = decodeValues(entry.kind, bytes);
  if (!values) return [];
  const { name, unit, divisor } = meaningOf(entry.channel, entry.kind);
  return [column(name, unit, divisor === 1 ? values : values.map((value) => value / divisor))];
}

/** Groups of one device repeat the distance for times of their own: it carries the group's number too. */
function deviceOf({ deviceType, device, group, channel }: RczEntry): string {
  const name = DEVICES[deviceType] ?? String(device);
  return channel === DISTANCE_CHANNEL ? `${name}-${group.split('_').at(-1) ?? ''}` : name;
}

function shiftTo(first: number, columns: readonly Column[]): SourceChannel[] {
  const bases = new Map<Float64Array, TimeBase>();
  return columns.map(({ millis, sourceName, sourceUnit, values, device }) => {
    const time: TimeBase = bases.get(millis) ?? {
      kind: 'stamps',
      seconds: millis.map((now) => (now - first) / 1000),
    };
    bases.set(millis, time);
    const rateHz = time.kind === 'stamps' ? nominalRate(time.seconds) : null;
    return { sourceName, sourceUnit, values, time, rateHz, ...(device ? { device } : {}) };
  });
}

const toIso = (millis: number): string => new Date(millis).toISOString();
