import { type Config, ConfigError, isLoopback } from '../../config.ts';
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
  const { hostname: name, searchParams } = new URL(url);
  const endpoint = searchParams.get('endpoint') ?? undefined;
  const region = searchParams.get('region') ?? 'us-east-1';
  // Only who keeps accounts there waits for its client to load.
  const { connect, ensureTable } = await import('./dynamo/connect.ts');
  const isLocal = endpoint !== undefined && isLoopback(new URL(endpoint).hostname);
  const client = connect({ endpoint, region, isLocal });
  try {
    const isMade = await ensureTable(client, name, { isLocal });
    const [{ openTable }, { openDynamoStore }] = await Promise.all([
      import('./dynamo/table.ts'),
      import('./dynamo.ts'),
    ]);
    const store = openDynamoStore(openTable(client, name), now);
    return { store, isMade, close: () => client.destroy() };
  } catch (error) {
    client.destroy();
    if ((error as Error).name !== 'ResourceNotFoundException') throw error;
    throw new ConfigError([
      'IDENTITY_STORE: there is no such table. It needs the keys pk and sk, both texts, and ttl as its time to live',
    ]);
  }
}
