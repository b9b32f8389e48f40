/**
 * The CSV that MoTeC i2 exports: quoted cells, a preamble of `key,value` lines, then names, units and rows on one
 * time grid. The `Time` column becomes the time base: the stated sample rate where its rounded stamps agree with it.
 */
import type { Recording, TimeBase } from '@outlap/telemetry';
import type { ByteSource } from '../bytes.ts';
import { type SourceChannel, toChannels } from '../channels.ts';
import { FormatError } from '../errors.ts';
import type { Format } from '../format.ts';
import { decodeHead, decodeText, splitLines } from '../text.ts';
import { checkTable } from '../table.ts';
import { toLocalTime } from './layout.ts';
import { motecRules } from './rules.ts';

const KEYS = ['Format', 'Venue', 'Vehicle', 'Device', 'Log Date', 'Sample Rate', 'Beacon Markers'];
const LARGEST_BYTES = 512 << 20;
const PREAMBLE_LINES = 60;

/** CSV export of MoTeC i2. */
export const motecCsv: Format = {
  id: 'motec-csv',
  name: 'MoTeC i2 CSV export',
  extensions: ['.csv'],
  sniff: (head) => {
    const lines = splitLines(decodeHead(head.subarray(0, 16 << 10))).slice(0, PREAMBLE_LINES);
    const keys = new Set(lines.map((line) => parseCells(line)[0]));
    const about = lines[0]?.includes('AiM CSV') === true;
    return !about && KEYS.filter((key) => keys.has(key)).length >= 3;
  },
  read: readMotecCsv,
};

/** The cells of one line, quotes taken off (a doubled quote inside stands for one). */
export function parseCells(line: string): string[] {
  if (!line.includes('"')) return line.split(',').map((cell) => cell.trim());
  const cells: string[] = [];
  const pattern = /\s*(?:"((?:[^"]|"")*)"|([^,]*))\s*(,|$)/gy;
  for (let match = pattern.exec(line); match; match = pattern.exec(line)) {
    cells.push(match[1]?.replaceAll('""', '"') ?? match[2]?.trim() ?? '');
    if (match[3] === '') break;
  }
  return cells;
}

async function readMotecCsv(source: ByteSource): Promise<Recording> {
  if (source.size > LARGEST_BYTES) {
    throw new FormatError('file_too_large', 'A CSV of more than 512 MiB is not read at once.');
  }
  const lines = splitLines(decodeText(await source.read(0, source.size)));
  const { about, headerLine } = findHeader(lines);
  const names = parseCells(lines[headerLine] ?? '');
  const units = parseCells(lines[headerLine + 1] ?? '');
  const timeColumn = names.indexOf('Time');
  checkTable(lines.slice(headerLine + 2), names.length);
  const { rows, total } = parseRows(lines, headerLine + 2, names.length, timeColumn);
  if (rows.length === 0) throw new FormatError('no_samples', 'The CSV has no row with a time.');
  const stamps = Float64Array.from(rows, (row) => row[timeColumn] ?? 0);
  const first = stamps[0] ?? 0;
  const statedRate = Number(about.get('Sample Rate')?.[0]);
  const rateHz = statedRate > 0 ? statedRate : null;
  const time = toTimeBase(stamps, rateHz);
  const columns: SourceChannel[] = names.flatMap((sourceName, column) =>
    column === timeColumn
      ? []
      : [
          {
            sourceName,
            sourceUnit: units[column] ?? '',
            rateHz,
            time,
            values: Float64Array.from(rows, (row) => row[column] ?? Number.NaN),
          },
        ],
  );
  const { rules, warnings } = motecRules(columns);
  const lost = total - rows.length;
  return {
    format: 'motec-csv',
    formatVersion: null,
    ...describeLog(about, first),
    durationSeconds: (stamps.at(-1) ?? first) - first,
    channels: toChannels(columns, rules),
    gates: [],
    sectorFractions: [],
    report: {
      rowsTotal: total,
      rowsKept: rows.length,
      reasons: lost > 0 ? { 'no-time': lost } : {},
      warnings,
    },
  };
}

function describeLog(about: ReadonlyMap<string, readonly string[]>, first: number) {
  const text = (key: string) => about.get(key)?.[0] || null;
  return {
    startedAt: toStart(text('Log Date') ?? '', text('Log Time') ?? ''),
    driver: text('Driver'),
    vehicle: { name: text('Vehicle') },
    track: { name: text('Venue'), layout: null, lengthMetres: null },
    beaconSeconds: (about.get('Beacon Markers') ?? [])
      .flatMap((cell) => cell.split(/[\s;]+/))
      .filter((cell) => cell !== '')
      .map((cell) => Number(cell) - first)
      .filter((seconds) => seconds >= 0 && Number.isFinite(seconds))
      .sort((a, b) => a - b),
  };
}

function findHeader(lines: readonly string[]) {
  const about = new Map<string, string[]>();
  for (let i = 0; i < Math.min(lines.length, PREAMBLE_LINES); i++) {
    const cells = parseCells(lines[i] ?? '');
    const numbersFollow = cells.length > 1 && cells.includes('Time') && cells[0] !== 'Log Time';
    if (numbersFollow && about.size > 0) return { about, headerLine: i };
    const [key = '', ...values] = cells;
    if (key && !about.has(key)) about.set(key, values);
  }
  throw new FormatError('file_damaged', 'The CSV has no row of names with a Time column.', {
    line: Math.min(lines.length, PREAMBLE_LINES),
  });
}

function parseRows(lines: readonly string[], from: number, width: number, timeColumn: number) {
  const rows: number[][] = [];
  let total = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (let i = from; i < lines.length; i++) {
    const line = lines[i] ?? '';
    if (line.trim() === '') continue;
    total++;
    const row = parseCells(line)
      .slice(0, width)
      .map((cell) => (cell === '' ? Number.NaN : Number(cell)));
    const seconds = row[timeColumn] ?? Number.NaN;
    if (!Number.isFinite(seconds) || seconds < last) continue;
    last = seconds;
    rows.push(row);
  }
  return { rows, total };
}

function toTimeBase(stamps: Float64Array, rateHz: number | null): TimeBase {
  const first = stamps[0] ?? 0;
  if (rateHz !== null) {
    const rounding = 0.0011;
    const fits = stamps.every((now, i) => Math.abs(now - first - i / rateHz) <= rounding);
    if (fits) return { kind: 'uniform', startSeconds: 0, rateHz, count: stamps.length };
  }
  return { kind: 'stamps', seconds: stamps.map((now) => now - first) };
}

function toStart(date: string, time: string): string | null {
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  const slashed = iso ? `${iso[3]}/${iso[2]}/${iso[1]}` : date;
  const clock = /^(\d{1,2}):(\d{2})(:\d{2})?\s*([AP]M)?$/i.exec(time);
  if (!clock) return toLocalTime(slashed, '');
  const [, hours = '0', minutes = '00', seconds = ':00', half] = clock;
  const noon = half?.toUpperCase() === 'PM' ? 12 : 0;
  const hour = half ? (Number(hours) % 12) + noon : Number(hours);
  return toLocalTime(slashed, `${hour}:${minutes}${seconds}`);
}
