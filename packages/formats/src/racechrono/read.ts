/**
 * RaceChrono CSV version 3: `Key,Value` lines, a blank line, three title rows (names, units, sources), samples.
 * The same name stands once a source (`100: gps`, `200: canbus`, `calc`). A blank cell is no sample: a column with blanks
 * becomes a channel with stamps of its own. The only clock is `timestamp` (unix seconds); `elapsed_time` and
 * `distance_traveled` start anew with each fragment. A blank `lap_number` is driving outside of any lap.
 */
import type { Recording } from '@outlap/telemetry';
import type { ByteSource } from '../bytes.ts';
import { type Aliases, toChannels } from '../channels.ts';
import { isoOf, isUnixSeconds } from '../delimited/clock.ts';
import { HEAD_BYTES, type HeadRow, headRows, toByteText } from '../delimited/head.ts';
import { toReport } from '../delimited/report.ts';
import { readTable } from '../delimited/table.ts';
import { toTimeline } from '../delimited/timeline.ts';
import { denseNumbers, toSourceChannels } from '../delimited/to-source-channels.ts';
import { FormatError } from '../errors.ts';
import type { Format, ReadOptions } from '../format.ts';
import { decodeHead } from '../text.ts';

const ALIASES: Aliases = {
  speed: { name: 'speed', unit: 'm/s' },
  latitude: 'latitude',
  longitude: 'longitude',
  altitude: 'altitude',
  bearing: 'heading',
  accuracy: 'positionAccuracy',
  satellites: 'satellites',
  lap_number: 'lapNumber',
  distance_traveled: 'distance',
  lateral_acc: 'lateralAcceleration',
  longitudinal_acc: 'longitudinalAcceleration',
  rpm: 'engineSpeed',
  throttle_pos: 'throttle',
  brake_pos: 'brake',
  clutch_pos: 'clutch',
  steering_angle: 'steering',
  gear: 'gear',
  yaw_rate: 'yawRate',
  coolant_temp: 'engineCoolantTemperature',
  engine_oil_temp: 'engineOilTemperature',
  oil_temp: 'engineOilTemperature',
  intake_temp: 'intakeAirTemperature',
  intake_air_temp: 'intakeAirTemperature',
  air_temp: 'airTemperature',
  ambient_air_temp: 'airTemperature',
  battery_voltage: 'batteryVoltage',
  manifold_pressure: 'manifoldPressure',
  intake_manifold_pressure: 'manifoldPressure',
};

/** RaceChrono CSV version 3; versions 1 and 2 are refused as `format_unsupported`. */
export const raceChrono: Format = {
  id: 'racechrono',
  name: 'RaceChrono CSV v3',
  extensions: ['.csv'],
  sniff: (head) => isRaceChrono(decodeHead(head.subarray(0, 4096))),
  read: readRaceChrono,
};

function isRaceChrono(text: string): boolean {
  const [first = ''] = text.split(/\r\n|\n|\r/, 1);
  if (/racechrono/i.test(first)) return !/^\[|^File created on/i.test(first);
  return /^"?Format"?[,;]\s*"?[123]"?[,;]*\s*$/m.test(text) && /^"?Session title/m.test(text);
}

async function readRaceChrono(given: ByteSource, options: ReadOptions): Promise<Recording> {
  const source = await toByteText(given);
  const head = await source.read(0, HEAD_BYTES);
  const { rows, delimiter } = readHead(head, head.length === source.size);
  const about = toAbout(rows);
  refuseOldVersion(Number(about.get('format')));
  const titles = toTitles(rows);
  const table = await readTable(source, {
    delimiter,
    decimalComma: delimiter === ';',
    offset: titles.offset,
    kinds: titles.columns.map(() => 'number'),
    onProgress: options.onProgress,
  });
  const clock = table.columns[0];
  const stamps = clock?.kind === 'number' ? denseNumbers(clock, table.rows) : new Float64Array(0);
  const timeline = toTimeline(stamps, stamps.some(isUnixSeconds));
  if (timeline.seconds.length === 0) {
    throw new FormatError('no_samples', 'No row has a timestamp.');
  }
  const sparse = toSourceChannels(table.columns, titles.columns, table.rows, timeline, 'no-sample');
  const dense = toSourceChannels(table.columns, titles.columns, table.rows, timeline, 'missing');
  // A blank lap number is an answer (in no lap), not a sample that is missing.
  const columns = sparse.map((column, i) =>
    column.sourceName === 'lap_number' ? (dense[i] ?? column) : column,
  );
  return {
    format: 'racechrono',
    formatVersion: 3,
    startedAt: isoOf(timeline.start, true),
    durationSeconds: timeline.seconds.at(-1) ?? 0,
    driver: about.get('driver name') || null,
    vehicle: { name: about.get('vehicle name') || null },
    track: { name: about.get('track name') || null, layout: null, lengthMetres: null },
    channels: toChannels(columns, { aliases: ALIASES }),
    beaconSeconds: [],
    gates: [],
    sectorFractions: [],
    report: toReport(table, timeline),
  };
}

function refuseOldVersion(version: number): void {
  if (version !== 1 && version !== 2) return;
  throw new FormatError(
    'format_unsupported',
    `RaceChrono CSV version ${version} cannot be read: export as CSV v3.`,
  );
}

/** The columns by their three title rows, and where the samples begin. */
function toTitles(rows: readonly HeadRow[]) {
  const at = rows.findIndex(({ cells }) => cells[0]?.toLowerCase() === 'timestamp');
  const sources = rows[at + 2];
  if (at === -1 || !sources) {
    throw new FormatError('file_damaged', 'It has no titles that begin with "timestamp".');
  }
  const columns = trimmed(rows[at]?.cells ?? []).map((sourceName, i) => {
    const device = /^(?:\d+\s*:\s*)?(.*)$/.exec(sources.cells[i] ?? '')?.[1]?.trim() ?? '';
    const sourceUnit = rows[at + 1]?.cells[i] ?? '';
    return { sourceName, sourceUnit, ...(device ? { device } : {}) };
  });
  return { columns, offset: sources.next };
}

function readHead(head: Uint8Array, isWhole: boolean) {
  for (const delimiter of [',', ';', '\t'] as const) {
    const rows = headRows(head, delimiter, isWhole, 200);
    if (rows.some(({ cells }) => cells[0]?.toLowerCase() === 'timestamp' && cells.length > 3)) {
      return { rows, delimiter };
    }
  }
  return { rows: headRows(head, ',', isWhole, 200), delimiter: ',' as const };
}

/** The `Key,Value` lines, keys in lower case. */
function toAbout(rows: readonly HeadRow[]): Map<string, string> {
  const about = new Map<string, string>();
  for (const { cells } of rows) {
    const key = cells[0]?.toLowerCase() ?? '';
    if (key === 'timestamp') break;
    if (key && cells.length > 1 && !about.has(key)) about.set(key, cells[1] ?? '');
  }
  return about;
}

/** Without the empty titles that a spreadsheet adds at the end. */
function trimmed(names: readonly string[]): string[] {
  const out = [...names];
  while (out.at(-1) === '') out.pop();
  return out;
}
