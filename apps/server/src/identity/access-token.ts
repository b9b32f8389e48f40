import { createHash } from 'node:crypto';
import type { JWTPayload } from 'jose';
import { AppError } from '../errors.ts';
import type { Keyring } from './keyring.ts';

export const ACCESS_SECONDS = 900;
const CACHED = 10_000;

export type PlatformRole = 'driver' | 'moderator' | 'owner';

/** What an access token says of who carries it. */
type AccessClaims = {
  /** The driver. */
  readonly sub: string;
  /** The login session. */
  readonly sid: string;
  /** The version of the person's tokens; older ones have ended. */
  readonly ver: number;
  readonly roles: readonly PlatformRole[];
  /** How they signed in, RFC 8176: `pwd`, `otp`, `hwk`, `mfa`, …, and `ticket`, `magic`, `sso`, `social`. */
  readonly amr: readonly string[];
  readonly jti: string;
  /** The owner who acts as this driver. */
  readonly impersonator?: string;
  /** Seconds since 1970. */
  readonly exp: number;
};

export type AccessTokens = {
  readonly issue: (
    claims: Omit<AccessClaims, 'exp' | 'jti'>,
    lifeSeconds?: number,
  ) => Promise<string>;
  /** Throws `unauthorized` for anything but a token of ours that is still good. */
  readonly verify: (token: string) => Promise<AccessClaims>;
  /** Tokens of a login session that has ended are refused from now on, by this process. */
  readonly forget: (loginSessionId: string) => void;
  /** The same for tokens of a person that are older than a version. */
  readonly forgetBefore: (userId: string, version: number) => void;
};

/** Checking a signature takes longer than a request may: tokens that were good stay known until they expire. */
export function openAccessTokens(
  keyring: Keyring,
  { now, newId }: { readonly now: () => Date; readonly newId: () => string },
): AccessTokens {
  const known = new Map<string, AccessClaims>();
  const ended = new Map<string, number>();
  const versions = new Map<string, { readonly least: number; readonly until: number }>();
  const seconds = () => now().getTime() / 1000;
  const refuseEnded = (claims: AccessClaims): AccessClaims => {
    if (ended.has(claims.sid)) throw refusal();
    if (claims.ver < (versions.get(claims.sub)?.least ?? 0)) throw refusal();
    return claims;
  };
  return {
    issue: (claims, lifeSeconds = ACCESS_SECONDS) =>
      keyring.sign({ ...claims, jti: newId() }, lifeSeconds),
    verify: async (token) => {
      const key = createHash('sha256').update(token).digest('base64');
      const before = known.get(key);
      if (before && before.exp > seconds()) return refuseEnded(before);
      known.delete(key);
      const claims = await keyring
        .verify(token)
        .then(toClaims)
        .catch((cause: unknown) => {
          throw refusal(cause);
        });
      if (known.size >= CACHED) known.delete(known.keys().next().value ?? '');
      known.set(key, claims);
      return refuseEnded(claims);
    },
    forget: (loginSessionId) => {
      const at = seconds();
      for (const [id, until] of ended) if (until < at) ended.delete(id);
      ended.set(loginSessionId, at + ACCESS_SECONDS);
    },
    forgetBefore: (userId, least) => {
      const at = seconds();
      for (const [id, { until }] of versions) if (until < at) versions.delete(id);
      versions.set(userId, { least, until: at + ACCESS_SECONDS });
    },
  };
}

function toClaims(payload: JWTPayload): AccessClaims {
  const { sub, sid, ver, roles, amr, jti, exp, impersonator } = payload as Partial<AccessClaims>;
  if (!sub || !sid || ver === undefined || !roles || !amr || !jti || !exp)
    throw new Error('A claim is missing');
  return { sub, sid, ver, roles, amr, jti, exp, ...(impersonator && { impersonator }) };
}

function refusal(cause?: unknown): AppError {
  return new AppError('unauthorized', 'The access token is not, or no longer, valid', { cause });
}
