import type { Recording } from '@outlap/telemetry';
import type { ByteSource } from '../bytes.ts';
import { type SourceChannel, toChannels } from '../channels.ts';
import { nominalRate } from '../clock.ts';
import { FormatError } from '../errors.ts';
import type { Format } from '../format.ts';
import { decodeHead, decodeText } from '../text.ts';
import { canonicalName, normaliseVboName, sensorOf, vboRules } from './aliases.ts';
import { parseColumns, type VboColumn } from './columns.ts';
import { blankWithoutFix, findStyle, toLatitude, toLongitude } from './coordinates.ts';
import { parseGates } from './gates.ts';
import { parseRows, type VboRows } from './rows.ts';
import { linesOf, splitSections, type VboSections } from './sections.ts';

const LARGEST_BYTES = 400 << 20;

/** Racelogic `.vbo`, as VBOX, RaceBox, RaceChrono and Harry's LapTimer write it. */
export const vbo: Format = {
  id: 'vbo',
  name: 'Racelogic VBO',
  extensions: ['.vbo'],
  sniff: (head) => {
    const text = decodeHead(head).toLowerCase();
    const names = /^\[column names\]/m.test(text);
    return (names || /^\[header\]/m.test(text)) && (names || /^\[data\]/m.test(text));
  },
  read: readVbo,
};

async function readVbo(source: ByteSource): Promise<Recording> {
  if (source.size > LARGEST_BYTES) {
    throw new FormatError('file_too_large', 'A .vbo of more than 400 MiB is not read at once.');
  }
  const sections = splitSections(decodeText(await source.read(0, source.size)));
  const columns = parseColumns(sections);
  const timeColumn = columns.findIndex(({ name }) => normaliseVboName(name) === 'time');
  if (timeColumn < 0) {
    throw new FormatError('file_damaged', 'The [column names] have no time.', { line: 1 });
  }
  const lines = sections.byName.get('data');
  if (!lines) throw new FormatError('file_truncated', 'The file ends before its [data].');
  const satellites = columns.findIndex(({ name }) => canonicalName(name) === 'satellites');
  const rows = parseRows(lines, columns.length, timeColumn, satellites);
  if (rows.seconds.length === 0) {
    throw new FormatError('no_samples', 'No row of [data] has a time.', {
      line: sections.dataLine,
    });
  }
  const { gates, warnings, style } = placeOnEarth(sections, columns, rows, lines);
  const dated = startOf(sections, rows.firstSecondsOfDay);
  if (dated !== null) {
    warnings.push('The date is that of "File created", local time; it may be a day off the rows.');
  }
  if (rows.shifted) warnings.push('The rows have no satellites column; names were moved by one.');
  return {
    format: 'vbo',
    formatVersion: null,
    startedAt: dated,
    durationSeconds: rows.seconds.at(-1) ?? 0,
    driver: sessionValue(sections, 'driver'),
    vehicle: { name: sessionValue(sections, 'vehicle') ?? sessionValue(sections, 'car') },
    track: {
      name: sessionValue(sections, 'track') ?? sessionValue(sections, 'name'),
      layout: null,
      lengthMetres: null,
    },
    channels: toVboChannels(columns, timeColumn, rows, style),
    beaconSeconds: [],
    gates,
    sectorFractions: [],
    report: {
      rowsTotal: rows.total,
      rowsKept: rows.seconds.length,
      reasons: rows.reasons,
      warnings,
    },
  };
}

const isPlace = (name: string): boolean =>
  ['latitude', 'longitude'].includes(canonicalName(name) ?? '');

/** Turns the coordinate columns into degrees in place and finds the gates among them. */
function placeOnEarth(
  sections: VboSections,
  columns: readonly VboColumn[],
  rows: VboRows,
  lines: readonly string[],
) {
  const warnings: string[] = [];
  const column = (wanted: string) =>
    rows.columns[columns.findIndex(({ name }) => canonicalName(name) === wanted)];
  const [latitude, longitude] = [column('latitude'), column('longitude')];
  if (!latitude || !longitude) return { gates: [], warnings, style: 'degrees' as const };
  const sample = (lines.find((line) => line.trim() !== '') ?? '').trim().split(/\s+/);
  const places = columns.flatMap(({ name }, i) =>
    isPlace(name) ? [i - (rows.shifted ? 1 : 0)] : [],
  );
  const style = findStyle(
    latitude,
    longitude,
    places.map((i) => sample[i]),
  );
  const blanked = blankWithoutFix(latitude, longitude, column('satellites'));
  if (blanked > 0) warnings.push(`${blanked} rows have no position: no fix yet.`);
  for (const [i, { name }] of columns.entries()) {
    const values = rows.columns[i];
    if (!values || !isPlace(name)) continue;
    const convert = canonicalName(name) === 'latitude' ? toLatitude : toLongitude;
    for (let row = 0; row < values.length; row++) {
      values[row] = convert(values[row] ?? Number.NaN, style);
    }
  }
  const placed = parseGates(linesOf(sections, 'laptiming'), style, { latitude, longitude });
  return { gates: placed.gates, warnings: [...warnings, ...placed.warnings], style };
}

function toVboChannels(
  columns: readonly VboColumn[],
  timeColumn: number,
  rows: VboRows,
  style: string,
) {
  const time = { kind: 'stamps', seconds: rows.seconds } as const;
  const rateHz = nominalRate(rows.seconds);
  const skipped = rows.shifted ? [0, timeColumn] : [timeColumn];
  const source = columns.flatMap(({ name, unit }, i): SourceChannel[] => {
    const values = rows.columns[i];
    if (!values || skipped.includes(i)) return [];
    const sensor = sensorOf(name);
    return [
      {
        sourceName: name,
        sourceUnit: isPlace(name) ? (style === 'minutes' ? "'" : 'deg') : unit,
        rateHz,
        time,
        values,
        ...(sensor === undefined ? {} : { device: sensor }),
      },
    ];
  });
  return toChannels(source, vboRules(source));
}

function startOf(sections: VboSections, secondsOfDay: number): string | null {
  const created = sections.preamble.join('\n');
  const match = /created on (\d{1,2})\/(\d{1,2})\/(\d{4})/i.exec(created);
  if (!match) return null;
  const [, day, month, year] = match.map(Number);
  const midnight = Date.UTC(year ?? 0, (month ?? 0) - 1, day ?? 0);
  const real = new Date(midnight);
  if (real.getUTCMonth() !== (month ?? 0) - 1 || real.getUTCDate() !== day) return null;
  return new Date(midnight + Math.round((secondsOfDay % 86_400) * 1000)).toISOString();
}

function sessionValue(sections: VboSections, key: string): string | null {
  for (const line of linesOf(sections, 'session data')) {
    const [name = '', ...rest] = line.split(/[\s:=]+/);
    if (name.toLowerCase() === key && rest.length > 0) return rest.join(' ').trim() || null;
  }
  return null;
}
