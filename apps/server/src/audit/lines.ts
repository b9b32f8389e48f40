import { ENTRY_COLUMNS, type StoredEntry } from './chain.ts';

export type LineFormat = 'ndjson' | 'csv';

/** What stands before the first entry. */
export function headLine(format: LineFormat): string {
  return format === 'csv' ? `${ENTRY_COLUMNS.join(',')}\r\n` : '';
}

/** An entry as one line of a file. The hash can be computed again from it. */
export function toLine(entry: StoredEntry, format: LineFormat): string {
  const values = ENTRY_COLUMNS.map((column) => {
    const value = entry[column];
    return value instanceof Date ? value.toISOString() : value;
  });
  if (format === 'csv') return `${values.map(toCell).join(',')}\r\n`;
  return `${JSON.stringify(Object.fromEntries(ENTRY_COLUMNS.map((name, i) => [name, values[i]])))}\n`;
}

/** A spreadsheet takes what begins like a formula for one. */
function toCell(value: string | number | null | undefined): string {
  const text = value === null || value === undefined ? '' : String(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
