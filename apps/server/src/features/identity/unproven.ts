import { type IdentityDeps, LOCAL_OWNER } from '../../deps.ts';
import type { Model, Row } from '../../identity/store/store.ts';

/** By what an account can be entered again, or entered at all, besides its password. */
const WAYS = ['passkey', 'deviceCode', 'knownDevice'] as const satisfies readonly Model[];

/**
 * Takes an account to which nobody had proven the address from whoever made it before, by a provider that asks for no
 * proof, say: all ways in but the password, and what they have opened. Who sits at this machine is no stranger.
 */
export async function evictUnproven(
  { identity, audit, now }: IdentityDeps,
  user: Row,
): Promise<void> {
  const { store, keys } = identity;
  const userId = String(user['id']);
  if (userId === LOCAL_OWNER) return;
  const of = [{ field: 'userId', value: userId }];
  await store.remove('account', [
    ...of,
    { field: 'providerId', operator: 'ne', value: 'credential' },
  ]);
  await store.remove('passkey', of);
  // Only then the login sessions: who has one makes a way in as fast as one is taken away.
  await identity.endLogins(userId);
  await identity.endTokens(userId);
  for (const model of WAYS) await store.remove(model, of);
  for (const { id } of await keys.listOf(userId)) await keys.revoke(userId, id);
  await audit.append({
    action: 'account.ways-removed',
    result: 'done',
    actorId: null,
    targetKind: 'user',
    targetId: userId,
  });
  // Those who run the platform were let in by somebody: a mailbox alone must not open their account.
  if (user['role'] !== 'driver') return;
  await store.remove('twoFactor', of);
  const set = { twoFactorEnabled: false, phoneNumber: null, updatedAt: now() };
  await store.update('user', [{ field: 'id', value: userId }], set);
}
