import {
  type Condition,
  type Find,
  type IdentityStore,
  type Model,
  MODELS,
  MOST_ROWS,
  NotUniqueError,
  type Row,
  shapeOf,
} from './store.ts';
import { findSource } from './dynamo/candidates.ts';
import { eachOf } from './dynamo/each-of.ts';
import { openGuards } from './dynamo/guards.ts';
import {
  entriesOf,
  type Entry,
  type Found,
  homeOf,
  isExpired,
  toFound,
  toItem,
  ttlOf,
  toWhole,
} from './dynamo/items.ts';
import type { Table } from './dynamo/table.ts';
import { matches, sorted } from './matching.ts';

const IS_NEW = { text: 'attribute_not_exists(pk)' };
const VERSION = { '#v': 'v' };
/** Others may change a row between reading and writing it; so often in a row only when something is wrong. */
const MOST_ATTEMPTS = 50;

/**
 * The store in one DynamoDB table. Each write is a condition on one item, without transactions: what a row is led to by
 * comes before it and goes after it, so that a server that dies in between leaves only what leads nowhere.
 */
export function openDynamoStore(table: Table, now: () => Date): IdentityStore {
  const guards = openGuards(table, now);
  const model = (name: Model) => openModel(table, guards, now, name);
  const rows = Object.fromEntries(
    (Object.keys(MODELS) as Model[]).map((name) => [name, model(name)]),
  ) as Record<Model, Rows>;
  const remove = async (name: Model, where: readonly Condition[]): Promise<Row[]> => {
    const found = await rows[name].list(where);
    const removed = await eachOf(found, (one) => rows[name].remove(one, where));
    const gone = removed.filter((row) => row !== undefined);
    await eachOf(gone, (row) => removeChildren(name, row));
    return gone;
  };
  const removeChildren = async (name: Model, row: Row) => {
    for (const child of Object.keys(MODELS) as Model[])
      for (const [field, parent] of Object.entries(shapeOf(child).parents ?? {}))
        if (parent === name) {
          const mine =
            parent === 'session' ? [{ field: 'userId', value: row['userId'] ?? null }] : [];
          await remove(child, [{ field, value: row['id'] ?? null }, ...mine]);
        }
  };
  return {
    create: async (name, row) => {
      const created = await rows[name].create(toWhole(name, row));
      if (await hasParents(table, name, created)) return created;
      await remove(name, [{ field: 'id', value: created['id'] ?? null }]);
      throw new Error(`What this row of ${name} belongs to is not there`);
    },
    findOne: async (name, where) => (await find(rows[name], where, { limit: 1 }))[0],
    findMany: (name, where, options) => find(rows[name], where, options),
    update: async (name, where, set) => {
      const found = await rows[name].list(where);
      const changed = await eachOf(found, (one) => rows[name].change(one, where, () => set));
      return changed.filter((row) => row !== undefined);
    },
    remove,
    increment: async (name, where, by, set = {}) => {
      const sum = (row: Row) => ({
        ...set,
        ...Object.fromEntries(
          Object.entries(by).map(([field, delta]) => [field, Number(row[field] ?? 0) + delta]),
        ),
      });
      for (const one of await rows[name].list(where)) {
        const changed = await rows[name].change(one, where, sum);
        if (changed) return changed;
      }
      return undefined;
    },
    count: async (name, where) => (await rows[name].list(where)).length,
  };
}

type Rows = ReturnType<typeof openModel>;

/** Reading and writing single rows of one model. */
function openModel(
  table: Table,
  guards: ReturnType<typeof openGuards>,
  now: () => Date,
  model: Model,
) {
  const isThere = (found: Found, where: readonly Condition[]) =>
    !isExpired(model, found.row, now()) && matches(found.row, where);
  const look = async (key: Found['key']) => {
    const item = await table.find(key);
    return item && toFound(model, item);
  };
  /** Of rows that match as many as are wanted, and all of them where their order is not that of the items. */
  const list = async (where: readonly Condition[], { sortBy, limit, offset = 0 }: Find = {}) => {
    const all: Found[] = [];
    const source = findSource(table, model, where, { ...(sortBy && { sortBy }) });
    if (!source) {
      // What is past its time goes by itself.
      const { expires } = shapeOf(model);
      if (where.length > 0 && where.every(({ field }) => field === expires)) return [];
      const fields = where.map(({ field }) => field).join(', ');
      throw new Error(`Nothing leads to rows of ${model} by ${fields}`);
    }
    const enough = !sortBy || source.isSorted ? offset + (limit ?? Infinity) : Infinity;
    for await (const items of source.pages()) {
      const found = items.map((item) => toFound(model, item));
      all.push(...found.filter((one) => isThere(one, where)));
      if (all.length >= enough) break;
    }
    return all;
  };
  const create = async (row: Row): Promise<Row> => {
    const entries = entriesOf(model, row);
    await guards.claim(model, row, 1, entries);
    const seconds = Math.floor(now().getTime() / 1000);
    const isFree = { ...IS_NEW, text: `${IS_NEW.text} or #ttl < :now`, names: { '#ttl': 'ttl' } };
    const check = shapeOf(model).expires ? { ...isFree, values: { ':now': seconds } } : IS_NEW;
    if (await table.put(toItem(model, row, 1), check)) return row;
    await guards.release(row['id'], 1, entries);
    throw new NotUniqueError(`There is such a row of ${model}`);
  };
  /** The row as it is then; undefined when it no longer is what was asked for. */
  const change = async (first: Found, where: readonly Condition[], next: (row: Row) => Row) => {
    let found: Found | undefined = first;
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      if (!found || !isThere(found, where)) return undefined;
      const row = toWhole(model, { ...found.row, ...next(found.row) });
      if (await replace(found, row)) return row;
      found = await look(found.key);
    }
    throw new Error(`Too many write to one row of ${model} at the same time`);
  };
  const replace = async (found: Found, row: Row): Promise<boolean> => {
    const home = homeOf(model, row);
    if (home.pk !== found.key.pk || home.sk !== found.key.sk)
      throw new Error(`Rows of ${model} do not move`);
    const version = found.version + 1;
    const before = entriesOf(model, found.row);
    const after = entriesOf(model, row);
    const added =
      ttlOf(model, row).ttl === ttlOf(model, found.row).ttl ? less(after, before) : after;
    await guards.claim(model, row, version, added);
    const values = { ':v': found.version };
    const check = { text: '#v = :v', names: VERSION, values };
    const isDone = await table.put(toItem(model, row, version), check);
    if (isDone) await guards.release(row['id'], version, less(before, after));
    else {
      const now = await look(found.key);
      const held = now ? entriesOf(model, now.row) : [];
      await guards.release(row['id'], version, less(added, held));
    }
    return isDone;
  };
  /** The row that was removed; undefined when somebody else did, or it no longer is what was asked for. */
  const remove = async (first: Found, where: readonly Condition[]): Promise<Row | undefined> => {
    let found: Found | undefined = first;
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt++) {
      if (!found || !isThere(found, where)) return undefined;
      const { key, row, version } = found;
      const values = { ':v': version };
      if (await table.remove(key, { text: '#v = :v', names: VERSION, values })) {
        await guards.release(row['id'], version, entriesOf(model, row));
        return row;
      }
      found = await look(key);
    }
    throw new Error(`Too many write to one row of ${model} at the same time`);
  };
  return { list, create, change, remove };
}

async function find(rows: Rows, where: readonly Condition[], options: Find = {}): Promise<Row[]> {
  const { limit = MOST_ROWS, offset = 0, sortBy } = options;
  const found = await rows.list(where, { ...options, limit });
  return sorted(
    found.map(({ row }) => row),
    sortBy,
  ).slice(offset, offset + limit);
}

/** Asked after the row was written: of two, one that removes a person and this one, the later sees the other. */
async function hasParents(table: Table, model: Model, row: Row): Promise<boolean> {
  const keys = Object.entries(shapeOf(model).parents ?? {})
    .filter(([field]) => (row[field] ?? null) !== null)
    .map(([field, parent]) =>
      homeOf(parent, { id: row[field] ?? null, userId: row['userId'] ?? null }),
    );
  return (await table.findMany(keys)).length === keys.length;
}

function less(entries: readonly Entry[], others: readonly Entry[]): Entry[] {
  const keys = new Set(others.map(({ key }) => `${key.pk}\n${key.sk}`));
  return entries.filter(({ key }) => !keys.has(`${key.pk}\n${key.sk}`));
}
