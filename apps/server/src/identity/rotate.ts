import { decryptFromLibrary, encryptForLibrary } from './library/envelope.ts';
import { seal, type Secrets, unseal } from './secrets.ts';
import type { IdentityStore, Model, Row } from './store/store.ts';

type Place = {
  readonly model: Model;
  readonly fields: readonly string[];
  readonly reseal: (secrets: Secrets, sealed: string) => Promise<string>;
};

const sealedFor =
  (purpose: string): Place['reseal'] =>
  async (secrets, sealed) =>
    seal(secrets, purpose, unseal(secrets, purpose, sealed));
const byLibrary: Place['reseal'] = async (secrets, sealed) =>
  encryptForLibrary(secrets, await decryptFromLibrary(secrets, sealed));

/** Everything of identity that stays and that a secret hides. What lives for minutes is not worth it. */
const PLACES: readonly Place[] = [
  { model: 'jwks', fields: ['privateKey'], reseal: sealedFor('signing key') },
  { model: 'ssoProvider', fields: ['oidcConfig'], reseal: sealedFor('sso provider') },
  { model: 'twoFactor', fields: ['secret', 'backupCodes'], reseal: byLibrary },
  { model: 'account', fields: ['accessToken', 'refreshToken', 'idToken'], reseal: byLibrary },
];
const AT_ONCE = 500;

/**
 * Seals with the newest secret what an older one hides, in place and while servers run: both are understood meanwhile.
 * Returns how many rows were sealed again. Throws when one opens with no secret there is.
 */
export async function resealAll(store: IdentityStore, secrets: Secrets): Promise<number> {
  let rows = 0;
  for (const place of PLACES)
    for (let offset = 0; ; offset += AT_ONCE) {
      const found = await store.findMany(place.model, [], { limit: AT_ONCE, offset });
      for (const row of found) if (await resealRow(store, secrets, place, row)) rows++;
      if (found.length < AT_ONCE) break;
    }
  return rows;
}

async function resealRow(
  store: IdentityStore,
  secrets: Secrets,
  { model, fields, reseal }: Place,
  row: Row,
): Promise<boolean> {
  const set: Record<string, string> = {};
  for (const field of fields) {
    const sealed = row[field];
    if (typeof sealed === 'string' && sealed !== '') set[field] = await reseal(secrets, sealed);
  }
  if (Object.keys(set).length === 0) return false;
  // Only where nobody else has changed it since.
  const same = Object.keys(set).map((field) => ({ field, value: row[field] ?? null }));
  await store.update(model, [{ field: 'id', value: row['id'] ?? null }, ...same], set);
  return true;
}
