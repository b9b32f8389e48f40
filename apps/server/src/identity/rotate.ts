import { decryptFromLibrary, encryptForLibrary } from './library/envelope.ts';
import { seal, type Secrets, unseal } from './secrets.ts';
import type { Condition, IdentityStore, Model, Row, Value } from './store/store.ts';

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

// Everything of identity that stays and that a secret hides. What lives for minutes is not worth it.
const KEYS: Place = {
  model: 'jwks',
  fields: ['privateKey'],
  reseal: sealedFor('signing key'),
};
/** What belongs to people, and is found by them: nothing else leads to all of it in every home of accounts. */
const OF_PEOPLE: readonly Place[] = [
  { model: 'ssoProvider', fields: ['oidcConfig'], reseal: sealedFor('sso provider') },
  { model: 'twoFactor', fields: ['secret', 'backupCodes'], reseal: byLibrary },
  { model: 'account', fields: ['accessToken', 'refreshToken', 'idToken'], reseal: byLibrary },
];
const AT_ONCE = 100;

/**
 * Seals with the newest secret what an older one hides, in place and while servers run: both are understood meanwhile.
 * Returns how many rows were sealed again. Throws when one opens with no secret there is.
 */
export async function resealAll(store: IdentityStore, secrets: Secrets): Promise<number> {
  let rows = 0;
  for (const row of await store.findMany(KEYS.model, []))
    if (await resealRow(store, secrets, KEYS, row)) rows++;
  for await (const ids of pagesOfPeople(store))
    for (const place of OF_PEOPLE) {
      const where = [{ field: 'userId', operator: 'in', value: ids }] as const;
      for (const row of await store.findMany(place.model, where))
        if (await resealRow(store, secrets, place, row)) rows++;
    }
  return rows;
}

/** Ids of all people in the order in which they came. Who comes meanwhile is sealed with the newest secret already. */
async function* pagesOfPeople(store: IdentityStore): AsyncGenerator<string[]> {
  const sortBy = { field: 'createdAt', direction: 'asc' } as const;
  for (let after: { at: Value; ids: string[] } | undefined; ;) {
    const where: Condition[] = after
      ? [
          { field: 'createdAt', operator: 'gte', value: after.at },
          { field: 'id', operator: 'not_in', value: after.ids },
        ]
      : [];
    const people = await store.findMany('user', where, { limit: AT_ONCE, sortBy });
    const last = people.at(-1);
    if (!last) return;
    yield people.map(idOf);
    const at = last['createdAt'] ?? null;
    const same = people.filter((one) => Number(one['createdAt']) === Number(at)).map(idOf);
    const before = after && Number(after.at) === Number(at) ? after.ids : [];
    after = { at, ids: [...before, ...same] };
  }
}

function idOf(row: Row): string {
  return String(row['id']);
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
