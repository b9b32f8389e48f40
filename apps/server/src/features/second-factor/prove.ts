import type { IdentityCtx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { findPassword } from '../../identity/accounts.ts';
import { LOCAL_ADDRESS } from '../../identity/local-owner.ts';
import { hasTwoFactors } from '../../identity/second-factor/amr.ts';
import type { Row } from '../../identity/store/store.ts';
import { startStepUp } from './step-up.ts';

const FRESH_MS = 10 * 60_000;

/**
 * Who changes second factors shows more than a browser that was left open: the password, or where there is none, a
 * sign-in of the last minutes; and the second factor, where there is one. Returns the account.
 */
export async function provePerson(ctx: IdentityCtx, password: string | undefined): Promise<Row> {
  const { identity, actor } = ctx;
  const user = await getAccount(ctx);
  const stored = await findPassword(identity.store, actor.userId);
  if (typeof stored?.['password'] === 'string')
    await provePassword(ctx, stored['password'], password);
  else await proveFresh(ctx, user, false);
  await proveFactor(ctx, user);
  return user;
}

/**
 * What gives a lasting way in, or takes everything away, wants more than a browser that was left open: a sign-in, or the
 * password shown again, in the last minutes; and the second factor, where there is one. Returns the account.
 */
export async function proveRecently(ctx: IdentityCtx): Promise<Row> {
  const user = await getAccount(ctx);
  const stored = await findPassword(ctx.identity.store, ctx.actor.userId);
  await proveFresh(ctx, user, typeof stored?.['password'] === 'string');
  await proveFactor(ctx, user);
  return user;
}

/** Shows the password again; what `proveRecently` guards is open for some minutes. */
export async function showPassword(ctx: IdentityCtx, password: string): Promise<void> {
  const { identity, actor, now, newId } = ctx;
  const stored = await findPassword(identity.store, actor.userId);
  if (typeof stored?.['password'] !== 'string')
    throw new AppError('proof_wanted', 'This account has no password: sign in again instead', {
      members: { methods: [] },
    });
  await provePassword(ctx, stored['password'], password);
  const at = now();
  await identity.store.remove('verification', shownBy(actor));
  await identity.store.create('verification', {
    id: newId(),
    identifier: `shown-${String(actor.loginSessionId)}`,
    value: '',
    expiresAt: new Date(at.getTime() + FRESH_MS),
    createdAt: at,
    updatedAt: at,
  });
}

const shownBy = ({ loginSessionId }: IdentityCtx['actor']) => [
  { field: 'identifier', value: `shown-${String(loginSessionId)}` },
];

async function proveFactor(ctx: IdentityCtx, user: Row): Promise<void> {
  if (user['twoFactorEnabled'] !== true || hasTwoFactors(ctx.actor.amr)) return;
  const members = await startStepUp(ctx);
  throw new AppError('second_factor_required', 'Show a second factor first', { members });
}

export async function getAccount({ identity, actor }: IdentityCtx): Promise<Row> {
  const user = await identity.store.findOne('user', [{ field: 'id', value: actor.userId }]);
  if (!user) throw new AppError('user_not_found', 'There is no such account');
  return user;
}

async function provePassword(
  { identity, throttle, actor, audit }: IdentityCtx,
  hash: string,
  password: string | undefined,
): Promise<void> {
  const account = `password of ${actor.userId}`;
  await throttle.attempt(account);
  if (!(await identity.passwords.verify(password ?? '', hash))) {
    await audit.append({ action: 'password.failed', result: 'refused', actorId: actor.userId });
    throw new AppError('credentials_wrong', 'The password is wrong');
  }
  await throttle.succeed(account);
}

/** Whether somebody came, or showed the password, just now. Who sits at this machine before it is claimed has no other way. */
async function proveFresh(ctx: IdentityCtx, user: Row, hasPassword: boolean): Promise<void> {
  const { identity, actor, now } = ctx;
  if (user['email'] === LOCAL_ADDRESS && actor.amr.includes('ticket')) return;
  const { createdAt } = await identity.getLogin(actor.loginSessionId ?? '');
  const age = createdAt instanceof Date ? now().getTime() - createdAt.getTime() : Infinity;
  if (age <= FRESH_MS) return;
  const shown = await identity.store.findOne('verification', shownBy(actor));
  if (shown?.['expiresAt'] instanceof Date && shown['expiresAt'] > now()) return;
  const how = hasPassword ? 'Show your password first' : 'Sign in again to do this';
  throw new AppError('proof_wanted', how, {
    members: { methods: hasPassword ? ['password'] : [] },
  });
}
