import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { decryptBy, type Lock, SealedFileError } from './age.ts';
import { splitCopy } from './copy-rows.ts';
import { counted, counter, openSealed } from './files.ts';
import type { Progress } from './make.ts';
import type { Manifest, ObjectEntry, SealedFile, TableEntry } from './manifest.ts';
import type { Place } from './place.ts';
import { readTar } from './tar.ts';

const PIECE_BYTES = 4 * 1024 * 1024;

type Options = {
  /** Paths of the files to read; without, all. */
  readonly only?: ReadonlySet<string>;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
};

/** Reads files of a backup back: decrypted, counted, every checksum compared. Throws SealedFileError at the first doubt. */
export async function verifyFiles(
  place: Place,
  manifest: Manifest,
  files: readonly SealedFile[],
  { only, signal, onProgress }: Options = {},
): Promise<void> {
  const chosen = files.filter(({ path }) => only?.has(path) ?? true);
  const total = chosen.reduce((sum, { bytes }) => sum + bytes, 0);
  const tables = new Map(manifest.tables.map((table) => [table.path, table]));
  const objects = byPath(manifest);
  let done = 0;
  for (const file of chosen) {
    signal?.throwIfAborted();
    onProgress?.({ phase: 'verify', done, total });
    const table = tables.get(file.path);
    const plain = openSealed(place.store, file, manifest.keys[file.path] ?? '');
    if (table) await checkTable(plain, table);
    else await checkPack(plain, file.path, objects.get(file.path) ?? new Map());
    done += file.bytes;
  }
}

/** The objects of each file by their key. */
export function byPath(manifest: Manifest): Map<string, Map<string, ObjectEntry>> {
  const files = new Map<string, Map<string, ObjectEntry>>();
  for (const object of manifest.objects) {
    const file = files.get(object.path) ?? new Map<string, ObjectEntry>();
    files.set(object.path, file.set(object.key, object));
  }
  return files;
}

async function checkTable(plain: AsyncIterable<Uint8Array>, table: TableEntry): Promise<void> {
  const count = counter();
  let rows = 0;
  for await (const piece of splitCopy(counted(plain, count), PIECE_BYTES)) rows += piece.rows;
  if (rows !== table.rows || count.hash.digest('hex') !== table.sha256)
    throw new SealedFileError(
      `The table ${table.name} has ${rows} rows that can be read back, and should have ${table.rows}`,
    );
}

async function checkPack(
  plain: AsyncIterable<Uint8Array>,
  path: string,
  wanted: ReadonlyMap<string, ObjectEntry>,
): Promise<void> {
  let found = 0;
  for await (const { name, body } of readTar(plain)) {
    const count = counter();
    for await (const _ of counted(body, count));
    const object = wanted.get(name);
    if (!object) continue;
    found++;
    if (count.hash.digest('hex') !== object.sha256)
      throw new SealedFileError(`The object ${name} is not what it was`);
  }
  if (found !== wanted.size)
    throw new SealedFileError(`${path} lacks ${wanted.size - found} objects`);
}

/** Whether the description lies there as it was written; with a passphrase also whether it opens. */
export async function verifyManifest(
  { store }: Place,
  { path, sha256 }: SealedFile,
  lock: Lock,
): Promise<void> {
  const body = await store.get(path);
  const bytes = body ? await buffer(body) : Buffer.alloc(0);
  if (createHash('sha256').update(bytes).digest('hex') !== sha256)
    throw new SealedFileError(`${path} is not the file that the backup wrote`);
  if ('passphrase' in lock) await decryptBy(lock, bytes);
}
