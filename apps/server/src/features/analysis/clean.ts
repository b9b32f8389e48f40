// What a file says goes into a database that takes neither NUL nor broken surrogates, and no endless names.

const LONGEST_NAME = 200;

/** A text of a file as a name: visible characters only, not too long; null when nothing is left. */
export function cleanName(text: string | null): string | null {
  if (text === null) return null;
  const name = cleanText(text)
    .replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, LONGEST_NAME)
    .toWellFormed();
  return name === '' ? null : name;
}

/** The same value with every text in it fit for the database, and numbers that JSON lacks as null. */
export function clean<T>(value: T): T {
  return cleanUnknown(value) as T;
}

function cleanUnknown(value: unknown): unknown {
  if (typeof value === 'string') return cleanText(value);
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (Array.isArray(value)) return value.map(cleanUnknown);
  if (ArrayBuffer.isView(value)) return Array.from(value as unknown as Iterable<number>);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [cleanText(key), cleanUnknown(inner)]),
  );
}

function cleanText(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}

/** A recording's start; a time without a zone is one of this machine's zone, where the logger most likely was. */
export function toDate(text: string | null): Date | null {
  if (text === null) return null;
  const date = new Date(text);
  const year = date.getUTCFullYear();
  return Number.isNaN(date.getTime()) || year < 1970 || year > 9999 ? null : date;
}
