import { openIdentityStore } from '../src/identity/store/open.ts';
import type { IdentityStore } from '../src/identity/store/store.ts';
import { startDynamo } from './dynamo-server.ts';
import { createTestDatabase, KINDS, type TestDatabase } from './databases.ts';

export type StoreKind = TestDatabase['kind'] | 'dynamodb';

/** Where identity may keep its rows here. */
export const STORE_KINDS: readonly StoreKind[] = [...KINDS, 'dynamodb'];

export type TestStore = {
  readonly store: IdentityStore;
  readonly database: TestDatabase['database'];
  readonly close: () => Promise<void>;
};

/** An empty store of its own. */
export async function createTestStore(
  kind: StoreKind,
  now: () => Date = () => new Date(),
): Promise<TestStore> {
  const { database, drop } = await createTestDatabase(kind === 'dynamodb' ? 'embedded' : kind);
  const table = kind === 'dynamodb' ? await startDynamo() : undefined;
  const opened = await openIdentityStore({ IDENTITY_STORE: table?.url ?? '' }, database.db, now);
  return {
    store: opened.store,
    database,
    close: async () => {
      opened.close();
      await table?.close();
      await drop();
    },
  };
}
