import type { PlatformRole } from './access-token.ts';
import type { IdentityStore, Row } from './store/store.ts';

export type NewPerson = {
  readonly email: string;
  readonly name: string;
  readonly role?: PlatformRole;
  readonly emailVerified?: boolean;
  /** As `Passwords.hash` made it; without, the person has no password yet. */
  readonly passwordHash?: string;
};

type Parts = {
  readonly store: IdentityStore;
  readonly now: () => Date;
  readonly newId: () => string;
};

/** One person joins by a link; an address may be mistyped, but a link that gets around must not open the server to all. */
export const ACCOUNTS_OF_A_LINK = 3;

/** One address is one account, however it is typed. */
export function normaliseEmail(email: string): string {
  return email.trim().normalize('NFKC').toLowerCase();
}

export function findUserByEmail(store: IdentityStore, email: string): Promise<Row | undefined> {
  return store.findOne('user', [{ field: 'email', value: normaliseEmail(email) }]);
}

/** Makes an account. Throws NotUniqueError where the address has one. */
export async function createPerson({ store, now, newId }: Parts, person: NewPerson): Promise<Row> {
  const at = now();
  const user = await store.create('user', {
    id: newId(),
    name: person.name.trim(),
    email: normaliseEmail(person.email),
    emailVerified: person.emailVerified ?? false,
    image: null,
    createdAt: at,
    updatedAt: at,
    twoFactorEnabled: false,
    role: person.role ?? 'driver',
    phoneNumber: null,
    lockedAt: null,
    lockedUntil: null,
    lockedReason: null,
    deletionDueAt: null,
    preferences: '{}',
    tokenVersion: 0,
  });
  if (person.passwordHash !== undefined)
    await setPassword({ store, now, newId }, String(user['id']), person.passwordHash);
  return user;
}

export function findPassword(store: IdentityStore, userId: string): Promise<Row | undefined> {
  return store.findOne('account', [
    { field: 'userId', value: userId },
    { field: 'providerId', value: 'credential' },
  ]);
}

/** Sets the password of an account, which may have had none. */
export async function setPassword(
  { store, now, newId }: Parts,
  userId: string,
  passwordHash: string,
): Promise<void> {
  const at = now();
  const where = [
    { field: 'userId', value: userId },
    { field: 'providerId', value: 'credential' },
  ];
  const changed = await store.update('account', where, { password: passwordHash, updatedAt: at });
  if (changed.length > 0) return;
  await store.create('account', {
    id: newId(),
    userId,
    accountId: userId,
    providerId: 'credential',
    accessToken: null,
    refreshToken: null,
    idToken: null,
    accessTokenExpiresAt: null,
    refreshTokenExpiresAt: null,
    scope: null,
    password: passwordHash,
    createdAt: at,
    updatedAt: at,
  });
}
