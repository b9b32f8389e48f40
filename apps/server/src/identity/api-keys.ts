import { randomBytes } from 'node:crypto';
import { AppError } from '../errors.ts';
import { isLocked } from './lock.ts';
import { hashSecret } from './hash-secret.ts';
import type { IdentityStore, Row } from './store/store.ts';

/** What a key may be used for; a key never does more than its driver may. */
export const SCOPES = ['read', 'record', 'write', 'diagnostics', 'admin'] as const;
export type Scope = (typeof SCOPES)[number];

export const KEY_PREFIX = 'ol_';
const SHOWN_CHARACTERS = 11;
const CACHED_MS = 30_000;
const NOTED_MS = 60_000;

export type ApiKey = {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly userId: string;
  readonly scopes: readonly Scope[];
  readonly createdAt: Date;
  readonly expiresAt: Date | null;
  readonly lastUsedAt: Date | null;
  readonly lastUsedAddress: string | null;
};

export type ApiKeys = {
  /** Makes a key; its secret is never shown again. */
  readonly create: (key: {
    readonly userId: string;
    readonly name: string;
    readonly scopes: readonly Scope[];
    readonly expiresAt: Date | null;
  }) => Promise<{ readonly key: ApiKey; readonly secret: string }>;
  /** Throws `unauthorized`. */
  readonly verify: (secret: string, address: string) => Promise<ApiKey>;
  /** Whether a key is still good. */
  readonly isGood: (id: string) => Promise<boolean>;
  readonly listOf: (userId: string) => Promise<ApiKey[]>;
  /** Whether there was such a key of this driver. */
  readonly revoke: (userId: string, id: string) => Promise<boolean>;
  /** The keys of a person are looked up anew: the account was locked, say. */
  readonly forget: (userId: string) => void;
};

type Options = {
  readonly now: () => Date;
  readonly newId: () => string;
  /** Told when a key was revoked. */
  readonly onRevoked: (userId: string) => void;
  /** How long a key that was good is believed. */
  readonly cachedMs?: number;
};

export function openApiKeys(store: IdentityStore, options: Options): ApiKeys {
  const { now, newId, onRevoked } = options;
  const cache = new Map<
    string,
    { readonly key: ApiKey; readonly until: number; notedAt: number }
  >();
  const isOpen = async (row: Row | undefined): Promise<boolean> => {
    if (!row || row['revokedAt'] !== null) return false;
    if (row['expiresAt'] instanceof Date && row['expiresAt'] <= now()) return false;
    const user = await store.findOne('user', [{ field: 'id', value: row['userId'] ?? null }]);
    return user !== undefined && !isLocked(user, now());
  };
  const look = async (hash: string) => {
    const before = cache.get(hash);
    if (before && before.until > now().getTime()) return before;
    const row = await store.findOne('apiKey', [{ field: 'keyHash', value: hash }]);
    cache.delete(hash);
    if (!row || !(await isOpen(row))) return undefined;
    const found = {
      key: toKey(row),
      until: now().getTime() + (options.cachedMs ?? CACHED_MS),
      notedAt: before?.notedAt ?? 0,
    };
    cache.set(hash, found);
    return found;
  };
  return {
    create: async ({ userId, name, scopes, expiresAt }) => {
      const secret = KEY_PREFIX + randomBytes(32).toString('base64url');
      const row = await store.create('apiKey', {
        id: newId(),
        keyHash: hashSecret(secret),
        prefix: secret.slice(0, SHOWN_CHARACTERS),
        name,
        userId,
        scopes: scopes.join(' '),
        createdAt: now(),
        expiresAt,
        lastUsedAt: null,
        lastUsedAddress: null,
        revokedAt: null,
      });
      return { key: toKey(row), secret };
    },
    verify: async (secret, address) => {
      const found = await look(hashSecret(secret));
      const at = now();
      if (!found || (found.key.expiresAt && found.key.expiresAt <= at))
        throw new AppError('unauthorized', 'There is no such API key, or it has expired');
      if (at.getTime() - found.notedAt > NOTED_MS) {
        found.notedAt = at.getTime();
        const where = [{ field: 'id', value: found.key.id }];
        await store.update('apiKey', where, { lastUsedAt: at, lastUsedAddress: address });
      }
      return found.key;
    },
    isGood: async (id) => isOpen(await store.findOne('apiKey', [{ field: 'id', value: id }])),
    listOf: async (userId) => {
      const where = [
        { field: 'userId', value: userId },
        { field: 'revokedAt', value: null },
      ];
      const rows = await store.findMany('apiKey', where);
      return rows.map(toKey).sort((a, b) => b.createdAt.getTime() - a.createdAt.getTime());
    },
    revoke: async (userId, id) => {
      const where = [
        { field: 'id', value: id },
        { field: 'userId', value: userId },
        { field: 'revokedAt', value: null },
      ];
      const [row] = await store.update('apiKey', where, { revokedAt: now() });
      if (!row) return false;
      cache.delete(String(row['keyHash']));
      onRevoked(userId);
      return true;
    },
    forget: (userId) => {
      for (const [hash, { key }] of cache) if (key.userId === userId) cache.delete(hash);
    },
  };
}

function toKey(row: Row): ApiKey {
  return {
    ...(row as unknown as ApiKey),
    scopes: String(row['scopes']).split(' ').filter(isScope),
  };
}

function isScope(text: string): text is Scope {
  return (SCOPES as readonly string[]).includes(text);
}
