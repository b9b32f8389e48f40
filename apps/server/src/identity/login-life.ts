import { isLoopback } from '../config.ts';
import { ACCESS_SECONDS, type PlatformRole } from './access-token.ts';
import type { Row } from './store/store.ts';

/** Who administers is signed out when nobody sits there: docs/decisions/0015-short-login-sessions-of-administrators.md. */
const ADMIN = { accessSeconds: 300, idleSeconds: 900 } as const;
const OTHERS = { accessSeconds: ACCESS_SECONDS, idleSeconds: Infinity } as const;

/** How one signed in. */
export function amrOf(login: Row): string[] {
  return String(login['amr']).split(' ').filter(Boolean);
}

/** What one may do on the platform. A recorder, which signed in by a code, never administers, whoever let it in. */
export function rolesOf(login: Row, user: Row): PlatformRole[] {
  return [amrOf(login).includes('device') ? 'driver' : (user['role'] as PlatformRole)];
}

/** How long an access token is good, and how long a login session may go unused. */
export function lifeOf(login: Row, user: Row): typeof ADMIN | typeof OTHERS {
  const isAdmin = !rolesOf(login, user).includes('driver');
  // By the ticket that this machine printed, at this machine.
  const isLocal = amrOf(login).includes('ticket') && isLoopback(String(login['ipAddress']));
  return isAdmin && !isLocal ? ADMIN : OTHERS;
}

/** Whether a login session ends because it was not used for too long. */
export function hasEnded(login: Row, user: Row, now: Date): boolean {
  const { lastUsedAt, createdAt } = login;
  const used = lastUsedAt instanceof Date ? lastUsedAt : createdAt;
  if (!(used instanceof Date)) return true;
  return now.getTime() - used.getTime() > lifeOf(login, user).idleSeconds * 1000;
}
