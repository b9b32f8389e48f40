import type { IdentityDeps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { LibraryAnswer } from '../../identity/library/call.ts';
import {
  type Challenge,
  COOKIE,
  findPendingUser,
  type LoginResult,
  pendingOf,
  readChallenge,
  type Asker,
} from '../identity/verbs.ts';
import { complete, refuse } from './challenge.ts';
import type { PasskeyOptions } from './schemas.ts';
import { readState, toPasskeyOptions } from './webauthn.ts';

/** Asks for one of the passkeys of whose sign-in waits. */
export async function startPasskeyFactor(
  deps: IdentityDeps,
  sealed: string,
  { address, userAgent }: Asker,
): Promise<PasskeyOptions> {
  const { identity, throttle } = deps;
  await throttle.fromNetwork('link', address);
  const { userId } = readChallenge(deps, sealed);
  const passkeys = await identity.store.findMany('passkey', [{ field: 'userId', value: userId }]);
  if (passkeys.length === 0) throw new AppError('passkey_not_found', 'There is no passkey');
  const path = '/passkey/generate-authenticate-options';
  const answer = await identity.call({ path, method: 'GET', address, userAgent });
  const { state, options } = toPasskeyOptions(deps, answer, { kind: 'factor', userId });
  const allowCredentials = passkeys.map(({ credentialID, transports }) => ({
    id: credentialID,
    type: 'public-key',
    transports: String(transports ?? '')
      .split(',')
      .filter(Boolean),
  }));
  return { state, options: { ...options, allowCredentials } };
}

/** Ends a sign-in that waits, by a passkey of the same person. */
export async function showPasskey(
  deps: IdentityDeps,
  input: {
    challenge: string;
    state: string;
    response: Record<string, unknown>;
    rememberDevice?: boolean;
  },
  asker: Asker,
): Promise<LoginResult> {
  const { identity, throttle } = deps;
  const { address, userAgent } = asker;
  await throttle.fromNetwork('link', address);
  const waiting = readChallenge(deps, input.challenge);
  const { userId } = waiting;
  if (waiting.amr.includes('hwk'))
    throw new AppError('second_factor_wrong', 'A passkey was shown already');
  const { cookies } = readState(deps, input.state, { kind: 'factor', userId });
  const body = { response: input.response };
  const path = '/passkey/verify-authentication';
  const answer = await identity.call({ path, body, cookies, address, userAgent });
  const error = new AppError('second_factor_wrong', 'This passkey was not accepted');
  if ((await shownBy(deps, answer)) !== userId) {
    if (answer.login) await identity.endLogin(answer.login.loginSessionId);
    return refuse(deps, waiting, 'passkey', error, asker);
  }
  if (!(await usePending(deps, waiting)))
    throw new AppError('sign_in_again', 'This sign-in took too long; begin again');
  const login = answer.login ?? {
    userId,
    loginSessionId: await identity.startLogin({ userId, amr: [], address, userAgent }),
  };
  const { rememberDevice = false } = input;
  const done = { ...answer, login, cookies: [] };
  return complete(deps, waiting, done, { factor: 'hwk', rememberDevice, asker });
}

/** Whose passkey it was. One that did not check its holder is no sign-in by itself, and waits for another factor. */
async function shownBy(
  { identity }: IdentityDeps,
  answer: LibraryAnswer,
): Promise<string | undefined> {
  if (answer.login) return answer.login.userId;
  const line = answer.cookies.find((one) => one.startsWith(COOKIE));
  const cookie = line?.split(';')[0];
  if (cookie === undefined || cookie === COOKIE) return undefined;
  const userId = await findPendingUser(identity.store, cookie);
  await identity.store.remove('verification', [{ field: 'identifier', value: pendingOf(cookie) }]);
  return userId;
}

/** Takes the waiting sign-in away: it is completed once. */
async function usePending(
  { identity }: IdentityDeps,
  { cookies, userId }: Challenge,
): Promise<boolean> {
  const where = [{ field: 'identifier', value: pendingOf(cookies) }];
  const [row] = await identity.store.remove('verification', where);
  return row?.['value'] === userId;
}
