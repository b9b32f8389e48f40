import { parseHmsSeconds, parseIsoSeconds, type TimeUnit } from '../delimited/clock.ts';
import type { HeadRow } from '../delimited/head.ts';
import { normaliseName } from './aliases.ts';
import { splitTitle } from './header.ts';

/** Names of time columns, the best first: a session clock is finer than the stamps that loggers add. */
const NAMES = [
  'sessiontime,timebase',
  'time,times,zeit,tiempo,temps,tempo,elapsedtime,elapsed,elapsedtimes,timesec,timeseconds,seconds,sec,secs,timems,timemsec,timestampms,timestamps,ms,milliseconds,t,logtime,logtimestamp,zeits',
  'timestamp,devicetime,datetime,utctime,utc,unixtime,epoch,epochms,gpstime,uhrzeit,clock,date,datum,localtime,systemtime,recordtime',
  'runtime,uptime,engineruntime,engineruntine,runtimesinceenginestart,currenttime,totaltime,racetime',
].map((names) => new Set(names.split(',')));

const UNITS: Readonly<Record<string, TimeUnit>> = {
  s: 's',
  sec: 's',
  second: 's',
  seconds: 's',
  'unix time': 's',
  ms: 'ms',
  msec: 'ms',
  milliseconds: 'ms',
  us: 'us',
  µs: 'us',
  usec: 'us',
};

/** Whether a cell is a date with a time, or a time of day. */
export function isClockCell(cell: string): boolean {
  return !Number.isNaN(parseIsoSeconds(cell)) || !Number.isNaN(parseHmsSeconds(cell));
}

type Found = { readonly column: number; readonly unit: TimeUnit };

/** The column that says when the samples were taken, or null. */
export function findTimeColumn(
  columns: readonly { readonly header: string; readonly unit: string }[],
  data: readonly HeadRow[],
  decimalComma: boolean,
): Found | null {
  let best: (Found & { rank: number }) | null = null;
  for (const [column, description] of columns.entries()) {
    const { name } = splitTitle(description.header);
    const rank = NAMES.findIndex((names) => names.has(normaliseName(name)));
    if (rank === -1 || (best && best.rank <= rank)) continue;
    const cells = data.map(({ cells }) => cells[column] ?? '').filter((cell) => cell !== '');
    const unit = clockUnit(cells, description.unit, decimalComma);
    if (unit) best = { column, unit, rank };
  }
  return best && { column: best.column, unit: best.unit };
}

function clockUnit(
  cells: readonly string[],
  stated: string,
  decimalComma: boolean,
): TimeUnit | null {
  const first = cells[0];
  if (first === undefined) return null;
  if (!Number.isNaN(parseIsoSeconds(first)))
    return rises(cells.map(parseIsoSeconds)) ? 'iso' : null;
  if (!Number.isNaN(parseHmsSeconds(first)))
    return rises(cells.map(parseHmsSeconds)) ? 'hms' : null;
  const numbers = cells.map((cell) => Number(decimalComma ? cell.replace(',', '.') : cell));
  if (!rises(numbers)) return null;
  return UNITS[stated.trim().toLowerCase()] ?? unitBySize(numbers);
}

/** Most steps go on, at least one really does, and few cells are not times. */
function rises(times: readonly number[]): boolean {
  const finite = times.filter((time) => Number.isFinite(time));
  if (finite.length * 2 < times.length || finite.length === 0) return false;
  if (finite.length === 1) return true;
  let [up, back] = [0, 0];
  for (let i = 1; i < finite.length; i++) {
    const step = (finite[i] ?? 0) - (finite[i - 1] ?? 0);
    if (step > 0) up++;
    if (step < 0) back++;
  }
  return up > 0 && back * 10 <= up;
}

/** Without a stated unit: dates by their size, and whole numbers in steps of five or more are milliseconds. */
function unitBySize(numbers: readonly number[]): TimeUnit {
  const first = Math.abs(numbers[0] ?? 0);
  if (first > 1e14 && first < 5e15) return 'us';
  if (first > 1e11 && first < 5e12) return 'ms';
  const steps = numbers
    .map((time, i) => time - (numbers[i - 1] ?? time))
    .filter((step) => step > 0)
    .sort((a, b) => a - b);
  const middle = steps[steps.length >> 1] ?? 1;
  return middle >= 5 && numbers.every((time) => Number.isInteger(time)) ? 'ms' : 's';
}
