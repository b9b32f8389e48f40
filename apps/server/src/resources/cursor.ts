import { type Static, type TSchema } from 'typebox';
import { Value } from 'typebox/value';
import { AppError } from '../errors.ts';

/** The place in an ordered list after which the next page begins: the order's columns of the last item. */
export function formatCursor(place: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url');
}

/** Reads a cursor back. Throws AppError cursor_invalid. */
export function parseCursor<T extends TSchema>(
  cursor: string | undefined,
  schema: T,
): Static<T> | undefined {
  if (cursor === undefined) return undefined;
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (Value.Check(schema, place)) return place;
  } catch {
    // Not even JSON: the same answer.
  }
  throw new AppError('cursor_invalid', 'The cursor is not one that this list gave');
}

/** One page out of `limit + 1` items. */
export function toPage<T>(
  found: readonly T[],
  limit: number,
  placeOf: (item: T) => readonly unknown[],
): { items: T[]; nextCursor: string | null } {
  const items = found.slice(0, limit);
  const last = items.at(-1);
  return { items, nextCursor: found.length > limit && last ? formatCursor(placeOf(last)) : null };
}
