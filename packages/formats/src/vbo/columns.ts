/**
 * Columns of a `.vbo`: the short names of one line, told apart by blanks, against the long names of `[header]`, one a
 * line. A short name with blanks in it makes too many words; where words together are the long name of their column,
 * they are one name. Units hide in the long name (`velocity kmh`) or stand in `[channel units]` for the columns that
 * are not the device's own.
 */
import { findUnit } from '@outlap/telemetry';
import { linesOf, rawLinesOf, type VboSections } from './sections.ts';

export type VboColumn = {
  readonly name: string;
  /** As the file says it; '' where it says nothing. */
  readonly unit: string;
};

const UNIT_WORDS = new Set(['kmh', 'km/h', 'kph', 'mph', 'knots', 'm/s', 'g', 'm', 'deg', 'ft']);
const OWN =
  /^(satellites|time|latitude|longitude|velocity( \S+)?|heading|height( \S+)?|vert(ical)? vel(ocity)?( \S+)?|(long|lat) accel( \S+)?|(glonass|gps)_sats|imu[ _]kalman[ _]filter[ _]status|solution[ _]type|velocity[ _]quality|avifileindex|avi(sync)?time|_.*)$/i;

/** Whether a column of this name is the device's own, for which `[channel units]` has no line. */
export const isOwnName = (longName: string): boolean => OWN.test(longName);

/** The columns in order. Empty where the file names none. */
export function parseColumns(sections: VboSections): VboColumn[] {
  const long = linesOf(sections, 'header');
  const words = linesOf(sections, 'column names').join(' ').split(/\s+/).filter(Boolean);
  const names = words.length > long.length && long.length > 0 ? joinWords(words, long) : words;
  const shortOnly = long.length !== names.length;
  const stated = shortOnly ? [] : rawLinesOf(sections, 'channel units');
  const foreign = shortOnly ? [] : long.flatMap((name, i) => (isOwnName(name) ? [] : [i]));
  const units = new Map<number, string>();
  // Lines without their column are worse than none: a missing last blank is all that is forgiven.
  if (stated.length === foreign.length || stated.length === foreign.length - 1) {
    for (const [i, column] of foreign.entries()) units.set(column, toUnit(stated[i] ?? ''));
  }
  if (names.length === 0) return long.map(fromLongName);
  return names.map((name, i) => ({
    name,
    unit: units.get(i) || (shortOnly ? '' : hiddenUnit(long[i] ?? '')),
  }));
}

function fromLongName(long: string): VboColumn {
  const unit = hiddenUnit(long);
  return { name: unit ? long.slice(0, -unit.length).trim() : long, unit };
}

function joinWords(words: readonly string[], long: readonly string[]): string[] {
  const names: string[] = [];
  let at = 0;
  for (const name of long) {
    const count = name.split(/\s+/).length;
    const together = words.slice(at, at + count).join(' ');
    const joined = count > 1 && together.toLowerCase() === name.toLowerCase();
    names.push(joined ? together : (words[at] ?? name));
    at += joined ? count : 1;
  }
  return at === words.length ? names : [...words];
}

function hiddenUnit(longName: string): string {
  const word = longName.split(/\s+/).at(-1) ?? '';
  const known = UNIT_WORDS.has(word.toLowerCase()) || (isOwnName(longName) && findUnit(word));
  return longName.includes(' ') && known ? word : '';
}

function toUnit(stated: string): string {
  if (stated === '(null)') return '';
  return /^°_\(?degree/i.test(stated) ? '°' : stated;
}
