import fc from 'fast-check';
import type { Condition, Row } from '../src/identity/store/store.ts';

const NOW = new Date('2026-05-01T12:00:00.000Z');
const LATER = new Date('2026-05-02T12:00:00.000Z');

export type Step =
  | { readonly kind: 'create'; readonly row: Row }
  | { readonly kind: 'update'; readonly where: readonly Condition[]; readonly set: Row }
  | { readonly kind: 'remove'; readonly where: readonly Condition[] }
  | {
      readonly kind: 'find';
      readonly where: readonly Condition[];
      readonly direction: 'asc' | 'desc';
    };

/** Steps name users and rows by numbers, which become ids in `nameIn`. */
export function stepOf(ids: number): fc.Arbitrary<Step> {
  const id = fc.nat(ids - 1).map((n) => `id ${n}`);
  const user = fc.nat(1).map((n) => `user ${n}`);
  const hash = fc.constantFrom('hash a', 'hash b', 'hash c', 'hash d', 'hash e');
  const name = fc.constantFrom('Laptop', 'laptop', 'Lap%top', 'L_ptop', '', '\\');
  const until = fc.constantFrom(null, NOW, LATER);
  const way: fc.Arbitrary<Condition> = fc.oneof(
    id.map((value) => ({ field: 'id', value })),
    user.map((value) => ({ field: 'userId', value })),
    hash.map((value) => ({ field: 'tokenHash', value })),
    fc
      .array(id, { maxLength: 3 })
      .map((value) => ({ field: 'id', operator: 'in', value }) as const),
    fc
      .array(hash, { maxLength: 3 })
      .map((value) => ({ field: 'tokenHash', operator: 'in', value }) as const),
  );
  const more: fc.Arbitrary<Condition> = fc.oneof(
    fc.record({
      field: fc.constant('name'),
      operator: fc.constantFrom('eq', 'ne', 'contains', 'starts_with', 'ends_with'),
      value: name,
    }),
    fc.record({
      field: fc.constant('rememberedUntil'),
      operator: fc.constantFrom('eq', 'ne', 'lt', 'lte', 'gt', 'gte'),
      value: fc.constantFrom(NOW, LATER),
    }),
    fc.record({
      field: fc.constant('rememberedUntil'),
      operator: fc.constantFrom('eq', 'ne'),
      value: fc.constant(null),
    }),
    fc.record({
      field: fc.constant('rememberedUntil'),
      operator: fc.constantFrom('in', 'not_in'),
      value: fc.array(fc.constantFrom(NOW, LATER), { maxLength: 2 }),
    }),
    fc.record({ field: fc.constant('id'), operator: fc.constantFrom('ne'), value: id }),
    fc.record({
      field: fc.constant('id'),
      operator: fc.constantFrom('not_in'),
      value: fc.array(id, { maxLength: 3 }),
    }),
  );
  const either = fc
    .array(more, { maxLength: 2 })
    .map((all) => all.map((one) => ({ ...one, connector: 'OR' }) as const));
  const where = fc
    .tuple(way, fc.array(more, { maxLength: 2 }), either)
    .map(([first, ...others]) => [first, ...others.flat()]);
  const alone = id.map((value): Condition[] => [{ field: 'id', value }]);
  const row = fc.record({
    id,
    userId: user,
    tokenHash: hash,
    name,
    firstSeenAt: fc.constant(NOW),
    lastSeenAt: fc.constant(NOW),
    rememberedUntil: until,
  });
  return fc.oneof(
    { weight: 4, arbitrary: row.map((one): Step => ({ kind: 'create', row: one })) },
    fc.record({
      kind: fc.constant('update'),
      where,
      set: fc.record({ name, rememberedUntil: until }),
    }),
    // A hash for several rows would be taken by the first.
    fc.record({
      kind: fc.constant('update'),
      where: alone,
      set: fc.record({ tokenHash: hash, name }),
    }),
    fc.record({ kind: fc.constant('remove'), where }),
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('find'),
        where,
        direction: fc.constantFrom('asc', 'desc'),
      }),
    },
  );
}

type Names = {
  readonly users: readonly string[];
  readonly ids: readonly string[];
  readonly tag: string;
};

/** A step with the ids of users and rows instead of their numbers. */
export function nameIn<T>(given: T, names: Names): T {
  if (Array.isArray(given)) return given.map((one: unknown) => nameIn(one, names)) as T;
  if (typeof given === 'string') return nameOf(given, names) as T;
  if (typeof given !== 'object' || given === null || given instanceof Date) return given;
  return Object.fromEntries(
    Object.entries(given).map(([key, value]) => [key, nameIn(value as unknown, names)]),
  ) as T;
}

function nameOf(text: string, { ids, users, tag }: Names): string {
  const [kind, n] = text.split(' ');
  if (n === undefined) return text;
  if (kind === 'id') return ids[Number(n)] ?? text;
  if (kind === 'user') return users[Number(n)] ?? text;
  return kind === 'hash' ? `${tag} ${n}` : text;
}

export function inOrder(rows: readonly Row[]): Row[] {
  return [...rows].sort((a, b) => (String(a['id']) < String(b['id']) ? -1 : 1));
}
