import type { Deps } from '../../deps.ts';
import { normaliseEmail } from '../../identity/accounts.ts';
import { hashSecret } from '../../identity/hash-secret.ts';
import { hasInvitation } from './queries.ts';

/** Whether a token is that of an invitation which is still good, to this address or to anyone. */
export async function isInvited(
  { db, now }: Deps,
  token: string | undefined,
  email: string,
): Promise<boolean> {
  if (token === undefined) return false;
  const tokenHash = hashSecret(token);
  return hasInvitation(db, { tokenHash, email: normaliseEmail(email), now: now() });
}
