import { decodeJwt } from 'jose';
import type { Deps } from '../src/deps.ts';
import { createPerson } from '../src/identity/accounts.ts';
import type { PlatformRole } from '../src/identity/access-token.ts';
import { readTotp } from './authenticator-app.ts';
import type { Answer, Visitor } from './visitor.ts';

export const PASSWORD = 'tarmac wolf 29';
let hash: Promise<string> | undefined;
let people = 0;

/** An account with a password and a proven address; all of them have the same password. */
export async function makePerson(
  { identity, now, newId }: Deps,
  others: { emailVerified?: boolean; role?: PlatformRole; password?: false } = {},
): Promise<{ readonly id: string; readonly email: string }> {
  hash ??= identity.passwords.hash(PASSWORD);
  const { password, ...rest } = others;
  const email = `person${++people}@example.org`;
  const person = { email, name: 'Test person', emailVerified: true, ...rest };
  const passwordHash = await hash;
  const user = await createPerson(
    { store: identity.store, now, newId },
    { ...person, ...(password !== false && { passwordHash }) },
  );
  return { id: String(user['id']), email };
}

/** Signs in by the password; the tokens are kept in cookies. */
export function signIn(visitor: Visitor, email: string): Promise<Answer> {
  return visitor.post('/auth/login', { email, password: PASSWORD, keep: 'cookie' });
}

export type App = {
  readonly code: (stepsAhead?: number) => string;
  readonly recoveryCodes: readonly string[];
};

/** Signs in and sets up an authenticator app. */
export async function setUpTotp(visitor: Visitor, email: string): Promise<App> {
  await signIn(visitor, email);
  const started = await visitor.post('/api/second-factors/totp/start', { password: PASSWORD });
  const { uri, recoveryCodes } = started.body as { uri: string; recoveryCodes: string[] };
  const code = readTotp(uri);
  const confirm = { code: code(-1), keep: 'cookie' };
  const confirmed = await visitor.post('/api/second-factors/totp/confirm', confirm);
  if (confirmed.status !== 200) throw new Error(JSON.stringify([started, confirmed]));
  return { code, recoveryCodes };
}

/** Forgets which code was used last, so that a test need not wait for the next one. */
export async function forgetSteps({ identity }: Deps, userId: string): Promise<void> {
  const where = [{ field: 'userId', value: userId }];
  const set = { lastUsedStep: 0, failedVerificationCount: 0, lockedUntil: null };
  await identity.store.update('twoFactor', where, set);
}

/** How an access token says that its bearer signed in. */
export function amrOf(answer: Answer): unknown {
  return decodeJwt(String(answer.body['accessToken']))['amr'];
}
