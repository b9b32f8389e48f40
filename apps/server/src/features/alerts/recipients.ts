import type { Deps } from '../../deps.ts';
import { findUserByEmail, normaliseEmail } from '../../identity/accounts.ts';
import { isMember } from './queries.ts';

// Whoever may write a rule has the server send mails in its own name: they go only to who has shown that the address is
// theirs and belongs to the rule, or to addresses that who runs the server has named. Asked again at each alert, as people
// leave and addresses change.

type Asked = Pick<Deps, 'db' | 'config' | 'identity'>;
type Rule = { readonly ownerId: string; readonly teamId: string | null };

/**
 * Those of some addresses to which mails of a rule may go: the verified one of its owner, of a team's rule those of the
 * members, those of ALERT_MAIL_TO, and all of them where the rule is of an owner of the server. Not within a transaction:
 * accounts may lie elsewhere.
 */
export async function listAllowed(
  deps: Asked,
  rule: Rule,
  addresses: readonly string[],
): Promise<string[]> {
  if (addresses.length === 0) return [];
  const { store } = deps.identity;
  const owner = await store.findOne('user', [{ field: 'id', value: rule.ownerId }]);
  if (owner?.['role'] === 'owner') return [...addresses];
  const allowed = await Promise.all(addresses.map((address) => isAllowed(deps, rule, address)));
  return addresses.filter((_, i) => allowed[i]);
}

async function isAllowed(
  { db, config, identity }: Asked,
  { ownerId, teamId }: Rule,
  address: string,
): Promise<boolean> {
  const named = config.ALERT_MAIL_TO.map(normaliseEmail);
  if (named.includes(normaliseEmail(address))) return true;
  const user = await findUserByEmail(identity.store, address);
  if (user?.['emailVerified'] !== true) return false;
  const userId = String(user['id']);
  return teamId === null ? userId === ownerId : isMember(db, teamId, userId);
}
