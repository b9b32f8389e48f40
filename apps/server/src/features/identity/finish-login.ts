import type { IdentityDeps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { Tokens } from '../../identity/identity.ts';
import type { LibraryAnswer } from '../../identity/library/call.ts';
import { refuseLocked } from '../../identity/lock.ts';
import {
  isRemembered,
  listMethods,
  type SecondFactorMethod,
} from '../../identity/second-factor/factors.ts';
import { seal, unseal } from '../../identity/secrets.ts';
import { type NotedDevice, noteDevice } from './devices.ts';
import { refusalOf } from './library-errors.ts';
import type { IdentityStore } from '../../identity/store/store.ts';
import type { Asker } from './verbs.ts';

export type LoginResult =
  | {
      readonly kind: 'tokens';
      readonly tokens: Tokens;
      /** `Set-Cookie` lines for a browser: the device it is known by, devices that need no second factor. */
      readonly cookies: readonly string[];
    }
  | {
      readonly kind: 'second-factor';
      readonly challenge: string;
      readonly methods: readonly SecondFactorMethod[];
    };

/** A sign-in that waits for its second factor. */
export type Challenge = {
  /** The `Cookie` header the library knows this sign-in by. */
  readonly cookies: string;
  readonly userId: string;
  /** How the first factor was shown. */
  readonly amr: readonly string[];
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
  /** Who is signed in already, and shows another factor besides. */
  readonly loginSessionId?: string;
};

const PURPOSE = 'second factor';
export const COOKIE = 'outlap.two_factor=';
const CHALLENGE_MS = 600_000;

/** Where every way in ends: a login session and its tokens, or what is wanted besides. */
export async function finishLogin(
  deps: IdentityDeps,
  answer: LibraryAnswer,
  asker: Asker,
  amr: readonly string[],
): Promise<LoginResult> {
  if (answer.login) return begin(deps, answer.login, answer.cookies, asker, amr);
  const pending = answer.cookies.find((line) => isSet(line));
  if (pending === undefined) throw refusalOf(answer);
  const cookies = pending.split(';')[0] ?? '';
  const userId = await findPendingUser(deps.identity.store, cookies);
  if (userId === undefined) throw tooLate();
  if (await isRemembered(deps.identity.store, userId, asker.device, deps.now())) {
    const { address, userAgent } = asker;
    const login = { userId, amr, address, userAgent };
    const loginSessionId = await deps.identity.startLogin(login);
    return begin(deps, { loginSessionId, userId }, [], asker, amr);
  }
  return challenge(deps, { cookies, userId, amr });
}

/** Asks for a second factor, for ten minutes. */
export async function challenge(
  deps: IdentityDeps,
  waiting: Omit<Challenge, 'expiresAt'>,
): Promise<Extract<LoginResult, { kind: 'second-factor' }>> {
  const { store, secrets } = deps.identity;
  const expiresAt = deps.now().getTime() + CHALLENGE_MS;
  return {
    kind: 'second-factor',
    challenge: seal(secrets, PURPOSE, JSON.stringify({ ...waiting, expiresAt })),
    methods: await listMethods(store, waiting.userId, waiting.amr),
  };
}

/** A sign-in that waits for its second factor. Throws `sign_in_again`. */
export function readChallenge(
  deps: Pick<IdentityDeps, 'identity' | 'now'>,
  sealed: string,
): Challenge {
  const waiting = openChallenge(deps, sealed);
  if (!waiting || waiting.expiresAt <= deps.now().getTime()) throw tooLate();
  return waiting;
}

function tooLate(): AppError {
  return new AppError('sign_in_again', 'This sign-in took too long; begin again');
}

function openChallenge({ identity }: Pick<IdentityDeps, 'identity'>, sealed: string) {
  try {
    return JSON.parse(unseal(identity.secrets, PURPOSE, sealed)) as Challenge;
  } catch {
    return undefined;
  }
}

async function begin(
  deps: IdentityDeps,
  { loginSessionId, userId }: { loginSessionId: string; userId: string },
  cookies: readonly string[],
  asker: Asker,
  amr: readonly string[],
): Promise<LoginResult> {
  const { identity, audit, now } = deps;
  const { address, userAgent } = asker;
  const entry = { action: `login.${amr[0] ?? 'unknown'}`, actorId: userId, address, userAgent };
  const user = await identity.store.findOne('user', [{ field: 'id', value: userId }]);
  if (!user) throw new AppError('sign_in_again', 'There is no such account any more');
  try {
    refuseLocked(user, now());
  } catch (error) {
    await identity.endLogin(loginSessionId);
    await audit.append({ ...entry, result: 'refused', detail: { reason: 'locked' } });
    throw error;
  }
  const device: NotedDevice = await noteDevice(deps, user, asker);
  await identity.store.update('session', [{ field: 'id', value: loginSessionId }], {
    amr: amr.join(' '),
    lastUsedAt: now(),
    ipAddress: address,
    userAgent,
    deviceName: device.name,
  });
  await audit.append({ ...entry, result: 'done', detail: { amr: amr.join(' ') } });
  const tokens = await identity.issueTokens(loginSessionId);
  return { kind: 'tokens', tokens, cookies: [...cookies, ...device.cookies] };
}

function isSet(line: string): boolean {
  return line.startsWith(COOKIE) && !line.startsWith(`${COOKIE};`);
}

/** Whose sign-in waits behind this cookie of the library, `<identifier>.<signature>`; undefined once it is over. */
export async function findPendingUser(
  store: IdentityStore,
  cookie: string,
): Promise<string | undefined> {
  const where = [{ field: 'identifier', value: pendingOf(cookie) }];
  const row = await store.findOne('verification', where);
  return row && String(row['value']);
}

/** The identifier of a sign-in that waits. */
export function pendingOf(cookie: string): string {
  const value = decodeURIComponent(cookie.slice(COOKIE.length));
  return value.slice(0, value.lastIndexOf('.'));
}
