import type { Actor, IdentityCtx, IdentityDeps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { ApiKey } from '../../identity/api-keys.ts';
import type { Tokens } from '../../identity/identity.ts';
import { LOCAL_ADDRESS } from '../../identity/local-owner.ts';
import { hasTwoFactors } from '../../identity/second-factor/amr.ts';
import type { Row } from '../../identity/store/store.ts';
import type { ApiKeyView, NewApiKey, Preferences, User } from './schemas.ts';

export { DEVICE_COOKIE } from './devices.ts';
export * from './finish-login.ts';
export { refusalOf } from './library-errors.ts';
export { issueResetLink } from './sign-in.ts';
export { mailVerification } from './sign-up.ts';

const SOCKET_TICKET_SECONDS = 30;
const DAY_MS = 86_400_000;

export type Asker = {
  readonly address: string;
  readonly userAgent: string;
  /** What the cookie of a device holds. */
  readonly device?: string | undefined;
  /** The whole `Cookie` header, for the identity library. */
  readonly cookies?: string | undefined;
};

/** Signs in who holds a one-time ticket. */
export async function signInByTicket(
  deps: IdentityDeps,
  ticket: string,
  asker: Asker,
): Promise<Tokens> {
  await deps.throttle.fromNetwork('link', asker.address);
  const { userId } = await deps.tickets.redeem('sign-in', ticket);
  const from = { address: asker.address, userAgent: asker.userAgent };
  const id = await deps.identity.startLogin({ userId, amr: ['ticket'], ...from });
  await deps.audit.append({ action: 'login.ticket', result: 'done', actorId: userId, ...from });
  return deps.identity.issueTokens(id);
}

export async function logout(
  deps: IdentityDeps,
  actor: Actor | null,
  refreshToken?: string,
): Promise<void> {
  const family = refreshToken && (await deps.identity.refresh.revokeFamilyOf(refreshToken));
  const loginSessionId = actor?.loginSessionId ?? family;
  if (!loginSessionId) return;
  await deps.identity.endLogin(loginSessionId);
  await deps.audit.append({ action: 'logout', result: 'done', actorId: actor?.userId ?? null });
}

export async function getUser(deps: IdentityDeps, userId: string): Promise<User> {
  const row = await deps.identity.store.findOne('user', [{ field: 'id', value: userId }]);
  if (!row) throw new AppError('user_not_found', 'There is no such account');
  return toUser(row);
}

/** A ticket that lets one WebSocket of this actor in. */
export async function createSocketTicket(ctx: IdentityCtx): Promise<{ ticket: string }> {
  return { ticket: await ctx.tickets.issue('socket', ctx.actor, SOCKET_TICKET_SECONDS) };
}

export async function listApiKeys(ctx: IdentityCtx): Promise<{ items: ApiKeyView[] }> {
  const keys = await ctx.identity.keys.listOf(ctx.actor.userId);
  return { items: keys.map(toKeyView) };
}

export async function createApiKey(ctx: IdentityCtx, input: NewApiKey) {
  const { name, scopes, expiresInDays = null } = input;
  if (scopes.includes('admin') && !hasTwoFactors(ctx.actor.amr))
    throw new AppError('second_factor_required', 'A key that administers takes a second factor', {
      members: { methods: [] },
    });
  const expiresAt =
    expiresInDays === null ? null : new Date(ctx.now().getTime() + expiresInDays * DAY_MS);
  const { userId } = ctx.actor;
  const { key, secret } = await ctx.identity.keys.create({ userId, name, scopes, expiresAt });
  await ctx.audit.append({
    action: 'key.created',
    result: 'done',
    actorId: userId,
    targetKind: 'key',
    targetId: key.id,
    detail: { scopes: scopes.join(' ') },
  });
  return { key: toKeyView(key), secret };
}

export async function deleteApiKey(ctx: IdentityCtx, id: string): Promise<void> {
  if (!(await ctx.identity.keys.revoke(ctx.actor.userId, id)))
    throw new AppError('key_not_found', 'There is no such key');
  const { userId } = ctx.actor;
  const target = { targetKind: 'key', targetId: id };
  await ctx.audit.append({ action: 'key.revoked', result: 'done', actorId: userId, ...target });
}

export function toUser(row: Row): User {
  return {
    id: String(row['id']),
    name: String(row['name']),
    email: row['email'] === LOCAL_ADDRESS ? null : String(row['email']),
    emailVerified: row['emailVerified'] === true,
    image: row['image'] === null ? null : String(row['image']),
    roles: [row['role'] as User['roles'][number]],
    twoFactorEnabled: row['twoFactorEnabled'] === true,
    createdAt: (row['createdAt'] as Date).toISOString(),
    preferences: JSON.parse(String(row['preferences'] ?? '{}')) as Preferences,
  };
}

function toKeyView(key: ApiKey): ApiKeyView {
  return {
    id: key.id,
    name: key.name,
    prefix: key.prefix,
    scopes: [...key.scopes],
    createdAt: key.createdAt.toISOString(),
    expiresAt: key.expiresAt?.toISOString() ?? null,
    lastUsedAt: key.lastUsedAt?.toISOString() ?? null,
    lastUsedAddress: key.lastUsedAddress,
  };
}
