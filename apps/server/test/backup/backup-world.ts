import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import type { Lock, Unlock } from '../../src/backup/age.ts';
import { makeBackup, type Made, type MakeOptions } from '../../src/backup/make.ts';
import { openPlace, type Place } from '../../src/backup/place.ts';
import { openObjectStore } from '../../src/objects/open.ts';
import type { ObjectStore } from '../../src/objects/object-store.ts';
import { createTestDatabase, type TestDatabase } from '../databases.ts';

const identity = await generateX25519Identity();
/** A key rather than a passphrase, which would take a second each time. */
export const LOCK: Lock = { recipients: [await identityToRecipient(identity)] };
export const UNLOCK: Unlock = { identities: [identity] };
const AT = new Date('2026-11-21T03:00:00Z');

export type World = {
  readonly folder: string;
  readonly objects: ObjectStore;
  readonly place: Place;
  readonly source: TestDatabase;
  readonly backUp: (options?: Partial<MakeOptions>) => Promise<Made>;
  readonly close: () => Promise<void>;
};

/** A database, an object store and a place for backups, of this test alone. */
export async function createBackupWorld(kind: TestDatabase['kind']): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'outlap-backup-'));
  const objects = await openFolderStore(join(folder, 'objects'));
  const place = await openPlace(join(folder, 'place'), { accessKey: '', secretKey: '' });
  const source = await createTestDatabase(kind);
  let at = AT.getTime();
  return {
    folder,
    objects,
    place,
    source,
    backUp: (options = {}) =>
      makeBackup({
        place,
        lock: LOCK,
        database: source.database,
        objects,
        instance: 'here',
        product: 'test',
        identity: 'database',
        authSecret: { fingerprints: [], value: null },
        indexKeys: ['an index key'],
        staging: join(folder, 'staging'),
        now: () => new Date((at += 86_400_000)),
        ...options,
      }),
    close: async () => {
      await source.drop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export function openFolderStore(url: string): Promise<ObjectStore> {
  return openObjectStore({ url, dataDir: '.', accessKey: '', secretKey: '' });
}
