import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { deriveKey, type Secrets } from '../secrets.ts';

/**
 * The identity library knows a login session by a token in a cookie. Browsers and programs hold access tokens of ours
 * instead: where one of them calls the library, the server makes this cookie from the id in the token. Such an internal
 * token is good only with a proof that nobody but the server can make.
 */
export const LOGIN_COOKIE = 'outlap.session_token';

const INTERNAL = 'internal.';

/** Secrets as the library wants them: numbered by themselves, so that a rotation renumbers nothing. */
export function toLibrarySecrets(secrets: Secrets): { version: number; value: string }[] {
  return secrets.map((secret) => ({
    version: createHash('sha256').update(secret).digest().readUIntBE(0, 4),
    value: deriveKey(secret, 'identity library').toString('base64url'),
  }));
}

/** The value of the cookie that stands for a login session within one call. */
export function toLoginCookie(secrets: Secrets, loginSessionId: string): string {
  return signCookie(secrets, `${INTERNAL}${loginSessionId}.${proofOf(secrets, loginSessionId)}`);
}

/** The value of a cookie that the library takes for one of its own. */
export function signCookie(secrets: Secrets, value: string): string {
  const [newest] = toLibrarySecrets(secrets);
  const signature = createHmac('sha256', newest?.value ?? '')
    .update(value)
    .digest('base64');
  return encodeURIComponent(`${value}.${signature}`);
}

/** The login session of an internal token; undefined for every other text. */
export function readInternalToken(secrets: Secrets, token: string): string | undefined {
  if (!token.startsWith(INTERNAL)) return undefined;
  const [id = '', proof = ''] = token.slice(INTERNAL.length).split('.');
  const wanted = Buffer.from(proofOf(secrets, id));
  const given = Buffer.from(proof);
  return wanted.length === given.length && timingSafeEqual(wanted, given) ? id : undefined;
}

/** The token that the library put into a login cookie. */
export function readLoginCookie(value: string): string {
  const text = decodeURIComponent(value);
  return text.slice(0, text.lastIndexOf('.'));
}

function proofOf([newest]: Secrets, id: string): string {
  return createHmac('sha256', deriveKey(newest, 'internal token')).update(id).digest('base64url');
}
