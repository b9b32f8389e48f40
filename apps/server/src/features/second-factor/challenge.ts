import type { IdentityDeps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { hashSecret } from '../../identity/hash-secret.ts';
import type { LibraryAnswer } from '../../identity/library/call.ts';
import { type ShownFactor, withFactor } from '../../identity/second-factor/amr.ts';
import { channelsAfter, findFactor, REMEMBERED_MS } from '../../identity/second-factor/factors.ts';
import { normaliseRecoveryCode } from '../../identity/second-factor/recovery-codes.ts';
import {
  DEVICE_COOKIE,
  type Challenge,
  finishLogin,
  type LoginResult,
  readChallenge,
  refusalOf,
  type Asker,
} from '../identity/verbs.ts';
import type { CodeSent, SecondFactorShown } from './schemas.ts';
import { hideMail, hidePhone } from './sent-to.ts';
import { strengthen } from './turn-on.ts';

const WAYS = {
  totp: { path: '/two-factor/verify-totp', factor: 'otp' },
  code: { path: '/two-factor/verify-otp', factor: 'otp' },
  recovery: { path: '/two-factor/verify-backup-code', factor: 'recovery' },
} as const satisfies Record<string, { path: string; factor: ShownFactor }>;

/** Ends a sign-in that waits, by a code. */
export async function showCode(
  deps: IdentityDeps,
  input: SecondFactorShown,
  asker: Asker,
): Promise<LoginResult> {
  const { identity, throttle } = deps;
  const { method, rememberDevice = false } = input;
  const { address, userAgent } = asker;
  await throttle.fromNetwork('link', address);
  const waiting = readChallenge(deps, input.challenge);
  await refuseLockedFactor(deps, waiting.userId);
  const code = method === 'recovery' ? normaliseRecoveryCode(input.code) : digitsOf(input.code);
  const { cookies } = waiting;
  const { path, factor } = WAYS[method];
  const answer = await identity.call({ path, body: { code }, cookies, address, userAgent });
  if (!answer.login) return refuse(deps, waiting, method, refusalOf(answer), asker);
  return complete(deps, waiting, answer, { factor, rememberDevice, asker });
}

function digitsOf(code: string): string {
  return code.replaceAll(/[\s-]/g, '');
}

export async function refuse(
  { audit }: IdentityDeps,
  { userId }: Challenge,
  method: string,
  error: AppError,
  { address, userAgent }: Asker,
): Promise<never> {
  await audit.append({
    action: 'second-factor.failed',
    result: 'refused',
    actorId: userId,
    address,
    userAgent,
    detail: { method },
  });
  throw error;
}

type Shown = {
  readonly factor: ShownFactor;
  readonly rememberDevice: boolean;
  readonly asker: Asker;
};

/** A sign-in whose second factor was shown; or the stronger login session of who was signed in. */
export async function complete(
  deps: IdentityDeps,
  waiting: Challenge,
  answer: LibraryAnswer,
  { factor, rememberDevice, asker }: Shown,
): Promise<LoginResult> {
  const { identity, audit } = deps;
  if (waiting.loginSessionId !== undefined) {
    if (answer.login) await identity.endLogin(answer.login.loginSessionId);
    const tokens = await strengthen(deps, waiting.loginSessionId, factor);
    const { userId: actorId } = waiting;
    await audit.append({ action: 'login.step-up', result: 'done', actorId, detail: { factor } });
    return { kind: 'tokens', tokens, cookies: [] };
  }
  const result = await finishLogin(deps, answer, asker, withFactor(waiting.amr, factor));
  if (rememberDevice && result.kind === 'tokens') await remember(deps, waiting.userId, result);
  return result;
}

/** Only a browser that got a cookie is remembered: nobody else could tell it from others. */
async function remember(
  { identity, now }: IdentityDeps,
  userId: string,
  { cookies }: { readonly cookies: readonly string[] },
): Promise<void> {
  const line = cookies.find((one) => one.startsWith(`${DEVICE_COOKIE}=`));
  const token = line?.slice(DEVICE_COOKIE.length + 1).split(';')[0];
  if (!token) return;
  await identity.store.update(
    'knownDevice',
    [
      { field: 'tokenHash', value: hashSecret(token) },
      { field: 'userId', value: userId },
    ],
    { rememberedUntil: new Date(now().getTime() + REMEMBERED_MS) },
  );
}

/** Sends the code of a sign-in that waits. */
export async function sendCode(
  deps: IdentityDeps,
  input: { challenge: string; channel?: 'mail' | 'phone' },
  asker: Asker,
): Promise<CodeSent> {
  const { identity, throttle } = deps;
  const { address, userAgent } = asker;
  await throttle.fromNetwork('mail', address);
  const { userId, amr, cookies } = readChallenge(deps, input.challenge);
  await refuseLockedFactor(deps, userId);
  const channels = channelsAfter(await findFactor(identity.store, userId), amr);
  const channel = input.channel ?? channels.at(-1);
  if (channel === undefined || !channels.includes(channel))
    throw new AppError('second_factor_wrong', 'No code may go there');
  await throttle.about('code', userId);
  const path = '/two-factor/send-otp';
  const query = { channel };
  const answer = await identity.call({ path, query, body: {}, cookies, address, userAgent });
  if (answer.status !== 200) throw refusalOf(answer);
  const user = await identity.store.findOne('user', [{ field: 'id', value: userId }]);
  const sentTo =
    channel === 'mail'
      ? hideMail(String(user?.['email']))
      : hidePhone(String(user?.['phoneNumber']));
  return { channel, sentTo, channels };
}

/** Too many wrong codes lock second factors for a while, whoever showed them. */
async function refuseLockedFactor({ identity, now }: IdentityDeps, userId: string): Promise<void> {
  const lockedUntil = (await findFactor(identity.store, userId))?.['lockedUntil'];
  if (!(lockedUntil instanceof Date) || lockedUntil <= now()) return;
  const retryAfterSeconds = Math.ceil((lockedUntil.getTime() - now().getTime()) / 1000);
  throw new AppError('too_many_requests', 'Too many wrong codes; try again later', {
    members: { retryAfterSeconds },
  });
}
