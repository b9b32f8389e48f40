import { FormatError } from './errors.ts';

/** Up to so many values a table may be as thin as it likes. */
const FREE_CELLS = 4_000_000;

/**
 * Refuses a table (`file_damaged`) whose few values under a great many names would cost memory that the file's size
 * does not bear out. `lines` are its rows, `width` counts the names.
 */
export function checkTable(lines: readonly string[], width: number): void {
  const cells = lines.length * width;
  if (cells <= FREE_CELLS) return;
  const characters = lines.reduce((sum, line) => sum + line.length + 1, 0);
  if (cells <= characters) return;
  throw new FormatError('file_damaged', 'The rows hold far fewer values than there are names.');
}
