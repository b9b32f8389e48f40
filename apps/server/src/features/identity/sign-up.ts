import type { Actor, IdentityDeps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { createPerson, findUserByEmail, normaliseEmail } from '../../identity/accounts.ts';
import { refuseLink } from '../../identity/links.ts';
import { LOCAL_ADDRESS } from '../../identity/local-owner.ts';
import { refuseWeakPassword } from '../../identity/password-rules.ts';
import { NotUniqueError, type Row } from '../../identity/store/store.ts';
import type { NewAccount, SignUpAnswer } from './account-schemas.ts';
import { leaveDomains } from './left-domain.ts';
import { stateOf } from './sign-in.ts';
import { evictUnproven } from './unproven.ts';
import type { Asker } from './verbs.ts';

const VERIFY_SECONDS = 86_400;

/**
 * Makes an account. Whether the address has one already is told to nobody but its owner, by mail: the answer is the
 * same, and so is the work that takes time.
 */
export async function signUp(
  deps: IdentityDeps,
  input: NewAccount,
  asker: Asker,
): Promise<SignUpAnswer> {
  const { config, identity, mail, throttle } = deps;
  await throttle.fromNetwork('sign-up', asker.address);
  const asksInvitation = config.SIGN_UP === 'invited';
  if (asksInvitation && !(await isInvited(deps, input))) throw refuseUninvited();
  if (input.accepted) deps.product.consents?.check(input.accepted);
  await refuseWeakPassword(input.password, input);
  if (asksInvitation && !(await countSignUp(deps, input))) throw refuseUninvited();
  const passwordHash = await identity.passwords.hash(input.password);
  const { email, name } = input;
  const user = await createPerson(
    { ...deps, store: identity.store },
    { email, name, passwordHash },
  ).catch((error: unknown) => {
    if (error instanceof NotUniqueError) return undefined;
    throw error;
  });
  deps.aside.run('mail of a sign-up', () =>
    user ? welcome(deps, user, asker, input.accepted !== undefined) : tellOwner(deps, email),
  );
  return { next: mail.configured ? 'verify-email' : 'sign-in' };
}

async function isInvited(
  { product }: IdentityDeps,
  { invitation, email }: NewAccount,
): Promise<boolean> {
  return invitation !== undefined && product.isInvited(invitation, email);
}

async function countSignUp(
  { product }: IdentityDeps,
  { invitation, email }: NewAccount,
): Promise<boolean> {
  return invitation !== undefined && product.countSignUp(invitation, email);
}

function refuseUninvited(): AppError {
  return new AppError('sign_up_closed', 'An account is made for who was invited only');
}

async function welcome(
  deps: IdentityDeps,
  user: Row,
  { address, userAgent }: Asker,
  accepted: boolean,
): Promise<void> {
  const actorId = String(user['id']);
  await deps.audit.append({
    action: 'account.created',
    result: 'done',
    actorId,
    address,
    userAgent,
  });
  await countMail(deps, String(user['email']));
  await mailVerification(deps, user);
  if (accepted) await deps.product.consents?.record(actorId);
}

async function tellOwner(deps: IdentityDeps, email: string): Promise<void> {
  const user = await findUserByEmail(deps.identity.store, email);
  if (!user || user['email'] === LOCAL_ADDRESS) return;
  const to = String(user['email']);
  await deps.throttle.about('mail-to', to);
  await deps.post.send({ kind: 'existing-account', to, name: String(user['name']) });
}

/** How many mails an address may still get must not tell that it had no account: the first one counts, and always goes. */
async function countMail({ throttle }: IdentityDeps, email: string): Promise<void> {
  try {
    await throttle.about('mail-to', email);
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
  }
}

/** Mails the link that proves an address. */
export async function mailVerification(deps: IdentityDeps, user: Row): Promise<void> {
  if (!deps.mail.configured) return;
  const email = String(user['email']);
  const facts = { userId: String(user['id']), email, newEmail: email };
  const token = await deps.identity.links.issue('verify', facts, VERIFY_SECONDS);
  await deps.post.send({ kind: 'verify', to: email, name: String(user['name']), token });
}

/** Mails the link that proves an address which is not the account's yet. */
export async function mailNewAddress(
  deps: IdentityDeps,
  user: Row,
  newEmail: string,
): Promise<void> {
  const state = await stateOf(deps.identity.store, user);
  const facts = { userId: String(user['id']), email: String(user['email']), newEmail, state };
  const token = await deps.identity.links.issue('verify', facts, VERIFY_SECONDS);
  await deps.post.send({ kind: 'change-email', to: newEmail, name: String(user['name']), token });
}

export async function resendVerification(
  deps: IdentityDeps,
  email: string,
  asker: Asker,
): Promise<void> {
  const account = normaliseEmail(email);
  await deps.throttle.fromNetwork('mail', asker.address);
  await deps.throttle.about('mail-to', account);
  deps.aside.run('mail of a verification', async () => {
    const user = await findUserByEmail(deps.identity.store, account);
    if (user && user['emailVerified'] !== true && account !== LOCAL_ADDRESS)
      await mailVerification(deps, user);
  });
}

/** Takes an address as proven, and as the account's where it is a new one. */
export async function verifyEmail(
  deps: IdentityDeps,
  token: string,
  asker: Asker,
  actor: Actor | null,
): Promise<void> {
  const { identity, throttle, audit } = deps;
  await throttle.fromNetwork('link', asker.address);
  const {
    userId = '',
    email = '',
    newEmail = '',
  } = await identity.links.redeem('verify', token, (facts) => refuseOutdated(deps, facts));
  if (email === newEmail && actor?.userId !== userId) await evictStranger(deps, userId, email);
  const [user] = await setAddress(deps, { userId, email, newEmail });
  if (!user) throw refuseLink();
  const { address, userAgent } = asker;
  const entry = { result: 'done', actorId: userId, address, userAgent } as const;
  if (email === newEmail) return audit.append({ action: 'email.verified', ...entry });
  await leaveDomains(deps, userId, newEmail);
  await audit.append({ action: 'email.changed', ...entry });
  if (email !== LOCAL_ADDRESS)
    await deps.post.send({
      kind: 'email-changed',
      to: email,
      name: String(user['name']),
      newAddress: newEmail,
    });
}

/** Who asked for a new address knew the password; once it is another one, the link of before is worth nothing. */
async function refuseOutdated(
  { identity }: IdentityDeps,
  { userId = '', state }: Readonly<Record<string, string>>,
): Promise<void> {
  if (state === undefined) return;
  const user = await identity.store.findOne('user', [{ field: 'id', value: userId }]);
  if (!user || (await stateOf(identity.store, user)) !== state) throw refuseLink();
}

/**
 * An account that was made by a provider, without a proof of the address, may be that of a stranger: it stays theirs only
 * where who reads the mails is signed in to it. Who made one by a password still has to know that.
 */
async function evictStranger(deps: IdentityDeps, userId: string, email: string): Promise<void> {
  const { store } = deps.identity;
  const user = await store.findOne('user', [
    { field: 'id', value: userId },
    { field: 'email', value: email },
  ]);
  if (!user || user['emailVerified'] === true) return;
  const accounts = await store.findMany('account', [{ field: 'userId', value: userId }]);
  if (accounts.some(({ providerId }) => providerId !== 'credential'))
    await evictUnproven(deps, user);
}

/** Nothing where the account has another address by now; `link_invalid` where somebody else has this one. */
async function setAddress(
  { identity, now }: IdentityDeps,
  { userId, email, newEmail }: { userId: string; email: string; newEmail: string },
): Promise<Row[]> {
  const where = [
    { field: 'id', value: userId },
    { field: 'email', value: email },
  ];
  const set = { email: newEmail, emailVerified: true, updatedAt: now() };
  try {
    return await identity.store.update('user', where, set);
  } catch (error) {
    if (error instanceof NotUniqueError) throw refuseLink();
    throw error;
  }
}
