import { buffer } from 'node:stream/consumers';
import { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { zstdDecompress } from 'node:zlib';
import type { Bulk } from '../db/bulk.ts';
import type { Database } from '../db/client.ts';
import { applyMigrations, listMigrations, type Migration } from '../db/migrate.ts';
import { copyTarget, countRows, dropEverything, setSequences } from '../db/table-list.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { decryptBy, SealedFileError, type Unlock } from './age.ts';
import { splitCopy } from './copy-rows.ts';
import { counted, counter, openSealed } from './files.ts';
import {
  type Manifest,
  type ObjectEntry,
  type Outline,
  parseManifest,
  type TableEntry,
} from './manifest.ts';
import type { Progress } from './make.ts';
import { listErasures, type Place, readOutline } from './place.ts';
import { readTar } from './tar.ts';
import { byPath } from './verify.ts';
import { isRefusal } from './withheld.ts';

const PIECE_BYTES = 4 * 1024 * 1024;
const SMALL_BYTES = 4 * 1024 * 1024;
const AT_ONCE = 8;
const TOMBSTONES = 'tombstones/';

/** A backup that was opened: what is in it, and the keys to its files. */
export type OpenedBackup = {
  readonly place: Place;
  readonly outline: Outline;
  readonly manifest: Manifest;
};

/** The backup is of a newer version, or of one with another history. */
class BackupTooNewError extends Error {
  override name = 'BackupTooNewError';
}

/** Throws SealedFileError for a wrong passphrase or key, and when the description is not as it was written. */
export async function openBackup(
  place: Place,
  name: string,
  unlock: Unlock,
): Promise<OpenedBackup> {
  const outline = await readOutline(place, name);
  const body = await place.store.get(outline.manifest.path);
  if (!body) throw new SealedFileError(`${outline.manifest.path} is not there`);
  const sealed = await buffer(body);
  if (sealed.length !== outline.manifest.bytes)
    throw new SealedFileError(`${outline.manifest.path} is not as long as it was: cut off?`);
  const plain = await promisify(zstdDecompress)(await decryptBy(unlock, sealed));
  return { place, outline, manifest: parseManifest(plain.toString()) };
}

/** The migrations a backup was made under. Throws BackupTooNewError when this version lacks one. */
export function migrationsOf({ migrations, product }: Manifest): Migration[] {
  const known = new Map(listMigrations().map((migration) => [migration.name, migration]));
  return migrations.map(({ name, hash }) => {
    const migration = known.get(name);
    if (!migration)
      throw new BackupTooNewError(
        `The backup is of a newer version of Outlap (${product}; this one lacks ${name}). Restore it with that version or a later one.`,
      );
    if (migration.hash !== hash)
      throw new BackupTooNewError(
        `The backup was made under another ${name} than this version has. Restore it with the version that made it (${product}).`,
      );
    return migration;
  });
}

export type Loaded = { readonly rows: number; readonly migrated: readonly string[] };
type Report = (progress: Progress) => void;

/**
 * Puts the tables into a database in place of what is there, in one transaction: the schema as it was, the rows, the
 * sequences, then the newer migrations. Every checksum and count is compared before it is committed.
 */
export async function loadTables(
  database: Database,
  backup: OpenedBackup,
  onProgress?: Report,
): Promise<Loaded> {
  const { manifest } = backup;
  const before = migrationsOf(manifest);
  return database.bulk('write', async (bulk) => {
    if (database.kind === 'postgres') await bulk.query('select pg_advisory_xact_lock(71823001)');
    await dropEverything(bulk);
    await applyMigrations(bulk.query, before);
    let rows = 0;
    for (const [index, table] of manifest.tables.entries()) {
      onProgress?.({ phase: 'tables', done: index, total: manifest.tables.length });
      rows += await loadTable(bulk, backup, table);
    }
    await setSequences(bulk);
    const migrated = await applyMigrations(bulk.query, listMigrations());
    return { rows, migrated };
  });
}

async function loadTable(
  bulk: Bulk,
  { place, outline, manifest }: OpenedBackup,
  table: TableEntry,
): Promise<number> {
  const file = outline.files.find(({ path }) => path === table.path);
  if (!file) throw new SealedFileError(`${table.path} is not in the backup`);
  const count = counter();
  const plain = counted(openSealed(place.store, file, manifest.keys[table.path] ?? ''), count);
  for await (const { copy } of splitCopy(plain, PIECE_BYTES))
    await bulk.copyIn(copyTarget(table), copy);
  const rows = await countRows(bulk, table.name);
  if (rows !== table.rows || count.hash.digest('hex') !== table.sha256)
    throw new SealedFileError(
      `The table ${table.name} has ${rows} rows, and should have ${table.rows}`,
    );
  return rows;
}

export type LoadedObjects = {
  readonly objects: number;
  readonly bytes: number;
  /** Takes back what was written; what was there before stays. */
  readonly undo: () => Promise<void>;
};

/** Puts the objects into a store, each with its checksum compared. On failure those it wrote go again. */
export async function loadObjects(
  store: ObjectStore,
  { place, outline, manifest }: OpenedBackup,
  onProgress?: Report,
): Promise<LoadedObjects> {
  const files = byPath(manifest);
  const written: string[] = [];
  const undo = async () => {
    for (const key of written) await store.delete(key);
  };
  let bytes = 0;
  let done = 0;
  try {
    for (const file of outline.files.filter(({ path }) => files.has(path))) {
      const wanted = new Map(files.get(file.path));
      const plain = openSealed(place.store, file, manifest.keys[file.path] ?? '');
      await loadPack(store, plain, wanted, (object, isNew) => {
        if (isNew) written.push(object.key);
        bytes += object.bytes;
        done++;
        onProgress?.({ phase: 'objects', done, total: manifest.objects.length });
      });
      if (wanted.size > 0)
        throw new SealedFileError(`${file.path} lacks ${wanted.size} objects of the backup`);
    }
    if (done !== manifest.objects.length)
      throw new SealedFileError(`The backup lacks ${manifest.objects.length - done} objects`);
  } catch (error) {
    await undo();
    throw error;
  }
  return { objects: done, bytes, undo };
}

async function loadPack(
  store: ObjectStore,
  plain: AsyncIterable<Uint8Array>,
  wanted: Map<string, ObjectEntry>,
  onPut: (object: ObjectEntry, isNew: boolean) => void,
): Promise<void> {
  const putting = new Set<Promise<void>>();
  let failure: Error | undefined;
  const start = (task: Promise<void>) => {
    const one: Promise<void> = task
      .catch((error: unknown) => {
        failure ??= error as Error;
      })
      .finally(() => putting.delete(one));
    putting.add(one);
  };
  const put = async (object: ObjectEntry, body: Uint8Array | Readable) => {
    onPut(object, await isNew(store, object.key));
    await store.put(object.key, body);
  };
  try {
    for await (const { name, body } of readTar(plain)) {
      const object = wanted.get(name);
      const count = counter();
      if (!object) {
        for await (const _ of body);
        continue;
      }
      wanted.delete(name);
      const checked = checkedBody(counted(body, count), count, object);
      if (object.bytes > SMALL_BYTES)
        await put(object, Readable.from(checked, { objectMode: false }));
      else start(put(object, await gathered(checked)));
      if (putting.size >= AT_ONCE) await Promise.race(putting);
      if (failure) throw failure;
    }
  } finally {
    await Promise.all(putting);
  }
  if (failure) throw failure;
}

/** Whether nothing is there. What a bucket only refuses to show, as quarantined files, is there. */
async function isNew(store: ObjectStore, key: string): Promise<boolean> {
  try {
    return (await store.head(key)) === undefined;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return false;
  }
}

/** Ends with an error instead of an end when the bytes are not those of the object: then nothing is put. */
async function* checkedBody(
  body: AsyncIterable<Uint8Array>,
  count: ReturnType<typeof counter>,
  { key, bytes, sha256 }: ObjectEntry,
): AsyncGenerator<Uint8Array> {
  yield* body;
  if (count.bytes !== bytes || count.hash.digest('hex') !== sha256)
    throw new SealedFileError(`The object ${key} is not what it was`);
}

async function gathered(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts);
}

/** Tells the store of everybody whose data were removed since: the server then removes them again. */
export async function carryErasures(store: ObjectStore, place: Place, now: Date): Promise<number> {
  const ids = await listErasures(place);
  for (const id of ids)
    if (!(await store.head(TOMBSTONES + id)))
      await store.put(TOMBSTONES + id, Buffer.from(`${now.toISOString()}\n`));
  return ids.length;
}
