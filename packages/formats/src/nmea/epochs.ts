/**
 * Sentences of one fix put together: those of one time of day make one row. RMC and GGA carry the time; VTG and GSA
 * belong to the row before them. Without a fix (RMC status V, GGA quality 0) there is no position, and a DOP of 99.99
 * is none.
 */
import { dayClock, parseTimeOfDay } from '../clock.ts';
import { parseAngle, parseDate, parseField, type Sentence } from './sentences.ts';

export const COLUMNS = {
  latitude: 'deg',
  longitude: 'deg',
  speed: 'knots',
  course: 'deg',
  altitude: 'm',
  satellites: '',
  fixQuality: '',
  hdop: '',
  pdop: '',
} as const;
export type ColumnName = keyof typeof COLUMNS;

/** Gathers rows from sentences in the order of the file. */
export class Epochs {
  readonly seconds: number[] = [];
  readonly columns = new Map<ColumnName, number[]>();
  readonly #clock = dayClock();
  #current = Number.NaN;
  /** Unix seconds of midnight before the first row; NaN until a date is known. */
  firstMidnight = Number.NaN;

  get firstSecondsOfDay(): number {
    return this.#clock.first();
  }

  /** Takes a sentence in; a reason where it cannot be used. */
  add({ type, fields }: Sentence): 'time-back' | 'no-time' | undefined {
    if (type === 'RMC') return this.#addRmc(fields);
    if (type === 'GGA') return this.#addGga(fields);
    if (type === 'VTG') this.#set('speed', parseField(fields[4]));
    if (type === 'GSA') this.#set('pdop', dilution(fields[14]));
    return undefined;
  }

  #addRmc(fields: readonly string[]) {
    const problem = this.#openRow(fields[0]);
    if (problem) return problem;
    const midnight = parseDate(fields[8]);
    if (Number.isNaN(this.firstMidnight) && !Number.isNaN(midnight)) {
      const elapsed = (this.#clock.first() + (this.seconds.at(-1) ?? 0)) / 86_400;
      this.firstMidnight = midnight - Math.floor(elapsed) * 86_400;
    }
    if (fields[1] !== 'A') return undefined;
    this.#set('latitude', parseAngle(fields[2], fields[3]));
    this.#set('longitude', parseAngle(fields[4], fields[5]));
    this.#set('speed', parseField(fields[6]));
    this.#set('course', parseField(fields[7]));
    return undefined;
  }

  #addGga(fields: readonly string[]) {
    const problem = this.#openRow(fields[0]);
    if (problem) return problem;
    const quality = parseField(fields[5]);
    this.#set('fixQuality', quality);
    this.#set('satellites', parseField(fields[6]));
    this.#set('hdop', dilution(fields[7]));
    if (!(quality > 0)) return undefined;
    this.#set('latitude', parseAngle(fields[1], fields[2]));
    this.#set('longitude', parseAngle(fields[3], fields[4]));
    if (fields[9] === 'M') this.#set('altitude', parseField(fields[8]));
    return undefined;
  }

  #openRow(time: string | undefined): 'time-back' | 'no-time' | undefined {
    const now = parseTimeOfDay(time ?? '');
    if (Number.isNaN(now)) return 'no-time';
    if (now === this.#current) return undefined;
    const seconds = this.#clock.advance(now);
    if (seconds === undefined) return 'time-back';
    this.#current = now;
    this.seconds.push(seconds);
    return undefined;
  }

  #set(name: ColumnName, value: number): void {
    const row = this.seconds.length - 1;
    if (row < 0 || !Number.isFinite(value)) return;
    const values = this.columns.get(name) ?? [];
    this.columns.set(name, values);
    while (values.length < row) values.push(Number.NaN);
    values[row] = value;
  }
}

const NO_DILUTION = 99;

function dilution(text: string | undefined): number {
  const value = parseField(text);
  return value >= NO_DILUTION ? Number.NaN : value;
}
