import { hashSecret } from '../identity/hash-secret.ts';
import type { Db } from './client.ts';

/** What every share link's token begins with: it is told from other bearers by that. */
export const SHARE_PREFIX = 'sl_';

/** The link that a token is for, as long as it is good. Asked each time: what is revoked is gone at once, on all servers. */
export async function findShareLink(
  db: Db,
  token: string,
  now: Date,
): Promise<{ readonly id: string; readonly sessionId: string; readonly expiresAt: Date } | null> {
  if (!token.startsWith(SHARE_PREFIX)) return null;
  const row = await db
    .selectFrom('share_link')
    .select(['id', 'session_id', 'expires_at'])
    .where('token_hash', '=', hashSecret(token))
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row ? { id: row.id, sessionId: row.session_id, expiresAt: row.expires_at } : null;
}
