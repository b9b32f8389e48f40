import { Type } from 'typebox';
import type { Ctx, Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { isLastOwner } from '../../identity/last-owner.ts';
import { isLocked } from '../../identity/lock.ts';
import { LOCAL_ADDRESS } from '../../identity/local-owner.ts';
import type { Condition, Row } from '../../identity/store/store.ts';
import { parseCursor, toPage } from '../../resources/cursor.ts';
import { listSupportAccess } from '../privacy/verbs.ts';
import type { Account, AccountPage, AccountQuery, EditAccount, NewLock } from './schemas.ts';

/** When the last one of a page was made, and those of that very moment that were shown. */
const Place = Type.Tuple([
  Type.String({ format: 'date-time' }),
  Type.Array(Type.String({ format: 'uuid' })),
]);

export async function listAccounts(ctx: Ctx, query: AccountQuery): Promise<AccountPage> {
  const { limit = 50, cursor, role, locked, q } = query;
  const after = parseCursor(cursor, Place);
  const where: Condition[] = [
    ...(role ? [{ field: 'role', value: role }] : []),
    ...(locked === undefined
      ? []
      : [{ field: 'lockedAt', operator: locked ? 'ne' : 'eq', value: null } as const]),
    ...(after ? placeAfter(after) : []),
    ...wordsOf(q),
  ];
  const rows = await ctx.identity.store.findMany('user', where, {
    limit: limit + 1,
    sortBy: { field: 'createdAt', direction: 'desc' },
  });
  const page = toPage(rows, limit, (last) => {
    const at = timeOf(last['createdAt']);
    const same = rows.slice(0, limit).filter((row) => timeOf(row['createdAt']) === at);
    const before = after?.[0] === at ? after[1] : [];
    return [at, [...before, ...same.map((row) => String(row['id']))]];
  });
  const access = await listSupportAccess(
    ctx,
    page.items.map((row) => String(row['id'])),
  );
  return { ...page, items: page.items.map((row) => toAccount(row, access, ctx.now())) };
}

export async function getAccount(ctx: Ctx, id: string): Promise<Account> {
  const row = await findUser(ctx, id);
  return toAccount(row, await listSupportAccess(ctx, [id]), ctx.now());
}

/** Gives another role; tokens that say the old one end at once. */
export async function editAccount(ctx: Ctx, id: string, { role }: EditAccount): Promise<Account> {
  const { identity, audit, actor, now } = ctx;
  const row = await findUser(ctx, id);
  if (row['role'] === role) return getAccount(ctx, id);
  if (row['role'] === 'owner' && (await isLastOwner(identity.store, id)))
    throw new AppError('last_owner', 'Nobody else who can sign in is an owner');
  await audit.append({
    action: 'role.changed',
    result: 'done',
    actorId: actor.userId,
    targetKind: 'user',
    targetId: id,
    detail: { from: String(row['role']), to: role },
  });
  await identity.store.update('user', byId(id), { role, updatedAt: now() });
  if (row['role'] === 'owner') await keepAnOwner(ctx, id, { role: 'owner' });
  await identity.endTokens(id);
  return getAccount(ctx, id);
}

/** Locks an account: whoever is signed in is thrown out, keys are good for nothing. */
export async function lockAccount(ctx: Ctx, id: string, input: NewLock): Promise<Account> {
  const { identity, audit, actor, now } = ctx;
  const row = await findUser(ctx, id);
  const until = input.until ? new Date(input.until) : null;
  if (until && until <= now())
    throw new AppError('invalid_request', 'The end of the lock is in the past');
  await checkMayLock(ctx, row);
  const reason = input.reason.trim();
  await audit.append({
    action: 'account.locked',
    result: 'done',
    actorId: actor.userId,
    targetKind: 'user',
    targetId: id,
    detail: { reason, until: until?.toISOString() ?? null },
  });
  await identity.store.update('user', byId(id), {
    lockedAt: now(),
    lockedUntil: until,
    lockedReason: reason,
    updatedAt: now(),
  });
  if (row['role'] === 'owner') await keepAnOwner(ctx, id, { lockedAt: null, lockedUntil: null });
  await identity.endLogins(id);
  await identity.endTokens(id);
  return getAccount(ctx, id);
}

export async function unlockAccount(ctx: Ctx, id: string): Promise<Account> {
  const { identity, audit, actor, now } = ctx;
  const row = await findUser(ctx, id);
  await checkMayLock(ctx, row);
  if (row['lockedAt'] === null) return getAccount(ctx, id);
  await audit.append({
    action: 'account.unlocked',
    result: 'done',
    actorId: actor.userId,
    targetKind: 'user',
    targetId: id,
  });
  const set = { lockedAt: null, lockedUntil: null, lockedReason: null, updatedAt: now() };
  await identity.store.update('user', byId(id), set);
  return getAccount(ctx, id);
}

/** Moderators deal with drivers only; nobody locks themselves out, nor the last one who could let them in again. */
async function checkMayLock({ actor, identity }: Ctx, row: Row): Promise<void> {
  const id = String(row['id']);
  if (id === actor.userId) throw new AppError('forbidden', 'You cannot lock your own account');
  if (row['role'] === 'driver') return;
  if (!actor.roles.includes('owner'))
    throw new AppError('forbidden', 'Only an owner may lock those who run the platform');
  if (row['role'] === 'owner' && (await isLastOwner(identity.store, id)))
    throw new AppError('last_owner', 'Nobody else who can sign in is an owner');
}

/** Of two owners who take each other's role away at the same time, whoever finds nobody left takes it back. */
async function keepAnOwner({ identity, audit, actor }: Ctx, id: string, back: Row): Promise<void> {
  if (!(await isLastOwner(identity.store, id))) return;
  await identity.store.update('user', byId(id), back);
  await audit.append({
    action: 'owner.kept',
    result: 'refused',
    actorId: actor.userId,
    targetKind: 'user',
    targetId: id,
  });
  throw new AppError('last_owner', 'Nobody else who can sign in is an owner');
}

/** The row of an account. Throws `user_not_found`. */
export async function findUser({ identity }: Pick<Deps, 'identity'>, id: string): Promise<Row> {
  const row = await identity.store.findOne('user', byId(id));
  if (!row) throw new AppError('user_not_found', 'There is no such account');
  return row;
}

export const byId = (id: string): Condition[] => [{ field: 'id', value: id }];

/** Those of the same moment that were shown are left out by their ids. */
function placeAfter([at, shown]: readonly [string, readonly string[]]): Condition[] {
  return [
    { field: 'createdAt', operator: 'lte', value: new Date(at) },
    { field: 'id', operator: 'not_in', value: [...shown] },
  ];
}

/** The store compares letter by letter: addresses are kept in lower case, names as people write them. */
function wordsOf(q: string | undefined): Condition[] {
  const text = q?.trim() ?? '';
  if (text === '') return [];
  const lower = text.toLowerCase();
  const capital = lower.replace(/^./u, (letter) => letter.toUpperCase());
  const names = [...new Set([text, lower, capital])];
  return [
    { field: 'email', operator: 'contains', value: lower, connector: 'OR' },
    ...names.map(
      (name) => ({ field: 'name', operator: 'contains', value: name, connector: 'OR' }) as const,
    ),
  ];
}

function toAccount(row: Row, access: ReadonlyMap<string, Date>, now: Date): Account {
  const email = String(row['email']);
  const id = String(row['id']);
  return {
    id,
    name: String(row['name']),
    email: email === LOCAL_ADDRESS ? null : email,
    emailVerified: row['emailVerified'] === true,
    role: row['role'] as Account['role'],
    twoFactorEnabled: row['twoFactorEnabled'] === true,
    createdAt: timeOf(row['createdAt']),
    lock: isLocked(row, now)
      ? {
          lockedAt: timeOf(row['lockedAt']),
          until: timeOrNull(row['lockedUntil']),
          reason: String(row['lockedReason'] ?? ''),
        }
      : null,
    deletionDueAt: timeOrNull(row['deletionDueAt']),
    supportUntil: access.get(id)?.toISOString() ?? null,
  };
}

function timeOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : '';
}

function timeOrNull(value: unknown): string | null {
  return value instanceof Date ? value.toISOString() : null;
}
