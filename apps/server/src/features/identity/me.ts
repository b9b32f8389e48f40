import type { IdentityCtx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { Me } from './schemas.ts';
import { toUser } from './verbs.ts';

/** Who is signed in, who acts as them, and whether their account is about to go. */
export async function getMe({ identity, actor }: IdentityCtx): Promise<Me> {
  const { store } = identity;
  const user = await store.findOne('user', [{ field: 'id', value: actor.userId }]);
  if (!user) throw new AppError('user_not_found', 'There is no such account');
  const { deletionDueAt } = user;
  return {
    ...toUser(user),
    deletionDueAt: deletionDueAt instanceof Date ? deletionDueAt.toISOString() : null,
    impersonator: await impersonatorOf(identity, actor),
  };
}

async function impersonatorOf(
  { store, getLogin }: IdentityCtx['identity'],
  { impersonatorId, loginSessionId }: IdentityCtx['actor'],
): Promise<Me['impersonator']> {
  if (impersonatorId === null || loginSessionId === null) return null;
  const login = await getLogin(loginSessionId);
  const owner = await store.findOne('user', [{ field: 'id', value: impersonatorId }]);
  return {
    id: impersonatorId,
    name: String(owner?.['name'] ?? ''),
    reason: String(login['impersonationReason'] ?? ''),
    endsAt: (login['expiresAt'] as Date).toISOString(),
  };
}
