import type { IdentityCtx, IdentityDeps } from '../../deps.ts';
import { AppError } from '../../errors.ts';

const RETURN_MS = 7_200_000;
const identifierOf = (loginSessionId: string) => `return-of-${loginSessionId}`;

/** A refresh token that brings this owner back to a browser in which they act as somebody, in that login session. */
export async function startReturn(
  { identity, actor, now, newId }: IdentityCtx,
  acting: string,
): Promise<string> {
  const { userId, loginSessionId } = actor;
  if (loginSessionId === null) throw new AppError('forbidden', 'Only a person can act as another');
  const at = now();
  await identity.store.create('verification', {
    id: newId(),
    identifier: identifierOf(acting),
    value: loginSessionId,
    expiresAt: new Date(at.getTime() + RETURN_MS),
    createdAt: at,
    updatedAt: at,
    userId,
  });
  return identity.refresh.start({ userId, loginSessionId });
}

type Signs = { readonly acting: string | undefined; readonly returnToken: string | undefined };

/**
 * Ends the login session that a browser would return to: who signs out leaves nobody signed in. By http browsers do not
 * show the cookie where one signs out, so that it is found by the login session that ends, too.
 */
export async function endReturn(
  { identity, audit }: IdentityDeps,
  { acting, returnToken }: Signs,
): Promise<void> {
  const { store, refresh } = identity;
  const shown = returnToken && (await refresh.revokeFamilyOf(returnToken));
  const where = [{ field: 'identifier', value: identifierOf(acting ?? '') }];
  const noted = acting === undefined ? [] : await store.remove('verification', where);
  for (const id of new Set([shown, ...noted.map(({ value }) => String(value))])) {
    const login = id ? await store.findOne('session', [{ field: 'id', value: id }]) : undefined;
    if (!id || !login) continue;
    await identity.endLogin(id);
    await audit.append({ action: 'logout', result: 'done', actorId: String(login['userId']) });
  }
}
