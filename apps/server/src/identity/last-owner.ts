import type { IdentityStore } from './store/store.ts';

/** Whether no other owner could sign in. */
export async function isLastOwner(store: IdentityStore, userId: string): Promise<boolean> {
  const owners = await store.findMany('user', [{ field: 'role', value: 'owner' }]);
  for (const owner of owners) {
    if (owner['id'] === userId || owner['lockedAt'] !== null) continue;
    // Who asked for their account to be deleted stays no owner.
    if (owner['deletionDueAt'] !== null) continue;
    const where = [{ field: 'userId', value: owner['id'] ?? null }];
    if (await store.findOne('account', where)) return false;
    if (await store.findOne('passkey', where)) return false;
  }
  return true;
}
