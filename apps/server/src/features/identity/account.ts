import { type IdentityCtx, LOCAL_OWNER } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { findUserByEmail, normaliseEmail, setPassword } from '../../identity/accounts.ts';
import { LOCAL_ADDRESS } from '../../identity/local-owner.ts';
import { refuseWeakPassword } from '../../identity/password-rules.ts';
import { NotUniqueError, type Row } from '../../identity/store/store.ts';
import { provePerson } from '../second-factor/verbs.ts';
import type { EmailChange, MyEdit, OwnerClaim, PasswordChange } from './account-schemas.ts';
import { leaveDomains } from './left-domain.ts';
import type { Preferences, User } from './schemas.ts';
import { mailNewAddress, mailVerification } from './sign-up.ts';
import { type Asker, getUser, toUser } from './verbs.ts';

/** Changes what a person shows of themselves; roles, address and locks are not among it. */
export async function editMe(
  ctx: IdentityCtx,
  { name, image, preferences }: MyEdit,
): Promise<User> {
  const { store } = ctx.identity;
  const user = await getOwn(ctx);
  const before = JSON.parse(String(user['preferences'])) as Preferences;
  const [changed] = await store.update('user', [{ field: 'id', value: ctx.actor.userId }], {
    ...(name !== undefined && { name: name.trim() }),
    ...(image !== undefined && { image }),
    ...(preferences && { preferences: JSON.stringify({ ...before, ...preferences }) }),
    updatedAt: ctx.now(),
  });
  return toUser(changed ?? user);
}

export async function changePassword(
  ctx: IdentityCtx,
  { oldPassword, newPassword }: PasswordChange,
  asker: Asker,
): Promise<void> {
  const { identity, actor, audit, post } = ctx;
  const user = await proveOwn(ctx, oldPassword);
  const person = { name: String(user['name']), email: String(user['email']) };
  await refuseWeakPassword(newPassword, person);
  const hash = await identity.passwords.hash(newPassword);
  await setPassword({ ...ctx, store: identity.store }, actor.userId, hash);
  await identity.endLogins(actor.userId, actor.loginSessionId ?? undefined);
  await audit.append({ action: 'password.changed', result: 'done', ...entryOf(ctx, asker) });
  const { address } = asker;
  await post.send({ kind: 'password-changed', to: person.email, name: person.name, address });
}

/** Changes the address: at once where nothing can be mailed, otherwise when the link mailed there is opened. */
export async function changeEmail(
  ctx: IdentityCtx,
  { email, password }: EmailChange,
  asker: Asker,
): Promise<{ changed: boolean }> {
  const { identity, actor, audit, throttle, mail } = ctx;
  const newEmail = normaliseEmail(email);
  const user = await proveOwn(ctx, password);
  await throttle.about('mail-to', actor.userId);
  if (mail.configured) {
    // A taken address is told to whoever reads mail there, not to who asks.
    ctx.aside.run('mail to a new address', async () => {
      const taken = await findUserByEmail(identity.store, newEmail);
      if (!taken) return mailNewAddress(ctx, user, newEmail);
      await ctx.post.send({ kind: 'existing-account', to: newEmail, name: String(taken['name']) });
    });
    return { changed: false };
  }
  const where = [{ field: 'id', value: actor.userId }];
  const set = { email: newEmail, emailVerified: false, updatedAt: ctx.now() };
  await identity.store.update('user', where, set).catch(refuseTaken);
  await leaveDomains(ctx, actor.userId, newEmail);
  await audit.append({ action: 'email.changed', result: 'done', ...entryOf(ctx, asker) });
  return { changed: true };
}

/** Makes the local owner an account like others, once. */
export async function claimOwner(ctx: IdentityCtx, input: OwnerClaim, asker: Asker): Promise<User> {
  const { identity, actor, audit } = ctx;
  if (actor.userId !== LOCAL_OWNER || actor.impersonatorId !== null)
    throw new AppError('forbidden', 'Only the owner at this machine does so');
  await refuseWeakPassword(input.password, input);
  const hash = await identity.passwords.hash(input.password);
  const where = [
    { field: 'id', value: LOCAL_OWNER },
    { field: 'email', value: LOCAL_ADDRESS },
  ];
  const email = normaliseEmail(input.email);
  const set = { name: input.name.trim(), email, emailVerified: false, updatedAt: ctx.now() };
  const [user] = (await identity.store.update('user', where, set).catch(refuseTaken)) ?? [];
  if (!user) throw new AppError('account_exists', 'This owner has an account already');
  await setPassword({ ...ctx, store: identity.store }, LOCAL_OWNER, hash);
  await audit.append({ action: 'owner.claimed', result: 'done', ...entryOf(ctx, asker) });
  ctx.aside.run('mail of a verification', () => mailVerification(ctx, user));
  return getUser(ctx, LOCAL_OWNER);
}

async function getOwn({ identity, actor }: IdentityCtx): Promise<Row> {
  const user = await identity.store.findOne('user', [{ field: 'id', value: actor.userId }]);
  if (!user) throw new AppError('user_not_found', 'There is no such account');
  return user;
}

/** Who sits at a browser that was left open shows nothing; the local owner has nothing to show yet. */
async function proveOwn(ctx: IdentityCtx, password: string | undefined): Promise<Row> {
  const user = await getOwn(ctx);
  if (user['email'] === LOCAL_ADDRESS) throw new AppError('forbidden', 'Claim the account first');
  return provePerson(ctx, password);
}

function refuseTaken(error: unknown): never {
  if (error instanceof NotUniqueError)
    throw new AppError('account_exists', 'This address belongs to an account already');
  throw error;
}

function entryOf({ actor }: IdentityCtx, { address, userAgent }: Asker) {
  return {
    actorId: actor.userId,
    impersonatorId: actor.impersonatorId,
    address,
    userAgent,
  };
}
