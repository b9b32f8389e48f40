import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { zstdCompress } from 'node:zlib';
import { createHash } from 'node:crypto';
import type { Bulk } from '../db/bulk.ts';
import type { Database } from '../db/client.ts';
import { listApplied } from '../db/migrate.ts';
import {
  copyTable,
  countRows,
  listNamedObjects,
  listTables,
  type NamedObject,
} from '../db/table-list.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { encryptFor, type Lock, newFileKey } from './age.ts';
import { joinCopies } from './copy-rows.ts';
import { counted, counter, putSealed } from './files.ts';
import { findKnown, saveKnown } from './known.ts';
import type { Known, Manifest, Outline, SealedFile, TableEntry } from './manifest.ts';
import { packObjects, type Packed } from './pack.ts';
import { noteErasure, OUTLINE, type Place } from './place.ts';
import { verifyFiles, verifyManifest } from './verify.ts';

export type Progress = {
  readonly phase: 'tables' | 'objects' | 'verify';
  readonly done: number;
  readonly total: number;
};

export type MakeOptions = {
  readonly place: Place;
  readonly lock: Lock;
  readonly database: Database;
  readonly objects: ObjectStore;
  readonly instance: string;
  readonly product: string;
  /** Where accounts lie: `database`, or the DynamoDB table that is not in the backup. */
  readonly identity: string;
  readonly authSecret: Manifest['authSecret'];
  /** What the list of objects that are known to lie in the place is encrypted with, newest first. */
  readonly indexKeys: readonly string[];
  /** A folder for the tables until they are in the place: the snapshot need not wait for a slow place. */
  readonly staging: string;
  readonly now: () => Date;
  /** Takes every object anew, also those that an earlier backup of this place has. */
  readonly full?: boolean;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
};

/** A backup that was read back. */
export type Made = {
  readonly name: string;
  /** Of the place, what this backup needs; `newBytes` of it were written now. */
  readonly bytes: number;
  readonly newBytes: number;
  readonly tables: number;
  readonly rows: number;
  readonly objects: number;
  readonly missing: readonly string[];
  readonly withheld: readonly string[];
  readonly identity: string;
  /** How long the tables were held in one moment. */
  readonly snapshotSeconds: number;
};

type Snapshot = {
  readonly tables: TableEntry[];
  readonly files: SealedFile[];
  readonly keys: Record<string, string>;
  readonly migrations: Manifest['migrations'];
  readonly named: readonly NamedObject[];
  readonly seconds: number;
};

type PackedAll = Packed & { readonly gone: readonly string[] };

const TOMBSTONES = 'tombstones/';

/**
 * Writes a backup into its place and reads it back. Throws when anything is in doubt, and then leaves nothing that looks
 * like a backup.
 */
export async function makeBackup(options: MakeOptions): Promise<Made> {
  const { place, now, staging } = options;
  const createdAt = now();
  const name = nameOf(createdAt);
  try {
    const snapshot = await takeSnapshot(options, name);
    for (const { path } of snapshot.files)
      await place.store.put(path, createReadStream(stagedPath(staging, path)));
    const packed = await packAll(options, name, snapshot.named);
    return await finish(options, { name, createdAt, snapshot, packed });
  } catch (error) {
    await place.store.deletePrefix(`${name}/`).catch(() => undefined);
    throw error;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

function nameOf(at: Date): string {
  const stamp = at
    .toISOString()
    .replaceAll(/[-:]|\.\d+/g, '')
    .toLowerCase();
  return `${stamp}-${createHash('sha256').update(`${at.getTime()} ${process.hrtime.bigint()}`).digest('hex').slice(0, 6)}`;
}

async function takeSnapshot(options: MakeOptions, name: string): Promise<Snapshot> {
  const { database, staging, onProgress, signal } = options;
  await mkdir(join(staging, 'tables'), { recursive: true });
  const started = performance.now();
  return database.bulk('read', async (bulk) => {
    const shapes = await listTables(bulk);
    const snapshot = { tables: [] as TableEntry[], files: [] as SealedFile[], keys: {} };
    for (const [index, shape] of shapes.entries()) {
      signal?.throwIfAborted();
      onProgress?.({ phase: 'tables', done: index, total: shapes.length });
      const path = `${name}/tables/${shape.name}.copy.zst.age`;
      const { identity, recipient } = await newFileKey();
      const count = counter();
      const copy = counted(joinCopies(copyTable(bulk, shape)), count);
      const toFile = (body: Readable) =>
        pipeline(body, createWriteStream(stagedPath(staging, path), { mode: 0o600 }));
      snapshot.files.push(await putSealed(copy, recipient, path, toFile));
      Object.assign(snapshot.keys, { [path]: identity });
      snapshot.tables.push({
        name: shape.name,
        columns: [...shape.columns],
        rows: await countRows(bulk, shape.name),
        bytes: count.bytes,
        sha256: count.hash.digest('hex'),
        path,
      });
    }
    const named = await listNamedObjects(bulk);
    const migrations = await listApplied(bulk);
    const seconds = (performance.now() - started) / 1000;
    return { ...snapshot, migrations, named, seconds };
  });
}

function stagedPath(staging: string, path: string): string {
  return join(staging, ...path.split('/').slice(1));
}

async function packAll(
  options: MakeOptions,
  name: string,
  named: readonly NamedObject[],
): Promise<PackedAll> {
  const { place, objects, now } = options;
  const wanted = [...named];
  for await (const { key } of objects.list(TOMBSTONES)) {
    wanted.push({ key, required: false, doubted: false });
    await noteErasure(place, key.slice(TOMBSTONES.length), now());
  }
  const known = options.full ? undefined : await findKnown(place, options);
  const packed = await packObjects({ ...options, name, wanted, known });
  if (packed.missing.length === 0) return { ...packed, gone: [] };
  // What went meanwhile, and whose rows went with it, is nobody's loss; a restore brings those rows back, and has to know.
  const still = await options.database.bulk('read', (bulk: Bulk) => listNamedObjects(bulk));
  const keys = new Set(still.map(({ key }) => key));
  return {
    ...packed,
    missing: packed.missing.filter((key) => keys.has(key)),
    gone: packed.missing.filter((key) => !keys.has(key)),
  };
}

type Parts = {
  readonly name: string;
  readonly createdAt: Date;
  readonly snapshot: Snapshot;
  readonly packed: PackedAll;
};

async function finish(options: MakeOptions, parts: Parts): Promise<Made> {
  const { place, lock, instance, product, onProgress, signal } = options;
  const { name, snapshot, packed } = parts;
  const files = [...snapshot.files, ...packed.files];
  const manifest: Manifest = {
    format: 'outlap-backup',
    version: 1,
    name,
    instance,
    createdAt: parts.createdAt.toISOString(),
    product,
    database: options.database.kind,
    migrations: snapshot.migrations,
    identity: options.identity,
    authSecret: options.authSecret,
    tables: snapshot.tables,
    objects: packed.objects.map(({ modifiedAt: _, ...object }) => object),
    missing: [...packed.missing],
    gone: [...packed.gone],
    withheld: [...packed.withheld],
    keys: { ...snapshot.keys, ...packed.keys },
  };
  const sealed = await encryptFor(lock, await compressed(manifest));
  const entry = await putBytes(place, `${name}/manifest.json.zst.age`, sealed);
  const fresh = new Set(
    files.filter(({ path }) => path.startsWith(`${name}/`)).map(({ path }) => path),
  );
  await verifyFiles(place, manifest, files, {
    only: fresh,
    ...(signal && { signal }),
    ...(onProgress && { onProgress }),
  });
  await verifyManifest(place, entry, lock);
  const bytes = files.reduce((sum, file) => sum + file.bytes, entry.bytes);
  const rows = snapshot.tables.reduce((sum, table) => sum + table.rows, 0);
  const outline: Outline = {
    format: 'outlap-backup',
    version: 1,
    name,
    instance,
    createdAt: manifest.createdAt,
    product,
    schema: snapshot.migrations.at(-1)?.name ?? '',
    bytes,
    rows,
    objects: packed.objects.length,
    missing: packed.missing.length,
    manifest: entry,
    files,
  };
  signal?.throwIfAborted();
  await place.store.put(`${name}/${OUTLINE}`, Buffer.from(JSON.stringify(outline, null, 1)));
  const known: Known = {
    instance,
    files: packed.files,
    keys: packed.keys,
    objects: packed.objects,
  };
  await saveKnown(place, known, options.indexKeys);
  return {
    name,
    bytes,
    newBytes: files.reduce(
      (sum, file) => (fresh.has(file.path) ? sum + file.bytes : sum),
      entry.bytes,
    ),
    tables: snapshot.tables.length,
    rows,
    objects: packed.objects.length,
    missing: packed.missing,
    withheld: packed.withheld,
    identity: options.identity,
    snapshotSeconds: snapshot.seconds,
  };
}

function compressed(value: unknown): Promise<Buffer> {
  return promisify(zstdCompress)(Buffer.from(JSON.stringify(value)));
}

async function putBytes({ store }: Place, path: string, bytes: Uint8Array): Promise<SealedFile> {
  await store.put(path, bytes);
  return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}
