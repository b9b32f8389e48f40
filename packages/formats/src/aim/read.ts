/**
 * AiM Race Studio CSV, versions 2 (every cell quoted, `GPS_Speed`) and 3 (`GPS Speed`): `Key,Value` lines, a blank line,
 * titles, units, a blank line, samples. `Beacon Markers` are the times at which laps ended, the last one the end of the
 * recording. The date is written in the locale of the PC; English, numeric and ISO forms are understood, others leave the
 * start open. The time column counts from 0; it is also what tells the rate, `Sample Rate` is only a fallback.
 */
import { findCanonical, findUnit, type Recording } from '@outlap/telemetry';
import type { ByteSource } from '../bytes.ts';
import { type Alias, type Aliases, type SourceChannel, toChannels } from '../channels.ts';
import { HEAD_BYTES, type HeadRow, headRows, toByteText } from '../delimited/head.ts';
import { toReport } from '../delimited/report.ts';
import { readTable } from '../delimited/table.ts';
import { toTimeline } from '../delimited/timeline.ts';
import { denseNumbers, toSourceChannels } from '../delimited/to-source-channels.ts';
import { FormatError } from '../errors.ts';
import type { Format, ReadOptions } from '../format.ts';
import { decodeHead } from '../text.ts';
import { parseStart } from './start.ts';

const ALIASES: Aliases = {
  'gps speed': 'speed',
  'gps nsat': 'satellites',
  'gps latacc': 'lateralAcceleration',
  'gps lonacc': 'longitudinalAcceleration',
  'gps heading': 'heading',
  'gps gyro': 'yawRate',
  'gps altitude': 'altitude',
  'gps posaccuracy': 'positionAccuracy',
  'gps latitude': 'latitude',
  'gps longitude': 'longitude',
  speed: 'speed',
  'ground speed': 'speed',
  rpm: 'engineSpeed',
  'engine rpm': 'engineSpeed',
  'water temp': 'engineCoolantTemperature',
  'oil temp': 'engineOilTemperature',
  'oil press': 'engineOilPressure',
  'fuel press': 'fuelPressure',
  'intake air t': 'intakeAirTemperature',
  battery: 'batteryVoltage',
  'external voltage': 'batteryVoltage',
  'throttle pos': 'throttle',
  pps: 'throttle',
  gear: 'gear',
  'calculated gear': 'gear',
  'steering pos': 'steering',
  'steer angle': 'steering',
  inlineacc: 'longitudinalAcceleration',
  lateralacc: 'lateralAcceleration',
  verticalacc: 'verticalAcceleration',
  'yaw rate': 'yawRate',
  'roll rate': 'rollRate',
  'pitch rate': 'pitchRate',
};

/** AiM Race Studio 2 and 3 CSV. */
export const aim: Format = {
  id: 'aim',
  name: 'AiM Race Studio CSV',
  extensions: ['.csv'],
  sniff: (head) =>
    /^\uFEFF?"?Format"?\s*[,;\t]\s*"?AiM CSV File/i.test(decodeHead(head.subarray(0, 512))),
  read: readAim,
};

const TURNED = new Set(['lateralAcceleration', 'yawRate']);

const normalise = (name: string): string => name.replaceAll('_', ' ').trim().toLowerCase();

async function readAim(given: ByteSource, options: ReadOptions): Promise<Recording> {
  const source = await toByteText(given);
  const head = await source.read(0, HEAD_BYTES);
  const { rows, delimiter, about } = readHead(head, head.length === source.size);
  const titles = toTitles(rows);
  const table = await readTable(source, {
    delimiter,
    decimalComma: delimiter !== ',',
    offset: titles.offset,
    kinds: titles.columns.map(() => 'number'),
    onProgress: options.onProgress,
  });
  const clock = table.columns[0];
  const stamps = clock?.kind === 'number' ? denseNumbers(clock, table.rows) : new Float64Array(0);
  const timeline = toTimeline(stamps, false);
  if (timeline.seconds.length === 0) throw new FormatError('no_samples', 'No row has a time.');
  const columns = toSourceChannels(
    table.columns,
    titles.columns,
    table.rows,
    timeline,
    'missing',
  ).map((column) => ({ ...column, rateHz: column.rateHz ?? statedRate(about) }));
  const duration = timeline.seconds.at(-1) ?? 0;
  const said = (key: string): string => about.get(key)?.[0] ?? '';
  return {
    format: 'aim',
    formatVersion: null,
    startedAt: parseStart((about.get('date') ?? []).join(' '), said('time')),
    durationSeconds: duration,
    driver: said('racer') || null,
    vehicle: { name: said('vehicle') || null },
    track: { name: said('session') || null, layout: null, lengthMetres: null },
    channels: toChannels(columns, { aliases: signedAliases(columns), normalise }),
    beaconSeconds: beacons(about, timeline.start, duration),
    gates: [],
    sectorFractions: [],
    report: toReport(table, timeline, endWarning(about, duration)),
  };
}

/** The columns by their title and unit rows, and where the samples begin. */
function toTitles(rows: readonly HeadRow[]) {
  const at = rows.findIndex(isTitleRow);
  const units = rows[at + 1];
  if (at === -1 || !units) {
    throw new FormatError('file_damaged', 'It has no row of titles that begins with "Time".');
  }
  const columns = withoutTail(rows[at]?.cells ?? []).map((sourceName, i) => ({
    sourceName,
    sourceUnit: units.cells[i] ?? '',
  }));
  return { columns, offset: units.next };
}

function readHead(head: Uint8Array, isWhole: boolean) {
  const line = decodeHead(head.subarray(0, 64));
  const delimiter = line.includes('\t') ? '\t' : /^"?Format"?\s*;/i.test(line) ? ';' : ',';
  const rows = headRows(head, delimiter, isWhole, 200);
  const about = new Map<string, readonly string[]>();
  for (const row of rows) {
    if (isTitleRow(row)) break;
    const [key = '', ...values] = row.cells;
    if (key && !about.has(key.toLowerCase())) {
      about.set(key.toLowerCase(), withoutTail(values));
    }
  }
  return { rows, delimiter, about } as const;
}

/** The key `Time` stands above, with one value; the titles have at least two that are words. */
function isTitleRow({ cells }: HeadRow): boolean {
  const filled = cells.filter((cell) => cell !== '');
  return (
    cells[0] === 'Time' && filled.length >= 2 && filled.every((cell) => !/^\d+[:.]\d+/.test(cell))
  );
}

function withoutTail(cells: readonly string[]): string[] {
  const out = [...cells];
  while (out.at(-1) === '') out.pop();
  return out;
}

function statedRate(about: ReadonlyMap<string, readonly string[]>): number | null {
  const rate = Number(about.get('sample rate')?.[0]);
  return rate > 0 && rate <= 10_000 ? rate : null;
}

/** AiM counts accelerations and turns to the right as positive; the project counts to the left. */
function signedAliases(columns: readonly SourceChannel[]): Aliases {
  const turned: Record<string, Alias | string> = { ...ALIASES };
  for (const { sourceName, sourceUnit } of columns) {
    const key = normalise(sourceName);
    const known = Object.hasOwn(ALIASES, key) ? ALIASES[key] : undefined;
    const unit = findUnit(sourceUnit);
    if (
      typeof known === 'string' &&
      TURNED.has(known) &&
      unit?.unit === findCanonical(known)?.unit
    ) {
      turned[key] = { name: known, convert: { scale: -(unit?.scale ?? 1), offset: 0 } };
    }
  }
  return turned;
}

function endWarning(about: ReadonlyMap<string, readonly string[]>, duration: number): string[] {
  const stated = Number(about.get('duration')?.[0]?.replace(',', '.'));
  if (!(stated > duration + 1)) return [];
  return [`The file says that it lasts ${stated} s, but its samples end at ${duration} s.`];
}

/** Lap ends inside the recording, rising; the last marker is the end of the recording and not a crossing. */
function beacons(
  about: ReadonlyMap<string, readonly string[]>,
  start: number,
  duration: number,
): number[] {
  const markers = (about.get('beacon markers') ?? [])
    .filter((cell) => cell !== '')
    .map((cell) => Number(cell.replace(',', '.')) - start)
    .filter((seconds) => seconds > 0 && seconds <= duration + 1);
  const rising = [...new Set(markers)].sort((a, b) => a - b);
  const stated = Number(about.get('duration')?.[0]?.replace(',', '.'));
  const last = rising.at(-1);
  const isEnd = last !== undefined && Math.abs(last + start - stated) < 1e-6;
  return isEnd ? rising.slice(0, -1) : rising;
}
