import { createHmac, randomBytes } from 'node:crypto';
import { AppError } from '../errors.ts';
import { deriveKey, type Secrets } from './secrets.ts';
import type { IdentityStore, Row } from './store/store.ts';
import { hashSecret } from './hash-secret.ts';

const LIFE_MS = 30 * 86_400_000;
/** A client that sent one token twice, because the answer was lost or two tabs woke up, gets the same successor. */
const GRACE_MS = 20_000;

export type RefreshTokens = {
  /** The first token of a family. */
  readonly start: (login: { userId: string; loginSessionId: string }) => Promise<string>;
  /**
   * Uses a token up and gives its successor. Throws `refresh_token_invalid`; for one that was used before, all of its
   * family are revoked, and `onReuse` is told.
   */
  readonly rotate: (token: string) => Promise<{
    readonly token: string;
    readonly userId: string;
    readonly loginSessionId: string;
  }>;
  readonly revokeFamilyOf: (token: string) => Promise<string | undefined>;
};

type Options = {
  readonly secrets: Secrets;
  readonly now: () => Date;
  readonly newId: () => string;
  readonly onReuse: (family: { userId: string; loginSessionId: string }) => Promise<void>;
};

/** Opaque tokens, hashed at rest. A successor is derived from its predecessor, which only its bearer knows. */
export function openRefreshTokens(store: IdentityStore, options: Options): RefreshTokens {
  const { secrets, now, newId, onReuse } = options;
  const newest = deriveKey(secrets[0], 'refresh token');
  const keys = [newest, ...secrets.slice(1).map((older) => deriveKey(older, 'refresh token'))];
  const successorOf = (token: string, key = newest) =>
    `olr_${createHmac('sha256', key).update(token).digest('base64url')}`;
  const insert = async (token: string, row: Row) => {
    await store.create('refreshToken', {
      ...row,
      id: newId(),
      tokenHash: hashSecret(token),
      createdAt: now(),
      expiresAt: new Date(now().getTime() + LIFE_MS),
      usedAt: null,
      revokedAt: null,
    });
  };
  const revoke = (familyId: string) =>
    store.update(
      'refreshToken',
      [
        { field: 'familyId', value: familyId },
        { field: 'revokedAt', value: null },
      ],
      { revokedAt: now() },
    );
  const find = (token: string) =>
    store.findOne('refreshToken', [{ field: 'tokenHash', value: hashSecret(token) }]);

  const findGood = async (token: string) => {
    const row = await find(token);
    if (!row || row['revokedAt'] !== null || timeOf(row['expiresAt']) <= now().getTime())
      throw refusal();
    const text = (field: string) => String(row[field]);
    return {
      id: text('id'),
      familyId: text('familyId'),
      userId: text('userId'),
      loginSessionId: text('loginSessionId'),
    };
  };
  /** The successor that a token was given; by an older secret where that was the newest then. */
  const findGiven = async (token: string) => {
    for (const key of keys) {
      const successor = successorOf(token, key);
      const row = await find(successor);
      if (row) return { successor, isUsed: row['usedAt'] !== null };
    }
    // Whoever won is about to write it.
    return { successor: successorOf(token), isUsed: false };
  };
  /** The successor of a token that was used up just now, as long as nobody has gone on from it. */
  const findAgain = async (token: string) => {
    const row = await find(token);
    if (!row || row['revokedAt'] !== null) return undefined;
    if (now().getTime() - timeOf(row['usedAt']) > GRACE_MS) return undefined;
    const { successor, isUsed } = await findGiven(token);
    return isUsed ? undefined : successor;
  };

  return {
    start: async ({ userId, loginSessionId }) => {
      const token = `olr_${randomBytes(32).toString('base64url')}`;
      await insert(token, { familyId: newId(), userId, loginSessionId });
      return token;
    },
    rotate: async (token) => {
      const { id, familyId, ...login } = await findGood(token);
      const [won] = await store.update(
        'refreshToken',
        [
          { field: 'id', value: id },
          { field: 'usedAt', value: null },
          { field: 'revokedAt', value: null },
        ],
        { usedAt: now() },
      );
      if (won) {
        const successor = successorOf(token);
        await insert(successor, { familyId, ...login });
        return { token: successor, ...login };
      }
      const again = await findAgain(token);
      if (again !== undefined) return { token: again, ...login };
      await revoke(familyId);
      await onReuse(login);
      throw refusal();
    },
    revokeFamilyOf: async (token) => {
      const row = await find(token);
      if (!row) return undefined;
      await revoke(String(row['familyId']));
      return String(row['loginSessionId']);
    },
  };
}

function timeOf(value: unknown): number {
  return value instanceof Date ? value.getTime() : -Infinity;
}

function refusal(): AppError {
  return new AppError(
    'refresh_token_invalid',
    'Sign in again: this refresh token is no longer good',
  );
}
