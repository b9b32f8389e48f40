import type { Channel, Recording } from '@outlap/telemetry';
import type { ByteSource } from '../bytes.ts';
import {
  hasZone,
  isoOf,
  isUnixSeconds,
  parseHmsSeconds,
  parseIsoSeconds,
  SECONDS_PER_UNIT,
  unwrapMidnights,
} from '../delimited/clock.ts';
import { HEAD_BYTES, headRows, toByteText } from '../delimited/head.ts';
import { toReport } from '../delimited/report.ts';
import { readTable, type Table } from '../delimited/table.ts';
import { type Timeline, toTimeline } from '../delimited/timeline.ts';
import { denseNumbers, toSourceChannels } from '../delimited/to-source-channels.ts';
import type { ColumnKind } from '../delimited/column.ts';
import { FormatError } from '../errors.ts';
import type { CsvMapping, Format, ReadOptions } from '../format.ts';
import { type CsvDetection, type DetectedColumn, detectCsv, isSampleCell } from './detect.ts';
import { splitTitle } from './header.ts';
import { nameColumns } from './name-columns.ts';
import { OWN_TIME_TITLE } from './title.ts';

/** Any CSV with a row of titles and a time column; other layouts are read with a mapping made by hand. */
export const csv: Format = {
  id: 'csv',
  name: 'CSV',
  extensions: ['.csv', '.txt', '.tsv'],
  sniff: (head) => {
    if (head.length === 0 || head.subarray(0, 4096).includes(0)) return false;
    const { columns, mapping } = detectCsv(head);
    return columns.length >= 2 && mapping.firstDataRow > 0;
  },
  read: readCsv,
};

async function readCsv(given: ByteSource, options: ReadOptions): Promise<Recording> {
  const source = await toByteText(given);
  const head = await source.read(0, HEAD_BYTES);
  const isWhole = head.length === source.size;
  if (head.subarray(0, 1024).includes(0)) {
    throw new FormatError('format_unknown', 'It is neither text nor a format known here.');
  }
  const detection = detectCsv(head, isWhole);
  const mapping = options.mapping ?? detection.mapping;
  if (!options.mapping) refuseUnsure(detection);
  const columns = options.mapping ? mappedColumns(head, isWhole, mapping) : detection.columns;
  if (mapping.timeColumn < 0 || mapping.timeColumn >= columns.length) {
    throw new FormatError('mapping_needed', `It has no column ${mapping.timeColumn} for the time.`);
  }
  const offset = headRows(head, mapping.delimiter, isWhole, mapping.firstDataRow).at(-1)?.next ?? 0;
  const table = await readTable(source, {
    delimiter: mapping.delimiter,
    decimalComma: mapping.decimalComma,
    offset: mapping.firstDataRow === 0 ? 0 : offset,
    kinds: columns.map((column, i) =>
      i === mapping.timeColumn ? timeKind(mapping) : kindOf(column, mapping.decimalComma),
    ),
    onProgress: options.onProgress,
  });
  const timeline = timelineOf(table, mapping);
  if (!options.mapping) refuseEvents(timeline);
  return toRecording(table, timeline, columns, mapping);
}

function refuseUnsure({ confidence, doubt, columns }: CsvDetection): void {
  if (confidence === 'sure') return;
  const titles = columns.slice(0, 12).map(({ header }) => header.slice(0, 40) || '?');
  const listed = titles.join(', ').slice(0, 300);
  const detail = listed ? `${doubt} Columns: ${listed}.` : doubt;
  throw new FormatError('mapping_needed', detail);
}

function mappedColumns(head: Uint8Array, isWhole: boolean, mapping: CsvMapping): DetectedColumn[] {
  const rows = headRows(head, mapping.delimiter, isWhole, mapping.firstDataRow + 400);
  const titles = rows[mapping.headerRow]?.cells ?? [];
  const units = mapping.unitRow === null ? [] : (rows[mapping.unitRow]?.cells ?? []);
  const data = rows.slice(mapping.firstDataRow);
  const isTitled = mapping.headerRow < mapping.firstDataRow;
  const count = Math.max(isTitled ? titles.length : 0, data[0]?.cells.length ?? 0);
  return Array.from({ length: count }, (_, i) => {
    const header = isTitled ? (titles[i] ?? '') : '';
    const { name, unit } = splitTitle(header);
    return {
      header,
      unit: units[i] ?? unit ?? '',
      sample: data.map(({ cells }) => cells[i] ?? '').filter(Boolean),
      suggestedName: name || `column ${i + 1}`,
    };
  });
}

function timeKind({ timeUnit }: CsvMapping): ColumnKind {
  if (timeUnit === 'iso') return parseIsoSeconds;
  return timeUnit === 'hms' ? parseHmsSeconds : 'number';
}

function kindOf({ sample, unit }: DetectedColumn, decimalComma: boolean): ColumnKind {
  if (unit === 'text') return 'text';
  const numbers = sample.filter((cell) => isSampleCell(cell, decimalComma) && !cell.includes(':'));
  return sample.length > 0 && numbers.length * 2 < sample.length ? 'text' : 'number';
}

/** Samples of a car lie closer together than rows of a timing sheet. */
const MAX_STEP_SECONDS = 15;

function refuseEvents({ seconds }: Timeline): void {
  const steps = seconds
    .subarray(1)
    .map((now, i) => now - (seconds[i] ?? now))
    .filter((step) => step > 0)
    .sort();
  const middle = steps[steps.length >> 1] ?? 0;
  if (middle <= MAX_STEP_SECONDS) return;
  throw new FormatError(
    'mapping_needed',
    `Its rows lie ${middle.toPrecision(3)} s apart: laps or events, hardly samples.`,
  );
}

function toRecording(
  table: Table,
  timeline: Timeline,
  columns: readonly DetectedColumn[],
  mapping: CsvMapping,
): Recording {
  if (timeline.seconds.length === 0) {
    throw new FormatError('no_samples', 'No row has a time.');
  }
  const titles = columns.map(({ header, suggestedName }) => {
    const { name } = splitTitle(header);
    return { header: header || suggestedName, name: name || suggestedName };
  });
  const sources = toSourceChannels(
    table.columns,
    columns.map(({ header, unit }) => ({
      sourceName: header,
      sourceUnit: unit === 'text' ? '' : unit,
    })),
    table.rows,
    timeline,
    'missing',
  );
  const named = nameColumns(sources, titles, mapping.columns);
  const isOwn = columns[mapping.timeColumn]?.header === OWN_TIME_TITLE;
  const channels = named.channels.filter((_, i) => !(isOwn && i === mapping.timeColumn));
  return {
    format: 'csv',
    formatVersion: null,
    startedAt: startOf(timeline, mapping, columns, channels),
    durationSeconds: timeline.seconds.at(-1) ?? 0,
    driver: constantText(channels, DRIVER_TITLES),
    vehicle: { name: constantText(channels, VEHICLE_TITLES) },
    track: { name: constantText(channels, TRACK_TITLES), layout: null, lengthMetres: null },
    channels,
    beaconSeconds: [],
    gates: [],
    sectorFractions: [],
    report: toReport(table, timeline, named.warnings),
  };
}

const DRIVER_TITLES = ['driver', 'drivername', 'user', 'racer'];
const VEHICLE_TITLES = ['carmodel', 'car', 'carname', 'vehicle'];
const TRACK_TITLES = ['trackcode', 'track', 'trackname', 'circuit', 'venue'];

function timelineOf(table: Table, { timeColumn, timeUnit }: CsvMapping): Timeline {
  const column = table.columns[timeColumn];
  const cells = column && column.kind !== 'text' ? column : undefined;
  if (!cells) return toTimeline(new Float64Array(table.rows).fill(Number.NaN), false);
  const raw = denseNumbers(cells, table.rows);
  if (timeUnit === 'iso') return toTimeline(raw, true);
  if (timeUnit === 'hms') return toTimeline(unwrapMidnights(raw), false);
  const factor = SECONDS_PER_UNIT[timeUnit];
  const seconds = factor === 1 ? raw : raw.map((value) => value / (1 / factor));
  return toTimeline(seconds, isUnixSeconds(seconds[0] ?? 0));
}

function startOf(
  { start }: Timeline,
  { timeUnit, timeColumn }: CsvMapping,
  columns: readonly DetectedColumn[],
  channels: readonly Channel[],
): string | null {
  if (timeUnit === 'iso') return isoOf(start, hasZone(columns[timeColumn]?.sample[0] ?? ''));
  if (isUnixSeconds(start)) return isoOf(start, true);
  for (const { sourceName, values } of channels) {
    if (!/time|date|utc/i.test(sourceName) || !Array.isArray(values)) continue;
    const first = (values as readonly (string | null)[])[0] ?? '';
    const iso = isoOf(parseIsoSeconds(first), hasZone(first));
    if (iso) return iso;
  }
  return null;
}

/** The text of a column that says the same in every row, or null. */
function constantText(channels: readonly Channel[], titles: readonly string[]): string | null {
  for (const { sourceName, values } of channels) {
    if (!titles.includes(sourceName.toLowerCase()) || !Array.isArray(values)) continue;
    const texts = values as readonly (string | null)[];
    const first = texts.find((text) => text !== null);
    if (first && texts.every((text) => text === null || text === first)) return first;
  }
  return null;
}
