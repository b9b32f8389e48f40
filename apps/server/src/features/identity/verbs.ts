import type { Actor, IdentityCtx, IdentityDeps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { Tokens } from '../../identity/identity.ts';
import { hasOwnerAccount, LOCAL_ADDRESS, UNCLAIMED } from '../../identity/local-owner.ts';
import type { Row } from '../../identity/store/store.ts';
import { endReturn } from './return-login.ts';
import type { Preferences, User } from './schemas.ts';

export { DEVICE_COOKIE } from './devices.ts';
export * from './finish-login.ts';
export { refusalOf } from './library-errors.ts';
export { startReturn } from './return-login.ts';
export { issueResetLink } from './sign-in.ts';
export { mailVerification } from './sign-up.ts';

const SOCKET_TICKET_SECONDS = 30;

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
  const from = { address: asker.address, userAgent: asker.userAgent };
  const { userId } = await redeemTicket(deps, ticket).catch(async (error: unknown) => {
    const detail = { method: 'ticket' };
    const entry = { action: 'login.failed', result: 'refused', actorId: null } as const;
    await deps.audit.append({ ...entry, ...from, detail });
    throw error;
  });
  const id = await deps.identity.startLogin({ userId, amr: ['ticket'], ...from });
  await deps.audit.append({ action: 'login.ticket', result: 'done', actorId: userId, ...from });
  return deps.identity.issueTokens(id);
}

/** What was printed while nobody owned the server is worth nothing once somebody does. */
async function redeemTicket(deps: IdentityDeps, ticket: string): Promise<Actor> {
  const actor = await deps.tickets.redeem('sign-in', ticket);
  if (actor.amr.includes(UNCLAIMED) && (await hasOwnerAccount(deps.identity.store)))
    throw new AppError('ticket_invalid', 'An owner has an account by now: sign in with it');
  return actor;
}

type Shown = {
  readonly refreshToken: string | undefined;
  /** What would bring back an owner who acts as somebody else. */
  readonly returnToken: string | undefined;
};

export async function logout(
  deps: IdentityDeps,
  actor: Actor | null,
  { refreshToken, returnToken }: Shown,
): Promise<void> {
  const { refresh } = deps.identity;
  const family =
    refreshToken === undefined ? undefined : await refresh.revokeFamilyOf(refreshToken);
  const loginSessionId = actor?.loginSessionId ?? family;
  await endReturn(deps, { acting: loginSessionId, returnToken });
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
