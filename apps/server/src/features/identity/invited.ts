import type { Deps } from '../../deps.ts';
import { ACCOUNTS_OF_A_LINK, normaliseEmail } from '../../identity/accounts.ts';
import { hashSecret } from '../../identity/hash-secret.ts';
import { countSignUp, hasInvitation } from './queries.ts';

/** What sign-up asks about invitations. */
export function openInvited({
  db,
  now,
}: Pick<Deps, 'db' | 'now'>): Pick<Deps['product'], 'isInvited' | 'countSignUp'> {
  const invited = (token: string, email: string) => ({
    tokenHash: hashSecret(token),
    email: normaliseEmail(email),
    now: now(),
    most: ACCOUNTS_OF_A_LINK,
  });
  return {
    isInvited: (token, email) => hasInvitation(db, invited(token, email)),
    countSignUp: (token, email) => countSignUp(db, invited(token, email)),
  };
}
