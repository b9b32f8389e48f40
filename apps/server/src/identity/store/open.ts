import { type Config, ConfigError } from '../../config.ts';
import type { Db } from '../../db/client.ts';
import { openSqlStore } from './queries.ts';
import type { IdentityStore } from './store.ts';

export type OpenedStore = {
  readonly store: IdentityStore;
  /** Whether the table of an own store was made just now. */
  readonly isMade: boolean;
  readonly close: () => void;
};

/**
 * Opens the store that IDENTITY_STORE names: the database, or a table of DynamoDB, which must be there; on this machine
 * it is made.
 */
export async function openIdentityStore(
  { IDENTITY_STORE: url }: Pick<Config, 'IDENTITY_STORE'>,
  db: Db,
  now: () => Date,
): Promise<OpenedStore> {
  if (url === '') return { store: openSqlStore(db), isMade: false, close: () => undefined };
  // Only who keeps accounts there waits for its client to load.
  const [{ openDynamoTable }, { ensureTable }, { openDynamoStore }] = await Promise.all([
    import('./open-dynamo.ts'),
    import('./dynamo/connect.ts'),
    import('./dynamo.ts'),
  ]);
  const { client, table, name, isLocal } = openDynamoTable(url);
  try {
    const isMade = await ensureTable(client, name, { isLocal });
    const store = openDynamoStore(table, now);
    return { store, isMade, close: () => client.destroy() };
  } catch (error) {
    client.destroy();
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    throw new ConfigError([
      'IDENTITY_STORE: there is no such table. It needs the keys pk and sk, both texts, and ttl as its time to live',
    ]);
  }
}
