import type { Deps } from '../../deps.ts';
import { normaliseEmail } from '../../identity/accounts.ts';
import { hashSecret } from '../../identity/hash-secret.ts';
import { hasInvitation } from './queries.ts';

/** Whether a token is that of an invitation which is still good, to this address or to anyone. */
export function isInvited(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  token: string,
  email: string,
): Promise<boolean> {
  const tokenHash = hashSecret(token);
  return hasInvitation(db, { tokenHash, email: normaliseEmail(email), now: now() });
}
