import {
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  jwtVerify,
  SignJWT,
} from 'jose';
import { seal, type Secrets, unseal } from './secrets.ts';
import type { IdentityStore, Row } from './store/store.ts';

/** Signs and checks access tokens: EdDSA, keys in the store, a new one each month, old ones known until all is expired. */
export type Keyring = {
  readonly sign: (claims: JWTPayload, lifeSeconds: number) => Promise<string>;
  /** The claims of a token of ours that has not expired. Throws otherwise. */
  readonly verify: (token: string) => Promise<JWTPayload>;
  readonly publicKeys: () => Promise<JSONWebKeySet>;
};

type Key = {
  readonly id: string;
  readonly row: Row;
  readonly publicKey: JWK;
  readonly endsAt: number;
};
type Options = {
  readonly issuer: string;
  readonly secrets: Secrets;
  readonly now: () => Date;
  readonly newId: () => string;
};

const ALGORITHM = 'EdDSA';
const TYPE = 'at+jwt';
const PURPOSE = 'signing key';
const USED_MS = 30 * 86_400_000;
/** A key is published for this long after it was used last. */
const KNOWN_MS = 86_400_000;
/** Keys of other servers are looked up this often at most. */
const LOOK_MS = 5000;
const RELOAD_MS = 300_000;

export function openKeyring(store: IdentityStore, options: Options): Keyring {
  const { issuer, secrets, now, newId } = options;
  let keys: readonly Key[] = [];
  let known = createLocalJWKSet({ keys: [] });
  let lookedAt = -Infinity;
  let looking: Promise<void> | undefined;
  const signing = new Map<string, Awaited<ReturnType<typeof importJWK>>>();

  const look = () =>
    (looking ??= load().finally(() => {
      looking = undefined;
    }));
  const load = async () => {
    const rows = await store.findMany('jwks', []);
    lookedAt = now().getTime();
    keys = rows
      .map(toKey)
      .filter(({ endsAt }) => endsAt + KNOWN_MS > lookedAt)
      .sort((a, b) => b.endsAt - a.endsAt);
    known = createLocalJWKSet(toSet(keys));
  };
  const lookAgain = async (atLeastMs: number) => {
    if (now().getTime() - lookedAt >= atLeastMs) await look();
  };
  const create = async () => {
    const pair = await generateKeyPair(ALGORITHM, { crv: 'Ed25519', extractable: true });
    await store.create('jwks', {
      id: newId(),
      publicKey: JSON.stringify(await exportJWK(pair.publicKey)),
      privateKey: seal(secrets, PURPOSE, JSON.stringify(await exportJWK(pair.privateKey))),
      alg: ALGORITHM,
      crv: 'Ed25519',
      createdAt: now(),
      expiresAt: new Date(now().getTime() + USED_MS),
    });
    await look();
  };
  const newest = async (): Promise<Key> => {
    await lookAgain(RELOAD_MS);
    const isLive = ({ endsAt }: Key) => endsAt > now().getTime();
    if (!keys.some(isLive)) await create();
    const [key] = keys.filter(isLive);
    if (!key) throw new Error('There is no signing key');
    return key;
  };
  const privateKeyOf = async ({ id, row }: Key) => {
    const before = signing.get(id);
    if (before) return before;
    const key = await importJWK(
      JSON.parse(unseal(secrets, PURPOSE, String(row['privateKey']))) as JWK,
      ALGORITHM,
    );
    signing.set(id, key);
    return key;
  };
  const check = async (token: string) =>
    (
      await jwtVerify(token, known, {
        algorithms: [ALGORITHM],
        typ: TYPE,
        issuer,
        audience: issuer,
        currentDate: now(),
        requiredClaims: ['sub', 'exp', 'iat', 'jti'],
      })
    ).payload;

  return {
    sign: async (claims, lifeSeconds) => {
      const key = await newest();
      const at = Math.floor(now().getTime() / 1000);
      return new SignJWT(claims)
        .setProtectedHeader({ alg: ALGORITHM, typ: TYPE, kid: key.id })
        .setIssuer(issuer)
        .setAudience(issuer)
        .setIssuedAt(at)
        .setExpirationTime(at + lifeSeconds)
        .sign(await privateKeyOf(key));
    },
    verify: async (token) => {
      if (keys.length === 0) await lookAgain(LOOK_MS);
      try {
        return await check(token);
      } catch (error) {
        // Signed by a key that another server made just now.
        if ((error as { code?: string }).code !== 'ERR_JWKS_NO_MATCHING_KEY') throw error;
        await lookAgain(LOOK_MS);
        return check(token);
      }
    },
    publicKeys: async () => {
      await lookAgain(keys.length === 0 ? LOOK_MS : RELOAD_MS);
      return toSet(keys);
    },
  };
}

function toKey(row: Row): Key {
  return {
    id: String(row['id']),
    row,
    publicKey: JSON.parse(String(row['publicKey'])) as JWK,
    endsAt: row['expiresAt'] instanceof Date ? row['expiresAt'].getTime() : Infinity,
  };
}

function toSet(keys: readonly Key[]): JSONWebKeySet {
  return {
    keys: keys.map(({ id, publicKey }) => ({ ...publicKey, kid: id, alg: ALGORITHM, use: 'sig' })),
  };
}
