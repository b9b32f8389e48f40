import { type Condition, type Find, isTime, type Row, type Value } from './store.ts';

/** Whether a row fulfils the conditions, by the rules that SQL follows for them. */
export function matches(row: Row, where: readonly Condition[]): boolean {
  const all = where.filter(({ connector }) => connector !== 'OR');
  const any = where.filter(({ connector }) => connector === 'OR');
  return (
    all.every((condition) => fulfils(row, condition)) &&
    (any.length === 0 || any.some((condition) => fulfils(row, condition)))
  );
}

type Test = (value: Comparable, wanted: readonly Comparable[]) => boolean;

const TESTS: Readonly<Record<NonNullable<Condition['operator']>, Test>> = {
  eq: (value, [first]) => value === first,
  ne: (value, [first]) => value !== first,
  in: (value, wanted) => value !== null && wanted.includes(value),
  not_in: (value, wanted) => !wanted.includes(value),
  contains: (value, [first]) => typeof value === 'string' && value.includes(String(first)),
  starts_with: (value, [first]) => typeof value === 'string' && value.startsWith(String(first)),
  ends_with: (value, [first]) => typeof value === 'string' && value.endsWith(String(first)),
  lt: byOrder((order) => order < 0),
  lte: byOrder((order) => order <= 0),
  gt: byOrder((order) => order > 0),
  gte: byOrder((order) => order >= 0),
};

function byOrder(holds: (order: number) => boolean): Test {
  return (value, [first = null]) =>
    value !== null && first !== null && holds(compare(value, first));
}

function fulfils(row: Row, { field, operator = 'eq', value: wanted }: Condition): boolean {
  const value = toComparable(field, row[field] ?? null);
  if (wanted === null) return operator === 'ne' ? value !== null : value === null;
  const values = (Array.isArray(wanted) ? wanted : [wanted]) as readonly Value[];
  return TESTS[operator](
    value,
    values.map((one) => toComparable(field, one)),
  );
}

type Comparable = string | number | boolean | null;

function toComparable(field: string, value: Value): Comparable {
  if (value instanceof Date) return value.getTime();
  return isTime(field) && typeof value === 'string' ? Date.parse(value) : value;
}

function compare(a: NonNullable<Comparable>, b: NonNullable<Comparable>): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Rows in order; those without a value come where SQL puts them: last, and first in descending order. */
export function sorted(rows: readonly Row[], sortBy: Find['sortBy']): Row[] {
  if (!sortBy) return [...rows];
  const { field, direction } = sortBy;
  const sign = direction === 'asc' ? 1 : -1;
  return [...rows].sort((one, other) => {
    const a = toComparable(field, one[field] ?? null);
    const b = toComparable(field, other[field] ?? null);
    if (a === null || b === null) return sign * (Number(a === null) - Number(b === null));
    return sign * compare(a, b);
  });
}
