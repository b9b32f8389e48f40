import { aim } from '../aim/read.ts';
import { csv } from '../csv/read.ts';
import type { Format } from '../format.ts';
import { garage61 } from '../garage61/read.ts';
import { gpx } from '../gpx/read.ts';
import { ibt } from '../ibt/read.ts';
import { lapTimer } from '../laptimer/read.ts';
import { motecCsv } from '../motec/csv.ts';
import { ld, ldx } from '../motec/read.ts';
import { nmea } from '../nmea/read.ts';
import { parquet } from '../parquet/read.ts';
import { raceChrono } from '../racechrono/read.ts';
import { rcz } from '../rcz/read.ts';
import { torque } from '../torque/read.ts';
import { vbo } from '../vbo/read.ts';

/** Every format that can be read, in the order in which they are asked: surest signs first, generic CSV last. */
export const FORMATS: readonly Format[] = [
  rcz,
  parquet,
  ld,
  ibt,
  ldx,
  gpx,
  vbo,
  aim,
  raceChrono,
  motecCsv,
  torque,
  lapTimer,
  garage61,
  nmea,
  csv,
];

/** How much of a file's beginning `sniffFormat` wants to see. */
export const SNIFF_BYTES = 64 << 10;

/**
 * The format of a file by the signs in its first bytes, or undefined. The name is asked only where the content says
 * nothing: a `.csv` is then a CSV to be mapped by hand, and an ending that only one format has goes to that format's
 * reader, which says what is wrong and where.
 */
export function sniffFormat(head: Uint8Array, size: number, fileName?: string): Format | undefined {
  const found = FORMATS.find((format) => format.sniff(head, size));
  if (found || fileName === undefined) return found;
  const ending = /\.[^.]*$/.exec(fileName.toLowerCase())?.[0] ?? '';
  if (ending === '.csv' || ending === '.tsv') return head.includes(0) ? undefined : csv;
  const candidates = FORMATS.filter(({ extensions }) => extensions.includes(ending));
  return candidates.length === 1 ? candidates[0] : undefined;
}

/** The kinds of files that can be read, for a person. */
export function describeFormats(): string {
  const readable = FORMATS.filter((format) => format !== ldx);
  return readable.map(({ name, extensions }) => `${name} (${extensions.join(', ')})`).join('; ');
}
