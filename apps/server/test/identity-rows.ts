import type { Deps } from '../src/deps.ts';
import { type Model, MODELS } from '../src/identity/store/store.ts';

type ModelLookups = { readonly lookups: readonly string[] };

/** A passkey as the library keeps one; nobody can sign in by it. */
export async function addPasskey(
  { identity, newId, now }: Pick<Deps, 'identity' | 'newId' | 'now'>,
  userId: string,
): Promise<string> {
  const id = newId();
  await identity.store.create('passkey', {
    id,
    userId,
    name: 'Key',
    publicKey: 'AA',
    credentialID: id,
    counter: 0,
    deviceType: 'singleDevice',
    backedUp: false,
    transports: null,
    aaguid: null,
    createdAt: now(),
  });
  return id;
}

/** A row of a person of each kind that the identity store keeps and a sign-in does not make by itself. */
export async function fillIdentity(
  { identity, newId }: Deps,
  userId: string,
  now: Date,
): Promise<void> {
  const row = { userId, createdAt: now };
  const { store } = identity;
  await store.create('account', {
    ...row,
    id: newId(),
    providerId: 'google',
    accountId: 'anna at google',
    accessToken: 'hidden from all',
    updatedAt: now,
  });
  await store.create('passkey', {
    ...row,
    id: newId(),
    name: 'a phone',
    publicKey: 'hidden from all',
    credentialID: 'hidden from all',
    counter: 0,
    deviceType: 'singleDevice',
    backedUp: false,
    transports: '',
    aaguid: '',
  });
  await store.create('twoFactor', {
    id: newId(),
    userId,
    secret: 'hidden from all',
    backupCodes: 'hidden from all',
  });
  await store.create('knownDevice', {
    id: newId(),
    userId,
    tokenHash: 'hidden from all',
    name: 'Firefox',
    firstSeenAt: now,
    lastSeenAt: now,
  });
  const email = 'anna@example.org';
  await identity.links.issue('verify', { userId, email, newEmail: email }, 86_400);
  await store.create('deviceCode', {
    id: newId(),
    userId,
    deviceCode: 'hidden from all',
    userCode: 'ABCDEFGH',
    status: 'pending',
    expiresAt: new Date('2199-01-01'),
  });
}

/** Kinds of rows that the identity store has of a person. */
export async function listIdentity({ identity }: Deps, userId: string): Promise<Model[]> {
  const kinds: Model[] = [];
  for (const [model, { lookups }] of Object.entries(MODELS) as [Model, ModelLookups][]) {
    if (!lookups.includes('userId')) continue;
    const found = await identity.store.findMany(model, [{ field: 'userId', value: userId }]);
    if (found.length > 0) kinds.push(model);
  }
  const user = await identity.store.findOne('user', [{ field: 'id', value: userId }]);
  return user ? [...kinds, 'user'] : kinds;
}
