/**
 * Harry's LapTimer CSV: a line with the program's name, titles with units in the names (`SPEED_KPH`), samples. `TIME` is
 * the local time of day, at times in whole seconds; `TIME_LAP` counts from the lap's start in hundredths. A sample's
 * time is therefore its lap's first `TIME` plus `TIME_LAP`. The last sample of a lap is on the line, and so is the first
 * of the next: there the source says a lap ended. Midnight may fall between; drives with pauses between laps are usual.
 */
import { isNumeric, type Recording, STANDARD_GRAVITY } from '@outlap/telemetry';
import type { ByteSource } from '../bytes.ts';
import { type Alias, type SourceChannel, toChannels } from '../channels.ts';
import { parseHmsSeconds, unwrapMidnights } from '../delimited/clock.ts';
import type { ColumnCells } from '../delimited/column.ts';
import { HEAD_BYTES, headRows, toByteText } from '../delimited/head.ts';
import { toReport } from '../delimited/report.ts';
import { readTable, type Table } from '../delimited/table.ts';
import { toTimeline } from '../delimited/timeline.ts';
import { denseNumbers, toSourceChannels } from '../delimited/to-source-channels.ts';
import { FormatError } from '../errors.ts';
import type { Format, ReadOptions } from '../format.ts';
import { decodeHead } from '../text.ts';

const ALIASES: Readonly<Record<string, Alias | string>> = {
  LAPINDEX: 'lapNumber',
  LAP: 'lapNumber',
  TIME_LAP: { name: 'lapTime', unit: 's' },
  LATITUDE: 'latitude',
  LONGITUDE: 'longitude',
  SPEED_KPH: { name: 'speed', unit: 'km/h' },
  SPEED_MPH: { name: 'speed', unit: 'mph' },
  HEIGHT_M: { name: 'altitude', unit: 'm' },
  HEIGHT_FT: { name: 'altitude', unit: 'ft' },
  HEADING_DEG: { name: 'heading', unit: 'deg' },
  DISTANCE_KM: { name: 'lapDistance', unit: 'km' },
  'DISTANCE_KM of the lap': 'lapProgress',
  DISTANCE_MILE: { name: 'lapDistance', unit: 'mi' },
  SATELLITES: 'satellites',
  ACCURACY_M: { name: 'positionAccuracy', unit: 'm' },
  LATERALG: { name: 'lateralAcceleration', convert: { scale: -STANDARD_GRAVITY, offset: 0 } },
  LINEALG: { name: 'longitudinalAcceleration', unit: 'g' },
  RPM: { name: 'engineSpeed', unit: 'rpm' },
  THROTTLE: { name: 'throttle', unit: '%' },
  GEAR: 'gear',
  COOLANT_CELSIUS: { name: 'engineCoolantTemperature', unit: 'C' },
  OIL_CELSIUS: { name: 'engineOilTemperature', unit: 'C' },
  IAT_CELSIUS: { name: 'intakeAirTemperature', unit: 'C' },
  MAP: { name: 'manifoldPressure', unit: 'kPa' },
};
const UNIT_SUFFIXES: Readonly<Record<string, string>> = {
  KPH: 'km/h',
  MPH: 'mph',
  M: 'm',
  FT: 'ft',
  KM: 'km',
  MILE: 'mi',
  DEG: 'deg',
  CELSIUS: 'C',
};
/** Just below 1, so that a lap's last sample is not yet beyond the line. */
const AT_THE_LINE = 1 - 1e-9;
const MONTHS = 'JAN FEB MAR APR MAY JUN JUL AUG SEP OCT NOV DEC'.split(' ');

/** Harry's LapTimer CSV; lap ends become beacons. */
export const lapTimer: Format = {
  id: 'laptimer',
  name: "Harry's LapTimer CSV",
  extensions: ['.csv'],
  sniff: (head) => {
    const text = decodeHead(head.subarray(0, 2048));
    return /^\uFEFF?"?Harry'?s\b.*LapTimer/i.test(text) || /^"?INDEX"?,"?LAPINDEX"?,/m.test(text);
  },
  read: readLapTimer,
};

async function readLapTimer(given: ByteSource, options: ReadOptions): Promise<Recording> {
  const source = await toByteText(given);
  const head = await source.read(0, HEAD_BYTES);
  const rows = headRows(head, ',', head.length === source.size, 20);
  const titleRow = rows.find(({ cells }) => cells[0] === 'INDEX' && cells.length > 4);
  if (!titleRow) throw new FormatError('file_damaged', 'It has no row of titles with INDEX.');
  const titles = titleRow.cells.map((title) => title.replace(/\[.*$/, '').trim());
  const table = await readTable(source, {
    delimiter: ',',
    decimalComma: false,
    offset: titleRow.next,
    kinds: titles.map((title) =>
      title === 'DATE' ? 'text' : title === 'TIME' ? parseHmsSeconds : 'number',
    ),
    onProgress: options.onProgress,
  });
  const lap = columnOf(table, titles, 'LAPINDEX') ?? columnOf(table, titles, 'LAP');
  const clock = toClock(table, titles, lap);
  const timeline = toTimeline(clock, false);
  if (timeline.seconds.length === 0) throw new FormatError('no_samples', 'No row has a time.');
  const columns = toSourceChannels(
    table.columns,
    titles.map((title, i) => ({
      sourceName: titleRow.cells[i] ?? title,
      sourceUnit: UNIT_SUFFIXES[title.split('_').at(-1) ?? ''] ?? '',
    })),
    table.rows,
    timeline,
    'missing',
  );
  const progress = toProgress(columns, titles);
  const date = table.columns[titles.indexOf('DATE')]?.texts[0] ?? '';
  return {
    format: 'laptimer',
    formatVersion: null,
    startedAt: toLocalIso(date, timeline.start),
    durationSeconds: timeline.seconds.at(-1) ?? 0,
    driver: null,
    vehicle: { name: null },
    track: { name: null, layout: null, lengthMetres: null },
    channels: toChannels(progress ? [...columns, progress] : columns, {
      aliases: ALIASES,
      normalise: (name) => name.replace(/\[.*$/, '').trim(),
    }),
    beaconSeconds: [],
    gates: [],
    sectorFractions: [],
    report: toReport(table, timeline),
  };
}

function columnOf(
  table: Table,
  titles: readonly string[],
  title: string,
): Float64Array | undefined {
  const column: ColumnCells | undefined = table.columns[titles.indexOf(title)];
  return column && column.kind !== 'text' ? denseNumbers(column, table.rows) : undefined;
}

/** Seconds since the first day's midnight, of each row. */
function toClock(
  table: Table,
  titles: readonly string[],
  lap: Float64Array | undefined,
): Float64Array {
  const none = new Float64Array(table.rows).fill(Number.NaN);
  const ofDay = unwrapMidnights(columnOf(table, titles, 'TIME') ?? none);
  const inLap = columnOf(table, titles, 'TIME_LAP');
  if (!inLap || !lap) return ofDay;
  const clock = new Float64Array(table.rows);
  let start = Number.NaN;
  for (let row = 0; row < table.rows; row++) {
    const since = inLap[row] ?? Number.NaN;
    if (row === 0 || lap[row] !== lap[row - 1]) start = (ofDay[row] ?? 0) - since;
    clock[row] = Math.round((start + since) * 1000) / 1000;
  }
  return clock;
}

/**
 * The distance as a share of the lap's own: GPS distances of laps differ by a per cent, but each lap ends on the line.
 * A last lap that was not finished cannot be told from a finished one, so its end counts as the line as well.
 */
function toProgress(
  columns: readonly SourceChannel[],
  titles: readonly string[],
): SourceChannel | undefined {
  const distance = columns[titles.indexOf('DISTANCE_KM')];
  const lap = columns[titles.indexOf('LAPINDEX')];
  if (!distance || !lap || !isNumeric(distance.values) || !isNumeric(lap.values)) return undefined;
  const values = Float64Array.from(distance.values);
  let from = 0;
  for (let i = 1; i <= values.length; i++) {
    if (i < values.length && lap.values[i] === lap.values[i - 1]) continue;
    const whole = values[i - 1] ?? Number.NaN;
    for (let k = from; k < i; k++)
      values[k] = whole > 0 ? ((values[k] ?? 0) / whole) * AT_THE_LINE : Number.NaN;
    from = i;
  }
  return { ...distance, sourceName: 'DISTANCE_KM of the lap', sourceUnit: 'ratio', values };
}

/** `08-OCT-16` and seconds of the day → local ISO time, or null. */
function toLocalIso(date: string, secondsOfDay: number): string | null {
  const match = /^(\d{1,2})-([A-Za-z]{3})-(\d{2}|\d{4})$/.exec(date.trim());
  const month = MONTHS.indexOf(match?.[2]?.toUpperCase() ?? '');
  if (!match || month < 0 || !(secondsOfDay >= 0 && secondsOfDay < 172_800)) return null;
  const year = Number(match[3]) + (match[3]?.length === 2 ? 2000 : 0);
  const time = Date.UTC(year, month, Number(match[1])) + Math.round(secondsOfDay * 1000);
  return new Date(time).toISOString().slice(0, -1);
}
