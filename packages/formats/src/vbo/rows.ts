/**
 * The rows of a `.vbo`: values told apart by blanks (fewer than names: the last ones are absent), the time of day first
 * of all. A row without a time, or with one before its predecessor's, is left out and counted. Times whose pairs of
 * digits are no clock throughout are plain seconds since midnight.
 */
import { dayClock, parseTimeOfDay } from '../clock.ts';
import { checkTable } from '../table.ts';

export type VboRows = {
  readonly seconds: Float64Array;
  /** One array a column; NaN where the row has no value. */
  readonly columns: readonly Float64Array[];
  /** Time of day of the first row, seconds since midnight. */
  readonly firstSecondsOfDay: number;
  readonly total: number;
  readonly reasons: Record<string, number>;
  readonly shifted: boolean;
};

/** Parses the data lines; `timeColumn` and `satellitesColumn` count the names from 0 (−1: none). */
export function parseRows(
  lines: readonly string[],
  width: number,
  timeColumn: number,
  satellitesColumn: number,
): VboRows {
  const filled = lines.filter((line) => line.trim() !== '');
  checkTable(filled, width);
  const shifted = satellitesColumn === 0 && isShifted(filled, width);
  const offset = shifted ? 1 : 0;
  const timeCell = timeColumn - offset;
  const toTime = usesPlainSeconds(filled, timeCell) ? Number : parseTimeOfDay;
  const clock = dayClock();
  const seconds = new Float64Array(filled.length);
  const columns = Array.from({ length: width }, () => new Float64Array(filled.length));
  const reasons: Record<string, number> = {};
  let kept = 0;
  for (const line of filled) {
    const cells = line.trim().split(/\s+/);
    const secondsOfDay = toTime(cells[timeCell] ?? 'none');
    const now = clock.advance(secondsOfDay);
    if (now === undefined) {
      const reason = Number.isFinite(secondsOfDay) ? 'time-back' : 'no-time';
      reasons[reason] = (reasons[reason] ?? 0) + 1;
      continue;
    }
    seconds[kept] = now;
    for (let column = 0; column < width; column++) {
      const values = columns[column];
      if (values) values[kept] = toNumber(cells[column - offset]);
    }
    kept++;
  }
  return {
    seconds: seconds.slice(0, kept),
    columns: columns.map((values) => values.slice(0, kept)),
    firstSecondsOfDay: clock.first(),
    total: filled.length,
    reasons,
    shifted,
  };
}

function toNumber(cell: string | undefined): number {
  if (cell === undefined) return Number.NaN;
  const value = Number(cell);
  return Number.isFinite(value) ? value : Number.NaN;
}

/** Some devices name a satellites column that their rows lack: its place then holds a packed time. */
function isShifted(lines: readonly string[], width: number): boolean {
  let packed = 0;
  const some = lines.slice(0, 50);
  for (const line of some) {
    const cells = line.trim().split(/\s+/);
    if (cells.length < width && /^\d{5,6}\.\d+$/.test(cells[0] ?? '')) packed++;
  }
  return packed > some.length / 2;
}

function usesPlainSeconds(lines: readonly string[], timeCell: number): boolean {
  let [numbers, invalid] = [0, 0];
  const stride = Math.max(1, Math.floor(lines.length / 500));
  for (let i = 0; i < lines.length; i += stride) {
    const cell = (lines[i] ?? '').trim().split(/\s+/)[timeCell] ?? '';
    if (!/^\d+(\.\d*)?$/.test(cell)) continue;
    numbers++;
    if (Number.isNaN(parseTimeOfDay(cell))) invalid++;
  }
  return invalid > numbers * 0.05 && invalid > 1;
}
