const FLAGS_OFFSET = 32;
const USER_VERIFIED = 0x04;

/**
 * Whether an authenticator says that it checked who holds it. It signs what it says, and the library has checked the
 * signature by the time anybody asks.
 */
export function isUserVerified(body: unknown): boolean {
  const { response } = (body ?? {}) as {
    response?: { response?: { authenticatorData?: unknown } };
  };
  const data = response?.response?.authenticatorData;
  if (typeof data !== 'string') return false;
  const flags = Buffer.from(data, 'base64url')[FLAGS_OFFSET] ?? 0;
  return (flags & USER_VERIFIED) !== 0;
}
