import { createAdapterFactory, type Where } from '@better-auth/core/db/adapter';
import type { Secrets } from '../secrets.ts';
import { hashToUuid } from '../hash-secret.ts';
import { openSettings } from '../sso-settings.ts';
import { HASH_PREFIX, hashToken } from './hash-token.ts';
import { readInternalToken } from './login-cookie.ts';
import {
  type Condition,
  type Find,
  type IdentityStore,
  isModel,
  type Model,
  type Row,
  type Value,
} from '../store/store.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/**
 * The store as the identity library wants it. Tokens of login sessions are hashed on their way in; whoever asked by a
 * token gets it back, everybody else sees the hash, which lets nobody in.
 */
export function toAdapter(store: IdentityStore, secrets: Secrets) {
  const toConditions = (model: string, where: readonly unknown[]): Condition[] =>
    (where as Condition[]).map((condition) =>
      model === 'session' && condition.field === 'token'
        ? toTokenCondition(secrets, condition)
        : withUuid(condition),
    );
  return createAdapterFactory({
    config: {
      adapterId: 'outlap',
      adapterName: 'Outlap',
      supportsNumericIds: false,
      supportsUUIDs: true,
      supportsJSON: false,
      supportsDates: true,
      supportsBooleans: true,
      // On one connection, as the embedded database is, what hooks write beside a transaction would wait for it for ever.
      // The library asks for one to make a person with their account elsewhere, and to use up what is good once: the
      // first is repeated by signing in again, the second holds by itself, row by row.
      transaction: false,
    },
    adapter: () => ({
      create: async ({ model, data }) => {
        const { id, ...rest } = data as Row;
        const named = { ...rest, ...(id !== undefined && { id: toUuid(id) }) };
        const row = await store.create(toModel(model), hideToken(model, named));
        return { ...row, ...tokenOf(model, data) } as typeof data;
      },
      update: async <T>({
        model,
        where,
        update,
      }: {
        model: string;
        where: readonly Where[];
        update: T;
      }) => {
        const [row] = await store.update(
          toModel(model),
          toConditions(model, where),
          hideToken(model, update as Row),
        );
        return (row ? show(secrets, model, row, where) : null) as T | null;
      },
      updateMany: async ({ model, where, update }) => {
        const set = hideToken(model, update as Row);
        return (await store.update(toModel(model), toConditions(model, where), set)).length;
      },
      findOne: async <T>({ model, where }: { model: string; where: readonly Where[] }) => {
        const row = await store.findOne(toModel(model), toConditions(model, where));
        return (row ? show(secrets, model, row, where) : null) as T | null;
      },
      findMany: async <T>(asked: {
        model: string;
        where?: readonly Where[] | undefined;
        limit: number;
        offset?: number | undefined;
        sortBy?: Find['sortBy'] | undefined;
      }) => {
        const { model, where = [], limit, offset = 0, sortBy } = asked;
        const find = { limit, offset, ...(sortBy && { sortBy }) };
        const rows = await store.findMany(toModel(model), toConditions(model, where), find);
        return rows.map((row) => show(secrets, model, row, where)) as T[];
      },
      delete: async ({ model, where }) => {
        await store.remove(toModel(model), toConditions(model, where));
      },
      deleteMany: async ({ model, where }) =>
        (await store.remove(toModel(model), toConditions(model, where))).length,
      consumeOne: async <T>({ model, where }: { model: string; where: readonly Where[] }) => {
        const conditions = toConditions(model, where);
        for (;;) {
          const row = await store.findOne(toModel(model), conditions);
          if (!row) return null;
          // Of rows that match only one is used up, and of those who use it up one gets it.
          const one = [...conditions, { field: 'id', value: row['id'] ?? null }];
          const [taken] = await store.remove(toModel(model), one);
          if (taken) return show(secrets, model, taken, where) as T;
        }
      },
      incrementOne: async <T>(asked: {
        model: string;
        where: readonly Where[];
        increment: Record<string, number>;
        set?: Record<string, unknown> | undefined;
      }) => {
        const { model, where, increment, set } = asked;
        const conditions = toConditions(model, where);
        return ((await store.increment(toModel(model), conditions, increment, set as Row)) ??
          null) as T | null;
      },
      count: ({ model, where = [] }) => store.count(toModel(model), toConditions(model, where)),
    }),
  });
}

function toModel(name: string): Model {
  if (!isModel(name)) throw new Error(`There is no model ${name}`);
  return name;
}

/** What may be used once is reserved under an id that the library makes of it; ids of rows are UUIDs. */
function toUuid(id: Value): Value {
  return typeof id !== 'string' || UUID.test(id) ? id : hashToUuid(id);
}

function withUuid(condition: Condition): Condition {
  const { field, value } = condition;
  if (field !== 'id' || typeof value !== 'string') return condition;
  return { ...condition, value: toUuid(value) };
}

/** Someone who read the database must not sign in with what lies there. */
function toTokenCondition(secrets: Secrets, { value, ...rest }: Condition): Condition {
  const tokens = (Array.isArray(value) ? value : [value]).map(String);
  const ids = tokens.map((token) => readInternalToken(secrets, token));
  if (ids.every((id) => id !== undefined))
    return { ...rest, field: 'id', operator: 'in', value: ids };
  const hashes = tokens.map((token) => (token.startsWith(HASH_PREFIX) ? '' : hashToken(token)));
  return { ...rest, operator: 'in', value: hashes };
}

function hideToken(model: string, row: Row): Row {
  return model === 'session' && typeof row['token'] === 'string'
    ? { ...row, token: hashToken(row['token']) }
    : row;
}

function tokenOf(model: string, row: Row): Row {
  return model === 'session' && row['token'] !== undefined ? { token: row['token'] } : {};
}

function show(secrets: Secrets, model: string, row: Row, where: readonly unknown[]): Row {
  if (model === 'ssoProvider')
    return { ...row, oidcConfig: openSettings(secrets, row['oidcConfig'] ?? null) };
  if (model !== 'session') return row;
  const asked = (where as Condition[]).find(({ field }) => field === 'token')?.value;
  return typeof asked === 'string' ? { ...row, token: asked } : row;
}
