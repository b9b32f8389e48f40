import { type Condition, type Find, type Model, shapeOf, type Value } from '../store.ts';
import { guardKey, homeOf, homesOf, listPartition, listPlace, lookupPartition } from './items.ts';
import { type Item, type Key, MOST_KEYS, type Table } from './table.ts';

/** Where rows that may match lie: pages of their items. */
type Source = () => AsyncGenerator<Item[]>;

/**
 * The items among which all rows lie that match, found by keys alone. Undefined when nothing in the conditions leads to
 * a partition; there is no way to go through the table.
 */
export function findSource(
  table: Table,
  model: Model,
  where: readonly Condition[],
  find: Find = {},
): { readonly pages: Source; readonly isSorted: boolean } | undefined {
  const all = where.filter(({ connector }) => connector !== 'OR');
  const any = where.filter(({ connector }) => connector === 'OR');
  const source = sourceOf(table, model, all);
  if (source) return { pages: source, isSorted: false };
  const parts = any.map((condition) => sourceOf(table, model, [condition]));
  if (any.length > 0 && parts.every((part) => part !== undefined))
    return { pages: () => union(parts), isSorted: false };
  if (!shapeOf(model).isListed) return undefined;
  const isDescending = find.sortBy?.direction === 'desc';
  const isSorted = find.sortBy?.field === 'createdAt';
  const after = startOf(all, isDescending);
  return { pages: () => listed(table, model, { isDescending, after }), isSorted };
}

function sourceOf(table: Table, model: Model, where: readonly Condition[]): Source | undefined {
  const wanted = new Map<string, readonly Value[]>();
  for (const { field, operator = 'eq', value } of where) {
    const values = (Array.isArray(value) ? value : [value]) as readonly Value[];
    if ((operator === 'eq' && value !== null) || operator === 'in')
      wanted.set(
        field,
        values.filter((one) => one !== null),
      );
  }
  return (
    byId(table, model, wanted) ??
    byGuard(table, model, wanted) ??
    byPerson(table, model, wanted) ??
    byLookup(table, model, wanted)
  );
}

type Wanted = ReadonlyMap<string, readonly Value[]>;

function byId(table: Table, model: Model, wanted: Wanted): Source | undefined {
  const ids = wanted.get('id');
  if (!ids) return undefined;
  const [userId, ...others] = wanted.get('userId') ?? [];
  if (!shapeOf(model).isOfPerson)
    return () => once(table.findMany(ids.map((id) => homeOf(model, { id }))));
  // Whose row it is spares the way over the guard.
  if (userId !== undefined && others.length === 0)
    return () => once(table.findMany(ids.map((id) => homeOf(model, { id, userId }))));
  return () =>
    once(
      follow(
        table,
        ids.map((id) => guardKey(model, ['id'], [id])),
      ),
    );
}

function byGuard(table: Table, model: Model, wanted: Wanted): Source | undefined {
  for (const fields of shapeOf(model).unique) {
    const [first = '', ...others] = fields;
    const values = wanted.get(first);
    const rest = others.map((field) => wanted.get(field));
    if (!values || rest.some((one) => one?.length !== 1)) continue;
    const more = rest.map((one) => one?.[0] ?? null);
    return () =>
      once(
        follow(
          table,
          values.map((value) => guardKey(model, fields, [value, ...more])),
        ),
      );
  }
  return undefined;
}

function byPerson(table: Table, model: Model, wanted: Wanted): Source | undefined {
  const userIds = shapeOf(model).isOfPerson ? wanted.get('userId') : undefined;
  if (!userIds) return undefined;
  return async function* () {
    for (const userId of userIds) {
      const { pk, prefix } = homesOf(model, userId);
      yield* table.pages(pk, { prefix });
    }
  };
}

function byLookup(table: Table, model: Model, wanted: Wanted): Source | undefined {
  const field = shapeOf(model).lookups.find((one) => wanted.has(one));
  if (field === undefined) return undefined;
  return async function* () {
    for (const value of wanted.get(field) ?? [])
      for await (const page of table.pages(lookupPartition(model, field, value)))
        yield await table.findMany(page.map(toHome));
  };
}

type Order = { readonly isDescending: boolean; readonly after: string | undefined };

/** Rows of a model, in the order of their making. */
async function* listed(
  table: Table,
  model: Model,
  { isDescending, after }: Order,
): AsyncGenerator<Item[]> {
  const range = { isDescending, limit: MOST_KEYS, ...(after !== undefined && { after }) };
  for await (const page of table.pages(listPartition(model), range))
    yield await table.findMany(page.map(toHome));
}

/** Where a list begins that starts at a time: what comes before is not read. */
function startOf(where: readonly Condition[], isDescending: boolean): string | undefined {
  const operators = isDescending ? ['lt', 'lte'] : ['gt', 'gte'];
  const first = where.find(
    ({ field, operator = 'eq' }) => field === 'createdAt' && operators.includes(operator),
  );
  if (!(first?.value instanceof Date)) return undefined;
  return listPlace(first.value, isDescending);
}

async function* union(sources: readonly Source[]): AsyncGenerator<Item[]> {
  const seen = new Set<string>();
  for (const source of sources)
    for await (const page of source()) {
      yield page.filter(({ pk, sk }) => !seen.has(`${pk}\n${sk}`));
      for (const { pk, sk } of page) seen.add(`${pk}\n${sk}`);
    }
}

async function* once(items: Promise<Item[]>): AsyncGenerator<Item[]> {
  yield await items;
}

async function follow(table: Table, keys: readonly Key[]): Promise<Item[]> {
  return table.findMany((await table.findMany(keys)).map(toHome));
}

function toHome({ homePk, homeSk }: Item): Key {
  return { pk: String(homePk), sk: String(homeSk) };
}
