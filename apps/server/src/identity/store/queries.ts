import { type ExpressionBuilder, type Kysely, type RawBuilder, sql } from 'kysely';
import type { Db } from '../../db/client.ts';
import {
  type Condition,
  type Find,
  type IdentityStore,
  type Model,
  MODELS,
  MOST_ROWS,
  NotUniqueError,
  type Row,
  type Value,
} from './store.ts';

type AnyTables = Record<string, Record<string, unknown>>;
type AnyBuilder = ExpressionBuilder<AnyTables, string>;

const UNIQUE_VIOLATION = '23505';
/** Columns of type uuid: comparing one with anything else would be an error. */
const IDS = ['id', 'userId', 'familyId', 'loginSessionId', 'organizationId', 'impersonatedBy'];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** The store in SQL: a table for each kind of row. */
export function openSqlStore(database: Db): IdentityStore {
  const db = anyTables(database);
  const find = (
    model: Model,
    where: readonly Condition[],
    { limit, offset, sortBy }: Find = {},
  ) => {
    let query = db.selectFrom(MODELS[model].table).selectAll().where(matches(where));
    if (sortBy) query = query.orderBy(toColumn(sortBy.field), sortBy.direction);
    if (offset) query = query.offset(offset);
    return query.limit(limit ?? MOST_ROWS).execute();
  };
  return {
    create: async (model, row) => {
      try {
        const created = await db
          .insertInto(MODELS[model].table)
          .values(toColumns(row))
          .returningAll()
          .executeTakeFirstOrThrow();
        return toRow(created);
      } catch (error) {
        throw toStoreError(model, error);
      }
    },
    findOne: async (model, where) => {
      const [row] = await find(model, where, { limit: 1 });
      return row && toRow(row);
    },
    findMany: async (model, where, options) => (await find(model, where, options)).map(toRow),
    update: async (model, where, set) => {
      const rows = await db
        .updateTable(MODELS[model].table)
        .set(toColumns(set))
        .where(matches(where))
        .returningAll()
        .execute()
        .catch((error: unknown) => {
          throw toStoreError(model, error);
        });
      return rows.map(toRow);
    },
    remove: async (model, where) => {
      const rows = await db
        .deleteFrom(MODELS[model].table)
        .where(matches(where))
        .returningAll()
        .execute();
      return rows.map(toRow);
    },
    increment: async (model, where, by, set = {}) => {
      const { table } = MODELS[model];
      const sums = Object.entries(by).map(([field, delta]): [string, RawBuilder<number>] => [
        toColumn(field),
        sql<number>`coalesce(${sql.ref(toColumn(field))}, 0) + ${delta}`,
      ]);
      const row = await db
        .updateTable(table)
        .set({ ...toColumns(set), ...Object.fromEntries(sums) })
        .where('id', '=', db.selectFrom(table).select('id').where(matches(where)).limit(1))
        .where(matches(where))
        .returningAll()
        .executeTakeFirst();
      return row && toRow(row);
    },
    count: async (model, where) => {
      const row = await db
        .selectFrom(MODELS[model].table)
        .select((one) => one.fn.countAll().as('rows'))
        .where(matches(where))
        .executeTakeFirstOrThrow();
      return Number(row['rows']);
    },
  };
}

function toStoreError(model: Model, error: unknown): unknown {
  if ((error as { code?: string }).code !== UNIQUE_VIOLATION) return error;
  return new NotUniqueError(`There is such a row of ${model}`, { cause: error });
}

/** The tables are named by the list of models, not by the compiler. */
function anyTables(db: Db): Kysely<AnyTables> {
  return db as unknown as Kysely<AnyTables>;
}

function matches(where: readonly Condition[]) {
  return (builder: AnyBuilder) => {
    const parts = where.map((condition) => ({ condition, test: toTest(builder, condition) }));
    const all = parts.filter(({ condition }) => condition.connector !== 'OR');
    const any = parts.filter(({ condition }) => condition.connector === 'OR');
    return builder.and([
      ...all.map(({ test }) => test),
      ...(any.length > 0 ? [builder.or(any.map(({ test }) => test))] : []),
    ]);
  };
}

const OPERATORS = {
  eq: '=',
  ne: 'is distinct from',
  lt: '<',
  lte: '<=',
  gt: '>',
  gte: '>=',
} as const;

function toTest(builder: AnyBuilder, { field, operator = 'eq', value }: Condition) {
  const column = toColumn(field);
  if (value === null) return builder(column, operator === 'ne' ? 'is not' : 'is', null);
  if (IDS.includes(field) && !isUuid(value)) return toIds(builder, column, operator, value);
  switch (operator) {
    case 'in':
    case 'not_in':
      return toList(builder, column, operator, value);
    case 'contains':
      return builder(column, 'like', `%${escapeLike(value)}%`);
    case 'starts_with':
      return builder(column, 'like', `${escapeLike(value)}%`);
    case 'ends_with':
      return builder(column, 'like', `%${escapeLike(value)}`);
    default:
      return builder(column, OPERATORS[operator], value);
  }
}

function toList(
  builder: AnyBuilder,
  column: string,
  operator: 'in' | 'not_in',
  value: NonNullable<Condition['value']>,
) {
  const values = (Array.isArray(value) ? value : [value]) as Value[];
  if (values.length === 0) return builder.lit(operator === 'not_in');
  if (operator === 'in') return builder(column, 'in', values);
  return builder.or([builder(column, 'is', null), builder(column, 'not in', values)]);
}

function isUuid(value: unknown): boolean {
  return typeof value === 'string' && UUID.test(value);
}

/** A condition on an id whose value is a list, or is none. */
function toIds(
  builder: AnyBuilder,
  column: string,
  operator: NonNullable<Condition['operator']>,
  value: NonNullable<Condition['value']>,
) {
  const isNegated = operator === 'ne' || operator === 'not_in';
  const ids = ((Array.isArray(value) ? value : [value]) as Value[]).filter(isUuid);
  return toList(builder, column, isNegated ? 'not_in' : 'in', ids);
}

function escapeLike(value: unknown): string {
  return String(value).replaceAll(/[\\%_]/g, String.raw`\$&`);
}

function toColumn(field: string): string {
  return field.replaceAll(/[A-Z]+/g, (letters) => `_${letters.toLowerCase()}`);
}

function toColumns(row: Row): Record<string, unknown> {
  return Object.fromEntries(Object.entries(row).map(([field, value]) => [toColumn(field), value]));
}

function toRow(columns: Record<string, unknown>): Row {
  return Object.fromEntries(
    Object.entries(columns).map(([column, value]) => [toField(column), value as Value]),
  );
}

function toField(column: string): string {
  if (column === 'credential_id') return 'credentialID';
  return column.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
