/**
 * Torque Pro CSV in its two shapes. The app's own log has titles with leading blanks and the unit in the last bracket,
 * `-` for no value, `Device Time` in milliseconds (local, English months) and `GPS Time` in whole seconds with the zone; the
 * titles come again when logging starts again. The web export has `session,time` in unix milliseconds and no units.
 */
import { findUnit, type Recording } from '@outlap/telemetry';
import type { ByteSource } from '../bytes.ts';
import { nameColumns } from '../csv/name-columns.ts';
import { isoOf } from '../delimited/clock.ts';
import type { ColumnKind } from '../delimited/column.ts';
import { HEAD_BYTES, headRows, toByteText } from '../delimited/head.ts';
import { toReport } from '../delimited/report.ts';
import { readTable } from '../delimited/table.ts';
import { type Timeline, toTimeline } from '../delimited/timeline.ts';
import { denseNumbers, toSourceChannels } from '../delimited/to-source-channels.ts';
import { cellText } from '../delimited/tokenize.ts';
import { FormatError } from '../errors.ts';
import type { Format, ReadOptions } from '../format.ts';
import { decodeHead } from '../text.ts';
import { parseDeviceTime, parseGpsTime } from './times.ts';

/** Torque Pro, app log and web export. */
export const torque: Format = {
  id: 'torque',
  name: 'Torque Pro CSV',
  extensions: ['.csv'],
  sniff: (head) =>
    /^\uFEFF?\s*"?(?:GPS Time"?\s*,\s*"?Device Time|session"?\s*,\s*"?time"?\s*,)/i.test(
      decodeHead(head.subarray(0, 512)),
    ),
  read: readTorque,
};

async function readTorque(given: ByteSource, options: ReadOptions): Promise<Recording> {
  const source = await toByteText(given);
  const head = await source.read(0, HEAD_BYTES);
  const [titleRow] = headRows(head, ',', head.length === source.size, 1);
  if (!titleRow) throw new FormatError('file_damaged', 'It has no row of titles.', { line: 1 });
  const titles = titleRow.cells.map(splitTorqueTitle);
  const isWeb = titles[0]?.name.toLowerCase() === 'session';
  const [first = ''] = titleRow.cells;
  const table = await readTable(source, {
    delimiter: ',',
    decimalComma: false,
    offset: titleRow.next,
    kinds: titles.map(({ name }) => kindOf(name, isWeb)),
    onProgress: options.onProgress,
    isData: (bytes, cells) => cellText(bytes, cells, 0).trim() !== first,
  });
  const column = (name: string): Float64Array | undefined => {
    const cells = table.columns[titles.findIndex((title) => title.name.toLowerCase() === name)];
    return cells && cells.kind !== 'text' ? denseNumbers(cells, table.rows) : undefined;
  };
  const stamps = isWeb
    ? column('time')?.map((milliseconds) => milliseconds / 1000)
    : (column('device time') ?? column('gps time'));
  const timeline = toTimeline(stamps ?? new Float64Array(0), true);
  if (timeline.seconds.length === 0) throw new FormatError('no_samples', 'No row has a time.');
  const sources = toSourceChannels(
    table.columns,
    titles.map(({ name, unit }) => ({ sourceName: name, sourceUnit: unit })),
    table.rows,
    timeline,
    'missing',
  );
  const named = nameColumns(
    sources,
    titles.map(({ name }, i) => ({
      header: titleRow.cells[i] ?? name,
      name: name.replace(/\s*\((?:OBD|GPS|Manifold)\)$/i, ''),
    })),
  );
  return {
    format: 'torque',
    formatVersion: null,
    startedAt: startOf(timeline, isWeb, column('gps time'), column('device time')),
    durationSeconds: timeline.seconds.at(-1) ?? 0,
    driver: null,
    vehicle: { name: null },
    track: { name: null, layout: null, lengthMetres: null },
    channels: named.channels,
    beaconSeconds: [],
    gates: [],
    sectorFractions: [],
    report: toReport(table, timeline, named.warnings),
  };
}

/** Name and unit; the unit is the last bracket, if it is a unit at all (`G(x)` has none). */
function splitTorqueTitle(title: string): { name: string; unit: string } {
  const match = /^(.*)\(([^()]*)\)\s*$/.exec(title.trim().slice(0, 512));
  const unit = match?.[2]?.trim() ?? '';
  if (!match || !unit || !(findUnit(unit) ?? OTHER_UNITS.has(unit.toLowerCase()))) {
    return { name: title.trim(), unit: '' };
  }
  return { name: match[1]?.trim() ?? '', unit };
}

const OTHER_UNITS = new Set(['l/100km', 'mpg', 'cc/min', 'g/kwh', 'λ', 'g/km']);

function kindOf(name: string, isWeb: boolean): ColumnKind {
  if (isWeb) return 'number';
  if (/^device time$/i.test(name)) return parseDeviceTime;
  return /^gps time$/i.test(name) ? parseGpsTime : 'number';
}

/** Device Time is local; GPS Time, to the second, says by how many quarters of an hour that is off. */
function startOf(
  { start, order }: Timeline,
  isWeb: boolean,
  gps: Float64Array | undefined,
  device: Float64Array | undefined,
): string | null {
  if (isWeb || !device) return isoOf(start, true);
  const row = order?.[0] ?? 0;
  const off = (device[row] ?? Number.NaN) - (gps?.[row] ?? Number.NaN);
  const zone = Math.round(off / 900) * 900;
  const fits = Math.abs(off - zone) < 120 && Math.abs(zone) <= 14 * 3600;
  return fits ? isoOf(start - zone, true) : isoOf(start, false);
}
