import { randomBytes } from 'node:crypto';
import type { Logger } from 'pino';
import type { Audit } from '../audit/audit.ts';
import type { Bus } from '../bus/bus.ts';
import type { Actor } from '../deps.ts';
import { AppError } from '../errors.ts';
import { type AccessTokens, openAccessTokens } from './access-token.ts';
import { type ApiKeys, openApiKeys } from './api-keys.ts';
import { type Keyring, openKeyring } from './keyring.ts';
import type { CallLibrary } from './library/call.ts';
import { hashToken } from './library/hash-token.ts';
import { openPasswords, type PasswordCost, type Passwords } from './passwords.ts';
import { type Links, openLinks } from './links.ts';
import { amrOf, hasEnded, lifeOf, rolesOf } from './login-life.ts';
import { isLocked, refuseLocked } from './lock.ts';
import { openRefreshTokens, type RefreshTokens } from './refresh-token.ts';
import type { Secrets } from './secrets.ts';
import type { Condition, IdentityStore, Row } from './store/store.ts';

const LOGIN_MS = 30 * 86_400_000;
/** An owner acts as somebody else for so long, however often the tokens are refreshed. */
const IMPERSONATION_MS = 3_600_000;

/** What a client gets when somebody has signed in. */
export type Tokens = {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** Seconds. */
  readonly expiresIn: number;
  readonly userId: string;
  readonly loginSessionId: string;
};

type NewLogin = {
  readonly userId: string;
  readonly amr: readonly string[];
  readonly address: string;
  readonly userAgent: string;
  readonly impersonatedBy?: string;
  readonly impersonationReason?: string;
};

/** Accounts and ways in, of one process. */
export type Identity = {
  readonly store: IdentityStore;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  readonly keyring: Keyring;
  readonly access: AccessTokens;
  readonly refresh: RefreshTokens;
  readonly keys: ApiKeys;
  readonly passwords: Passwords;
  /** Calls the identity library, which is loaded at the first call. */
  readonly call: CallLibrary;
  /** Begins a login session without the library; returns its id. */
  readonly startLogin: (login: NewLogin) => Promise<string>;
  /** Access and refresh token of a login session that has just begun. */
  readonly issueTokens: (loginSessionId: string) => Promise<Tokens>;
  readonly rotateTokens: (refreshToken: string) => Promise<Tokens>;
  /**
   * The row of a login session that lives. Throws `sign_in_again`, `account_locked`, and `access_token_expired` when the
   * person's tokens have ended since that version.
   */
  readonly getLogin: (loginSessionId: string, tokenVersion?: number | null) => Promise<Row>;
  /** Whether the login session or the key that somebody came by is still good; true for who came by neither. */
  readonly isIn: (who: Pick<Actor, 'loginSessionId' | 'keyId'>) => Promise<boolean>;
  /** Ends a login session, its tokens with it. Whether there was one. */
  readonly endLogin: (loginSessionId: string) => Promise<boolean>;
  /** Ends all login sessions of a person, but one; how many. */
  readonly endLogins: (userId: string, but?: string) => Promise<number>;
  /** Ends all access tokens of a person, whose roles have changed, say; login sessions stay. */
  readonly endTokens: (userId: string) => Promise<void>;
  /** Tokens of links in mails. */
  readonly links: Links;
  readonly close: () => void;
};

export type IdentityOptions = {
  /** Instead of the usual one. */
  readonly passwordCost?: PasswordCost | undefined;
  readonly store: IdentityStore;
  readonly secrets: Secrets;
  readonly publicUrl: string;
  readonly audit: Audit;
  /** Whether the bus tells of all that ends, as it does by default; where not, what was good is asked for again. */
  readonly isTold?: boolean;
  /** Tells the other servers what has ended. */
  readonly bus: Bus;
  readonly log: Logger;
  readonly now: () => Date;
  readonly newId: () => string;
  /** Loads the identity library. */
  readonly library: (passwords: Passwords) => Promise<CallLibrary>;
};

type Login = { readonly login: Row; readonly user: Row };

/** Who acts as somebody else does so as an owner, and no longer than they are one. */
async function refuseFormerOwner(store: IdentityStore, login: Row, now: Date): Promise<void> {
  const { impersonatedBy } = login;
  if (impersonatedBy === null || impersonatedBy === undefined) return;
  const owner = await store.findOne('user', [{ field: 'id', value: impersonatedBy }]);
  if (owner?.['role'] !== 'owner' || isLocked(owner, now))
    throw new AppError('sign_in_again', 'Who acted as this person is no owner any more');
}

/** What has ended on any server has ended here. */
function listenForEnds(bus: Bus, access: AccessTokens, keys: ApiKeys): () => void {
  return bus.subscribe('', (message) => {
    if (message.kind === 'logins-ended')
      for (const id of message.loginSessionIds) access.forget(id);
    if (message.kind === 'keys-ended') keys.forget(message.userId);
    if (message.kind !== 'tokens-ended') return;
    access.forgetBefore(message.userId, message.tokenVersion);
    keys.forget(message.userId);
  });
}

export function openIdentity(options: IdentityOptions): Identity {
  const { store, secrets, publicUrl, audit, bus, now, newId } = options;
  const keyring = openKeyring(store, { issuer: publicUrl, secrets, now, newId });
  const access = openAccessTokens(keyring, { now, newId });
  const passwords = openPasswords(options.passwordCost);
  const keys = openApiKeys(store, {
    now,
    newId,
    ...(options.isTold === false && { cachedMs: 0 }),
    onRevoked: (userId) => bus.publish({ kind: 'keys-ended', sessionId: '', userId }),
  });
  const stopListening = listenForEnds(bus, access, keys);
  const end = async (where: readonly Condition[]) => {
    const removed = await store.remove('session', where);
    const loginSessionIds = removed.map((row) => String(row['id']));
    bus.publish({ kind: 'logins-ended', sessionId: '', loginSessionIds });
    return loginSessionIds.length;
  };
  const endLogin = async (loginSessionId: string) => {
    access.forget(loginSessionId);
    return (await end([{ field: 'id', value: loginSessionId }])) > 0;
  };
  const refresh = openRefreshTokens(store, {
    secrets,
    now,
    newId,
    onReuse: async ({ userId, loginSessionId }) => {
      await endLogin(loginSessionId);
      await audit.append({ action: 'refresh.reused', result: 'refused', actorId: userId });
    },
  });
  const load = async (loginSessionId: string): Promise<Login> => {
    const login = await store.findOne('session', [{ field: 'id', value: loginSessionId }]);
    if (!login || !(login['expiresAt'] instanceof Date) || login['expiresAt'] <= now())
      throw new AppError('sign_in_again', 'This login session has ended; sign in again');
    const user = await store.findOne('user', [{ field: 'id', value: login['userId'] ?? null }]);
    if (!user) throw new AppError('sign_in_again', 'There is no such account any more');
    refuseLocked(user, now());
    await refuseFormerOwner(store, login, now());
    return { login, user };
  };
  const toTokens = async ({ login, user }: Login, refreshToken: string): Promise<Tokens> => {
    const loginSessionId = String(login['id']);
    const userId = String(login['userId']);
    const { accessSeconds: expiresIn } = lifeOf(login, user);
    const claims = {
      sub: userId,
      sid: loginSessionId,
      ver: Number(user['tokenVersion']),
      roles: rolesOf(login, user),
      amr: amrOf(login),
      ...(login['impersonatedBy'] && { impersonator: String(login['impersonatedBy']) }),
    };
    const accessToken = await access.issue(claims, expiresIn);
    return { accessToken, refreshToken, expiresIn, userId, loginSessionId };
  };
  let library: Promise<CallLibrary> | undefined;
  return {
    store,
    secrets,
    publicUrl,
    keyring,
    access,
    refresh,
    keys,
    passwords,
    call: async (call) => {
      library ??= options.library(passwords);
      return (await library)(call);
    },
    startLogin: async ({ userId, amr, address, userAgent, ...impersonation }) => {
      const id = newId();
      const at = now();
      await store.create('session', {
        id,
        userId,
        token: hashToken(randomBytes(32).toString('base64url')),
        expiresAt: new Date(
          at.getTime() + (impersonation.impersonatedBy ? IMPERSONATION_MS : LOGIN_MS),
        ),
        createdAt: at,
        updatedAt: at,
        lastUsedAt: at,
        ipAddress: address,
        userAgent,
        amr: amr.join(' '),
        deviceName: '',
        impersonatedBy: impersonation.impersonatedBy ?? null,
        impersonationReason: impersonation.impersonationReason ?? null,
      });
      return id;
    },
    issueTokens: async (loginSessionId) => {
      const login = await load(loginSessionId);
      const userId = String(login.user['id']);
      return toTokens(login, await refresh.start({ userId, loginSessionId }));
    },
    rotateTokens: async (token) => {
      const next = await refresh.rotate(token);
      const login = await load(next.loginSessionId);
      if (hasEnded(login.login, login.user, now())) {
        await endLogin(next.loginSessionId);
        throw new AppError('sign_in_again', 'This login session was not used for too long');
      }
      const expiresAt = new Date(now().getTime() + LOGIN_MS);
      const where = [{ field: 'id', value: next.loginSessionId }];
      const later = login.login['impersonatedBy'] ? {} : { expiresAt };
      await store.update('session', where, { lastUsedAt: now(), ...later });
      return toTokens(login, next.token);
    },
    getLogin: async (loginSessionId, tokenVersion = null) => {
      const { login, user } = await load(loginSessionId);
      if (tokenVersion !== null && tokenVersion !== user['tokenVersion'])
        throw new AppError('access_token_expired', 'Your account has changed; refresh the token');
      return login;
    },
    isIn: async ({ loginSessionId, keyId }) => {
      if (loginSessionId === null) return keyId === null || keys.isGood(keyId);
      try {
        const { login, user } = await load(loginSessionId);
        return !hasEnded(login, user, now());
      } catch (error) {
        if (error instanceof AppError) return false;
        throw error;
      }
    },
    endLogin,
    endLogins: (userId, but) =>
      end([
        { field: 'userId', value: userId },
        ...(but === undefined ? [] : [{ field: 'id', operator: 'ne' as const, value: but }]),
      ]),
    endTokens: async (userId) => {
      const where = [{ field: 'id', value: userId }];
      const user = await store.increment('user', where, { tokenVersion: 1 });
      if (!user) return;
      const tokenVersion = Number(user['tokenVersion']);
      bus.publish({ kind: 'tokens-ended', sessionId: '', userId, tokenVersion });
    },
    links: openLinks(store, { now, newId }),
    close: stopListening,
  };
}
