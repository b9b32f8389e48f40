/**
 * Finds out how a CSV file is laid out from its first 64 KiB. Delimiter: the one under which most rows, the titles
 * included, have the same number of cells. Titles: the last rows before the first row of numbers; the last of them is a
 * unit row when its words are units. Time: a column whose name says so and whose cells never go back for long.
 * Assumes that the rows are samples in time; tables of laps or of signals without a clock come back as `unsure`.
 */
import { headRows, type HeadRow } from '../delimited/head.ts';
import { isAbsent } from '../delimited/parse-number.ts';
import type { Delimiter } from '../delimited/tokenize.ts';
import type { CsvMapping } from '../format.ts';
import { findAlias, isIracingNames } from './aliases.ts';
import { findTimeColumn, isClockCell } from './detect-time.ts';
import { isUnit, splitTitle } from './header.ts';
import { OWN_TIME_TITLE } from './title.ts';

export type DetectedColumn = {
  readonly header: string;
  readonly unit: string;
  /** The first few cells that hold something. */
  readonly sample: readonly string[];
  /** Canonical name where the title is a known one, else the title without its unit. */
  readonly suggestedName: string;
};

export type CsvDetection = {
  readonly mapping: CsvMapping;
  readonly confidence: 'sure' | 'unsure';
  readonly columns: readonly DetectedColumn[];
  /** What is missing, as a sentence; '' when sure. */
  readonly doubt: string;
};

const DELIMITERS: readonly Delimiter[] = ['\t', ';', '|', ','];
const ROWS_LOOKED_AT = 400;
const PREAMBLE_ROWS = 60;
const OWN_TIME = { column: 0, unit: 's' } as const;

/** How a CSV's columns and rows are to be read, as far as its head tells. Never throws. */
export function detectCsv(head: Uint8Array, isWhole = head.length < 65_536): CsvDetection {
  const delimiter = detectDelimiter(head, isWhole);
  const rows = headRows(head, delimiter, isWhole, ROWS_LOOKED_AT);
  const width = modalWidth(rows);
  const decimalComma = hasDecimalCommas(rows, delimiter);
  const { firstData, headerRow, unitRow, isOwn } = findRows(rows, width, decimalComma);
  const data = rows.slice(firstData).filter((row) => row.cells.some((cell) => cell !== ''));
  const titles = rows[headerRow]?.cells ?? [];
  const units = rows[unitRow ?? -1]?.cells ?? [];
  const columns = describeColumns(titles, units, data, width);
  const found = isOwn ? OWN_TIME : findTimeColumn(columns, data, decimalComma);
  const time = found ?? OWN_TIME;
  const doubt = doubtOf(columns.length, data.length, headerRow, found !== null);
  return {
    mapping: {
      delimiter,
      decimalComma,
      headerRow: Math.max(0, headerRow),
      unitRow,
      firstDataRow: Math.max(firstData, headerRow + 1),
      timeColumn: time.column,
      timeUnit: time.unit,
      columns: {},
    },
    confidence: doubt === '' ? 'sure' : 'unsure',
    columns,
    doubt,
  };
}

/** Where titles, units and samples stand; a file of our own writer says so itself. */
function findRows(rows: readonly HeadRow[], width: number, decimalComma: boolean) {
  const own = rows.findIndex(({ cells }) => cells[0] === OWN_TIME_TITLE);
  if (own >= 0) return { firstData: own + 1, headerRow: own, unitRow: null, isOwn: true };
  const firstData = findFirstData(rows, width, decimalComma);
  return { firstData, ...findTitles(rows, firstData, width), isOwn: false };
}

function doubtOf(columns: number, rows: number, headerRow: number, hasTime: boolean): string {
  if (columns < 2) return 'It has only one column.';
  if (rows < 1) return 'No row of numbers follows the titles.';
  if (headerRow < 0) return 'It has no row of column titles.';
  return hasTime ? '' : 'No column is a time.';
}

function detectDelimiter(head: Uint8Array, isWhole: boolean): Delimiter {
  let best: Delimiter = ',';
  let bestScore = 0;
  for (const delimiter of DELIMITERS) {
    const rows = headRows(head, delimiter, isWhole, 100).filter(({ cells }) => cells.some(Boolean));
    const width = modalWidth(rows);
    if (width < 2) continue;
    const score = rows.filter(({ cells }) => widthOf(cells) === width).length / rows.length;
    if (score > bestScore + 1e-9) {
      best = delimiter;
      bestScore = score;
    }
  }
  return best;
}

/** Cells up to the last one that holds something. */
function widthOf(cells: readonly string[]): number {
  let width = cells.length;
  while (width > 0 && cells[width - 1] === '') width--;
  return width;
}

function modalWidth(rows: readonly HeadRow[]): number {
  const counts = new Map<number, number>();
  for (const { cells } of rows) {
    const width = widthOf(cells);
    if (width > 0) counts.set(width, (counts.get(width) ?? 0) + 1);
  }
  let [best, most] = [0, 0];
  for (const [width, count] of counts) {
    if (count > most || (count === most && width > best)) [best, most] = [width, count];
  }
  return best;
}

function hasDecimalCommas(rows: readonly HeadRow[], delimiter: Delimiter): boolean {
  if (delimiter === ',') return false;
  let [commas, points] = [0, 0];
  for (const { cells } of rows) {
    for (const cell of cells) {
      if (/^[+-]?\d+,\d+(?:[eE][+-]?\d+)?$/.test(cell)) commas++;
      else if (/^[+-]?\d*\.\d+(?:[eE][+-]?\d+)?$/.test(cell)) points++;
    }
  }
  return commas > points;
}

/** Whether a cell is a sample and not a title: a number, a truth value, a time. */
export function isSampleCell(cell: string, decimalComma: boolean): boolean {
  const text = decimalComma ? cell.replace(',', '.') : cell;
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return true;
  return /^(?:true|false)$/i.test(cell) || isClockCell(cell);
}

function isDataRow(row: HeadRow | undefined, width: number, decimalComma: boolean): boolean {
  if (!row) return false;
  const filled = row.cells.filter((cell) => !isAbsent(cell));
  const samples = filled.filter((cell) => isSampleCell(cell, decimalComma)).length;
  return samples >= 1 && samples * 3 >= filled.length && widthOf(row.cells) * 2 >= width;
}

function findFirstData(rows: readonly HeadRow[], width: number, decimalComma: boolean): number {
  for (let i = 0; i < Math.min(rows.length, PREAMBLE_ROWS + 1); i++) {
    const isLast = i + 1 >= rows.length;
    if (
      isDataRow(rows[i], width, decimalComma) &&
      (isLast || isDataRow(rows[i + 1], width, decimalComma))
    ) {
      return i;
    }
  }
  return rows.length;
}

function findTitles(rows: readonly HeadRow[], firstData: number, width: number) {
  const wide: number[] = [];
  for (let i = 0; i < firstData; i++) {
    if (widthOf(rows[i]?.cells ?? []) * 2 >= width) wide.push(i);
  }
  const last = wide.at(-1);
  if (last === undefined) return { headerRow: -1, unitRow: null };
  const before = wide.at(-2);
  if (before === undefined || !isUnitRow(rows[last]?.cells ?? [])) {
    return { headerRow: last, unitRow: null };
  }
  return { headerRow: before, unitRow: last };
}

function isUnitRow(cells: readonly string[]): boolean {
  const filled = cells.filter((cell) => cell !== '');
  const units = filled.filter((cell) => isUnit(cell.replace(/^[([](.*)[)\]]$/, '$1')));
  return units.length > 0 && units.length * 2 >= filled.length;
}

function describeColumns(
  titles: readonly string[],
  units: readonly string[],
  data: readonly HeadRow[],
  width: number,
): DetectedColumn[] {
  const count = Math.max(widthOf(titles), Math.min(width, widthOf(titles) || width));
  const names = titles.map((title) => splitTitle(title).name);
  const isIracing = isIracingNames(names);
  return Array.from({ length: count }, (_, i) => {
    const header = titles[i] ?? '';
    const { name, unit } = splitTitle(header);
    const stated = units[i]?.replace(/^[([](.*)[)\]]$/, '$1') ?? unit ?? '';
    const sample: string[] = [];
    for (const { cells } of data) {
      if (sample.length >= 3) break;
      if (cells[i]) sample.push(cells[i] ?? '');
    }
    const plain = name || `column ${i + 1}`;
    return {
      header,
      unit: stated,
      sample,
      suggestedName: findAlias(plain, isIracing)?.name ?? plain,
    };
  });
}
