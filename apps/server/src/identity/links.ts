import { randomBytes } from 'node:crypto';
import { AppError } from '../errors.ts';
import { hashSecret } from './hash-secret.ts';
import type { IdentityStore, Row } from './store/store.ts';

/** Tokens of links in mails: good once, for their purpose, for a time; hashed at rest. */
export type Links = {
  /** Where the facts name a `userId`, the link goes with that account. */
  readonly issue: <T extends LinkFacts>(
    purpose: string,
    facts: T,
    lifeSeconds: number,
  ) => Promise<string>;
  /** Uses a token up, unless `check` throws. Throws `link_invalid`. */
  readonly redeem: (
    purpose: string,
    token: string,
    check?: (facts: LinkFacts) => Promise<void>,
  ) => Promise<LinkFacts>;
};
type LinkFacts = Readonly<Record<string, string>>;

export function openLinks(
  store: IdentityStore,
  { now, newId }: { readonly now: () => Date; readonly newId: () => string },
): Links {
  const identify = (purpose: string, token: string) => `link-${purpose}-${hashSecret(token)}`;
  return {
    issue: async (purpose, facts, lifeSeconds) => {
      const token = randomBytes(32).toString('base64url');
      const at = now();
      await store.create('verification', {
        id: newId(),
        identifier: identify(purpose, token),
        value: JSON.stringify(facts),
        expiresAt: new Date(at.getTime() + lifeSeconds * 1000),
        createdAt: at,
        updatedAt: at,
        userId: facts['userId'] ?? null,
      });
      return token;
    },
    redeem: async (purpose, token, check) => {
      const where = [{ field: 'identifier', value: identify(purpose, token) }];
      const factsOf = (row: Row | undefined) => {
        if (!row || !(row['expiresAt'] instanceof Date) || row['expiresAt'] <= now())
          throw refuseLink();
        return JSON.parse(String(row['value'])) as LinkFacts;
      };
      if (check) await check(factsOf(await store.findOne('verification', where)));
      const [row] = await store.remove('verification', where);
      return factsOf(row);
    },
  };
}

export function refuseLink(): AppError {
  return new AppError('link_invalid', 'This link was used before, or is too old');
}
