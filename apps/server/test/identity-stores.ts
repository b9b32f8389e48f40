import dynalite from 'dynalite';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openIdentityStore } from '../src/identity/store/open.ts';
import type { IdentityStore } from '../src/identity/store/store.ts';
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

export type DynamoServer = { readonly url: string; readonly close: () => Promise<void> };

/** A DynamoDB in this process, and the setting that names a new table there. Closing it throws if anybody scanned a table. */
export async function startDynamo(): Promise<DynamoServer> {
  const server = dynalite({ createTableMs: 1, deleteTableMs: 1, updateTableMs: 1 });
  let scans = 0;
  server.prependListener('request', ({ headers }: IncomingMessage) => {
    if (/\.(Scan|ExecuteStatement)$/.test(String(headers['x-amz-target']))) scans++;
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  return {
    url: `dynamodb://identity-${randomUUID()}?region=eu-west-1&endpoint=http://127.0.0.1:${port}`,
    close: () =>
      new Promise<void>((closed) => {
        server.close(() => closed());
      }).then(() => {
        if (scans > 0) throw new Error(`A whole table was read ${scans} times`);
      }),
  };
}
