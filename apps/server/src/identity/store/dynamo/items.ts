import { createHash } from 'node:crypto';
import { FIELDS } from '../fields.ts';
import { isTime, type Model, type Row, shapeOf, type Value } from '../store.ts';
import type { Item, Key, Stored } from './table.ts';

/**
 * The items of one row. It lies at its home: beside its person where it has one, else by itself. Each of its unique
 * fields is guarded by an item that only one row can hold; a lookup is an item in the partition of the value; both name
 * the home. All are of the same table, so that every read is a consistent one.
 */
export type Entry = { readonly kind: 'guard' | 'lookup'; readonly key: Key };

/** A row as it was read: replaced only as long as nobody else replaced it. */
export type Found = { readonly key: Key; readonly version: number; readonly row: Row };

/** A sort key takes 1024 bytes, a partition key 2048; what is longer is known by its hash. */
const LONGEST = 900;
const PERSON = 'PROFILE';

export function homeOf(model: Model, row: Row): Key {
  const id = textOf(row['id'] ?? null);
  if (model === 'user') return { pk: `USER#${id}`, sk: PERSON };
  if (shapeOf(model).isOfPerson)
    return { pk: `USER#${textOf(row['userId'] ?? null)}`, sk: `${nameOf(model)}#${id}` };
  return { pk: `${nameOf(model)}#${id}`, sk: 'ROW' };
}

/** Where the rows of one person lie. */
export function homesOf(model: Model, userId: Value): { pk: string; prefix: string } {
  return { pk: `USER#${textOf(userId)}`, prefix: `${nameOf(model)}#` };
}

export function guardKey(model: Model, fields: readonly string[], values: readonly Value[]): Key {
  const value = values.map(textOf).join('#');
  return { pk: `UNIQUE#${nameOf(model)}#${fields.join('#')}#${value}`, sk: 'GUARD' };
}

export function lookupPartition(model: Model, field: string, value: Value): string {
  return `BY#${nameOf(model)}#${field}#${textOf(value)}`;
}

export function listPartition(model: Model): string {
  return `ALL#${nameOf(model)}`;
}

/** Just before what was made at a time, or just behind it. */
export function listPlace(at: Date, isBehind: boolean): string {
  // `#` stands between the time and the id; `$` is the next letter.
  return isBehind ? `${textOf(at)}$` : textOf(at);
}

/** All items that lead to a row. */
export function entriesOf(model: Model, row: Row): Entry[] {
  const { unique, lookups, isOfPerson, isListed } = shapeOf(model);
  const id = textOf(row['id'] ?? null);
  const guards = [...(isOfPerson ? [['id']] : []), ...unique].flatMap((fields) => {
    const values = fields.map((field) => row[field] ?? null);
    return values.includes(null) ? [] : [guardKey(model, fields, values)];
  });
  const partitions = lookups
    // Those of a person lie together as they are.
    .filter((field) => !(isOfPerson && field === 'userId') && (row[field] ?? null) !== null)
    .map((field) => ({ pk: lookupPartition(model, field, row[field] ?? null), sk: id }));
  const listed = isListed
    ? [{ pk: listPartition(model), sk: `${textOf(row['createdAt'] ?? null)}#${id}` }]
    : [];
  return [
    ...guards.map((key) => ({ kind: 'guard', key }) as const),
    ...[...partitions, ...listed].map((key) => ({ kind: 'lookup', key }) as const),
  ];
}

/** When items of a row may vanish, in seconds as DynamoDB wants it. */
export function ttlOf(model: Model, row: Row): { ttl?: number } {
  const at = endOf(model, row);
  return at === undefined ? {} : { ttl: Math.ceil(at / 1000) };
}

export function isExpired(model: Model, row: Row, now: Date): boolean {
  const at = endOf(model, row);
  return at !== undefined && at <= now.getTime();
}

/** When a row may no longer be found. */
function endOf(model: Model, row: Row): number | undefined {
  const { expires, lingersMs = 0 } = shapeOf(model);
  const at = expires === undefined ? null : row[expires];
  return at instanceof Date ? at.getTime() + lingersMs : undefined;
}

export function toItem(model: Model, row: Row, version: number): Item {
  const fields = Object.entries(row).map(([field, value]) => [field, toStored(value)] as const);
  return {
    ...homeOf(model, row),
    ...ttlOf(model, row),
    v: version,
    ...Object.fromEntries<Stored>(fields),
  };
}

export function toFound(model: Model, { pk, sk, ...item }: Item): Found {
  const fields = Object.entries(FIELDS[model]).map(([field, instead]) => {
    const stored = item[field];
    if (stored === undefined) return [field, instead];
    return [field, isTime(field) && typeof stored === 'string' ? new Date(stored) : stored];
  });
  return { key: { pk, sk }, version: Number(item['v']), row: Object.fromEntries(fields) as Row };
}

/** A whole row of what was given. Throws where a field is none of the model. */
export function toWhole(model: Model, given: Row): Row {
  for (const field of Object.keys(given))
    if (!(field in FIELDS[model])) throw new Error(`Rows of ${model} have no ${field}`);
  const said = Object.entries(given).filter(([, value]) => (value as unknown) !== undefined);
  return { ...FIELDS[model], ...Object.fromEntries(said) };
}

function toStored(value: Value): Stored {
  return value instanceof Date ? value.toISOString() : value;
}

function nameOf(model: Model): string {
  return shapeOf(model).table.toUpperCase();
}

function textOf(value: Value): string {
  const text = String(value === null ? '' : toStored(value));
  if (Buffer.byteLength(text) <= LONGEST) return text;
  return `sha256:${createHash('sha256').update(text).digest('base64url')}`;
}
