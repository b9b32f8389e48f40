import type { IdentityCtx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { findPassword } from '../../identity/accounts.ts';
import { hasTwoFactors } from '../../identity/second-factor/amr.ts';
import type { Row } from '../../identity/store/store.ts';
import { startStepUp } from './step-up.ts';

const FRESH_MS = 15 * 60_000;

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
  else await proveFresh(ctx);
  if (user['twoFactorEnabled'] === true && !hasTwoFactors(actor.amr)) {
    const members = await startStepUp(ctx);
    throw new AppError('second_factor_required', 'Show a second factor first', { members });
  }
  return user;
}

export async function getAccount({ identity, actor }: IdentityCtx): Promise<Row> {
  const user = await identity.store.findOne('user', [{ field: 'id', value: actor.userId }]);
  if (!user) throw new AppError('user_not_found', 'There is no such account');
  return user;
}

async function provePassword(
  { identity, throttle, actor }: IdentityCtx,
  hash: string,
  password: string | undefined,
): Promise<void> {
  const account = `password of ${actor.userId}`;
  await throttle.attempt(account);
  if (!(await identity.passwords.verify(password ?? '', hash)))
    throw new AppError('credentials_wrong', 'The password is wrong');
  await throttle.succeed(account);
}

async function proveFresh({ identity, actor, now }: IdentityCtx): Promise<void> {
  const login = await identity.getLogin(actor.loginSessionId ?? '');
  const { createdAt } = login;
  const age = createdAt instanceof Date ? now().getTime() - createdAt.getTime() : Infinity;
  if (age > FRESH_MS) throw new AppError('sign_in_again', 'Sign in again to change this');
}
