import { createHash } from 'node:crypto';
import { isLoopback } from '../../config.ts';
import type { IdentityDeps } from '../../deps.ts';
import {
  findPassword,
  findUserByEmail,
  normaliseEmail,
  setPassword,
} from '../../identity/accounts.ts';
import { refuseLink } from '../../identity/links.ts';
import { hasOwnerAccount, LOCAL_ADDRESS } from '../../identity/local-owner.ts';
import { refuseWeakPassword } from '../../identity/password-rules.ts';
import type { Row } from '../../identity/store/store.ts';
import type { Login, SignInOptions } from './account-schemas.ts';
import { browserOf, findDevice } from './devices.ts';
import { finishLogin, type LoginResult } from './finish-login.ts';
import { refusalOf } from './library-errors.ts';
import { evictUnproven } from './unproven.ts';
import type { Asker } from './verbs.ts';

const RESET_SECONDS = 3600;

export async function getSignInOptions(
  { config, mail, identity }: IdentityDeps,
  { address }: Asker,
): Promise<SignInOptions> {
  const unclaimed = isLoopback(address) && !(await hasOwnerAccount(identity.store));
  return { signUp: config.SIGN_UP, mails: mail.configured, unclaimed };
}

/** Signs in by e-mail address and password. What is refused says nothing of whether there is such an account. */
export async function login(
  deps: IdentityDeps,
  { email, password }: Omit<Login, 'keep'>,
  asker: Asker,
): Promise<LoginResult> {
  const { identity, throttle, audit } = deps;
  const { address, userAgent, cookies } = asker;
  const account = normaliseEmail(email);
  await throttle.fromNetwork('login', address);
  const attempted = await attemptsOf(deps, account, asker);
  await throttle.attempt(attempted);
  const body = { email: account, password };
  const check = () => identity.call({ path: '/sign-in/email', body, cookies, address, userAgent });
  // In a storm of wrong passwords who is known here does not wait behind strangers.
  const answer = await (attempted === account ? check() : identity.passwords.first(check));
  const refusal = answer.status === 200 ? undefined : refusalOf(answer);
  if (refusal?.code === 'credentials_wrong') {
    const detail = { account: hashOf(account) };
    const from = { address, userAgent };
    await audit.append({
      action: 'login.failed',
      result: 'refused',
      actorId: null,
      ...from,
      detail,
    });
    throw refusal;
  }
  if (refusal?.code !== 'internal') await throttle.succeed(attempted);
  if (refusal) throw refusal;
  await rehash(deps, account, password);
  return finishLogin(deps, answer, asker, ['pwd']);
}

/** Whose wrong passwords count together: those of a device the person is known by, or those of everybody else. */
async function attemptsOf(deps: IdentityDeps, account: string, asker: Asker): Promise<string> {
  const device = browserOf(asker);
  if (device === undefined) return account;
  const user = await findUserByEmail(deps.identity.store, account);
  const known = user && (await findDevice(deps, device, String(user['id'])));
  return known ? `device ${String(known['id'])}` : account;
}

/** Passwords hashed with less than today's parameters are hashed anew while they are known. */
async function rehash(deps: IdentityDeps, account: string, password: string): Promise<void> {
  const { store, passwords } = deps.identity;
  const user = await findUserByEmail(store, account);
  if (!user) return;
  const userId = String(user['id']);
  const stored = await findPassword(store, userId);
  if (!stored || !passwords.isWeak(String(stored['password']))) return;
  await setPassword({ ...deps, store }, userId, await passwords.hash(password));
}

/** Mails a link to choose a new password. The answer waits for nothing that an account makes longer. */
export async function forgotPassword(
  deps: IdentityDeps,
  email: string,
  asker: Asker,
): Promise<void> {
  const account = normaliseEmail(email);
  await deps.throttle.fromNetwork('mail', asker.address);
  await deps.throttle.about('mail-to', account);
  deps.aside.run('mail of a new password', async () => {
    const user = await findUserByEmail(deps.identity.store, account);
    if (!user || account === LOCAL_ADDRESS) return;
    const token = await issueResetLink(deps, user, RESET_SECONDS);
    const { address, userAgent } = asker;
    await deps.post.send({ kind: 'reset', to: account, name: String(user['name']), token });
    await deps.audit.append({
      action: 'password.reset-asked',
      result: 'done',
      actorId: null,
      targetKind: 'user',
      targetId: String(user['id']),
      address,
      userAgent,
    });
  });
}

/** A link that is good until the password or the address changes. */
export async function issueResetLink(
  { identity }: Pick<IdentityDeps, 'identity'>,
  user: Row,
  lifeSeconds: number,
): Promise<string> {
  const userId = String(user['id']);
  const state = await stateOf(identity.store, user);
  return identity.links.issue('reset', { userId, state }, lifeSeconds);
}

/** What a link is good for: another password or address, and it is worth nothing. */
export async function stateOf(
  store: IdentityDeps['identity']['store'],
  user: Row,
): Promise<string> {
  const stored = await findPassword(store, String(user['id']));
  return hashOf(`${String(user['email'])} ${String(stored?.['password'] ?? '')}`);
}

const hashOf = (text: string) => createHash('sha256').update(text).digest('base64url');

/** Sets a new password. The link came by mail, so the address is proven, too; whoever was signed in no longer is. */
export async function resetPassword(
  deps: IdentityDeps,
  { token, newPassword }: { token: string; newPassword: string },
  asker: Asker,
): Promise<void> {
  const { identity, throttle, audit, post, now } = deps;
  await throttle.fromNetwork('link', asker.address);
  const { userId = '' } = await identity.links.redeem('reset', token, async (facts) => {
    const found = await identity.store.findOne('user', [
      { field: 'id', value: facts['userId'] ?? '' },
    ]);
    if (!found || (await stateOf(identity.store, found)) !== facts['state']) throw refuseLink();
    await refuseWeakPassword(newPassword, {
      name: String(found['name']),
      email: String(found['email']),
    });
  });
  const hash = await identity.passwords.hash(newPassword);
  await setPassword({ ...deps, store: identity.store }, userId, hash);
  const where = [{ field: 'id', value: userId }];
  const before = await identity.store.findOne('user', where);
  if (before && before['emailVerified'] !== true) await evictUnproven(deps, before);
  const [user] = await identity.store.update('user', where, {
    emailVerified: true,
    updatedAt: now(),
  });
  await identity.endLogins(userId);
  await identity.endTokens(userId);
  const { address, userAgent } = asker;
  await audit.append({
    action: 'password.reset',
    result: 'done',
    actorId: userId,
    address,
    userAgent,
  });
  if (user) {
    await throttle.succeed(String(user['email']));
    const to = String(user['email']);
    await post.send({ kind: 'password-changed', to, name: String(user['name']), address });
  }
}
