/**
 * Writes channels as CSV, one row a time of the grid. Titles are `name [unit]`, the first one `time [s]`; numbers have as
 * many digits as it takes to read the same double again; a missing value is an empty cell. A channel on the grid's own
 * times is written as it is. Any other is brought onto them: numbers by straight lines between their samples, steps and
 * text by holding on; where there is nothing to go by it is missing. The unit of text is written as `text`.
 */
import { type Channel, isNumeric, isStep, type TimeBase, toSeconds } from '@outlap/telemetry';
import { OWN_TIME_TITLE } from './title.ts';

const CHUNK_CHARACTERS = 65_536;

/** CSV text in pieces of about 64 KiB. Reading it with the `csv` format gives back names, units, times and values. */
export function* writeCsv(grid: TimeBase, channels: readonly Channel[]): Generator<string> {
  const seconds = toSeconds(grid);
  const titles = channels.map(({ name, unit, values }) =>
    quoted(`${name} [${Array.isArray(values) ? 'text' : unit}]`),
  );
  const cells = channels.map((channel) => cellsOn(channel, grid, seconds));
  let text = [OWN_TIME_TITLE, ...titles].join(',') + '\r\n';
  for (let row = 0; row < seconds.length; row++) {
    text += String(seconds[row] ?? 0);
    for (const cell of cells) text += `,${cell(row)}`;
    text += '\r\n';
    if (text.length >= CHUNK_CHARACTERS) {
      yield text;
      text = '';
    }
  }
  if (text) yield text;
}

/** The channel whose times most channels share: the grid on which a recording loses least. Undefined without channels. */
export function findGrid(channels: readonly Channel[]): TimeBase | undefined {
  const uses = new Map<TimeBase, number>();
  for (const { time } of channels) uses.set(time, (uses.get(time) ?? 0) + 1);
  let best: TimeBase | undefined;
  for (const [time, count] of uses) if (count > (best ? (uses.get(best) ?? 0) : 0)) best = time;
  return best;
}

type Cell = (row: number) => string;

function cellsOn(channel: Channel, grid: TimeBase, seconds: Float64Array): Cell {
  const { values, time } = channel;
  const holds = isStep(channel.name) || !isNumeric(values);
  const at = isSameBase(time, grid, seconds)
    ? (row: number) => row
    : placesOn(time, seconds, holds);
  if (!isNumeric(values)) {
    return (row) => {
      const value = values[Math.floor(at(row))];
      return typeof value === 'string' ? quoted(value) : value == null ? '' : value.toString();
    };
  }
  return (row) => {
    const place = at(row);
    const index = Math.floor(place);
    const before = values[index] ?? Number.NaN;
    const part = place - index;
    const value =
      holds || part === 0 ? before : before + ((values[index + 1] ?? before) - before) * part;
    return Number.isFinite(value) ? numberText(value) : '';
  };
}

function numberText(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

function isSameBase(time: TimeBase, grid: TimeBase, seconds: Float64Array): boolean {
  if (time === grid) return true;
  const own = toSeconds(time);
  return own.length === seconds.length && own.every((value, i) => value === seconds[i]);
}

/** Where a time of the grid lies among a channel's samples: 2.25 is a quarter of the way from 2 to 3; −1 is outside. */
function placesOn(time: TimeBase, seconds: Float64Array, holds: boolean): (row: number) => number {
  const own = toSeconds(time);
  const places = new Float64Array(seconds.length).fill(-1);
  let i = -1;
  for (let row = 0; row < seconds.length; row++) {
    const t = seconds[row] ?? 0;
    while (i + 1 < own.length && (own[i + 1] ?? 0) <= t) i++;
    const before = own[i];
    if (before === undefined) continue;
    const after = own[i + 1];
    if (after !== undefined) places[row] = i + (t - before) / (after - before);
    else if (before === t || holds) places[row] = i;
  }
  return (row) => places[row] ?? -1;
}

/** Quoted where the cell would otherwise fall apart. */
function quoted(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
