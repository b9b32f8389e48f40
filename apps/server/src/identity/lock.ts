import { AppError } from '../errors.ts';
import type { Row } from './store/store.ts';

/** Whether an administrator has locked an account, and the lock has not ended. */
export function isLocked(user: Row, now: Date): boolean {
  const { lockedAt, lockedUntil } = user;
  return lockedAt instanceof Date && !(lockedUntil instanceof Date && lockedUntil <= now);
}

/** Throws `account_locked` with the reason and the end, which is null where there is none. */
export function refuseLocked(user: Row, now: Date): void {
  if (!isLocked(user, now)) return;
  const { lockedReason, lockedUntil } = user;
  throw new AppError('account_locked', 'This account is locked', {
    members: {
      reason: typeof lockedReason === 'string' ? lockedReason : null,
      until: lockedUntil instanceof Date ? lockedUntil.toISOString() : null,
    },
  });
}
