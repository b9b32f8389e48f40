import { createHash } from 'node:crypto';

/** Stored tokens of login sessions begin with this; nobody may come with one. */
export const HASH_PREFIX = 'sha256:';

export function hashToken(token: string): string {
  return HASH_PREFIX + createHash('sha256').update(token).digest('base64url');
}
