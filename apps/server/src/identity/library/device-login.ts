import type { BetterAuthPlugin } from 'better-auth';
import { deviceAuthorization } from 'better-auth/plugins/device-authorization';

/** The programs that may ask for a sign-in by code. */
export const DEVICE_CLIENTS = ['outlap'] as const;
export const DEVICE_CODE_SECONDS = 600;
const POLL_SECONDS = 5;
/** RFC 8628: a person types the code, so that nothing in it looks like something else. */
const LETTERS = 8;

export function deviceLoginPlugin(): BetterAuthPlugin {
  return deviceAuthorization({
    expiresIn: `${DEVICE_CODE_SECONDS}s`,
    interval: `${POLL_SECONDS}s`,
    userCodeLength: LETTERS,
    validateClient: (clientId) => (DEVICE_CLIENTS as readonly string[]).includes(clientId),
  });
}
