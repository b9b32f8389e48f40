import { buffer } from 'node:stream/consumers';
import type { ObjectInfo, ObjectStore } from '../objects/object-store.ts';
import type { NamedObject } from '../db/table-list.ts';
import { newFileKey } from './age.ts';
import { ahead } from './ahead.ts';
import { counted, counter, putSealed } from './files.ts';
import type { Progress } from './make.ts';
import type { Known, SealedFile } from './manifest.ts';
import type { Place } from './place.ts';
import { padding, TAR_END, tarHeader } from './tar.ts';
import { type Reader, readerOf } from './withheld.ts';

/** Objects of about so many bytes share a file. */
const PACK_BYTES = 256 * 1024 * 1024;
/** Objects up to this size are fetched before it is their turn. */
const SMALL_BYTES = 4 * 1024 * 1024;
const AHEAD = 8;
/** A file of an earlier backup of which less than this part is still wanted is not worth keeping. */
const WORTH = 0.5;

export type Packed = {
  readonly files: SealedFile[];
  readonly keys: Record<string, string>;
  readonly objects: Known['objects'];
  readonly missing: readonly string[];
  /** Those that a scanner doubts, and the bucket did not hand out. */
  readonly withheld: readonly string[];
};

type PackOptions = {
  readonly place: Place;
  readonly objects: ObjectStore;
  readonly name: string;
  readonly wanted: readonly NamedObject[];
  readonly known: Known | undefined;
  readonly onProgress?: (progress: Progress) => void;
  readonly signal?: AbortSignal;
};

type ReadOptions = Omit<PackOptions, 'objects'> & { readonly objects: Reader };

type Loaded = {
  readonly key: string;
  readonly required: boolean;
  readonly info: ObjectInfo | undefined;
  readonly bytes?: Buffer | undefined;
};
type Entry = Known['objects'][number];

/** Writes objects into files of the backup, those left out that lie in files of earlier ones. */
export async function packObjects(given: PackOptions): Promise<Packed> {
  const { place, name, wanted, onProgress, signal } = given;
  const objects = readerOf(given.objects, wanted);
  const options = { ...given, objects };
  const missing: string[] = [];
  const fresh: NamedObject[] = [];
  const { kept, files, keys } = await reuse(options, fresh, missing);
  const load = async ({ key, required }: NamedObject): Promise<Loaded> => {
    const info = await objects.head(key);
    if (!info || info.bytes > SMALL_BYTES) return { key, required, info };
    const body = await objects.get(key);
    return { key, required, info, bytes: body && (await buffer(body)) };
  };
  const source = ahead(fresh, AHEAD, load)[Symbol.asyncIterator]();
  let next = await source.next();
  const packPath = (n: number) => `${name}/objects/${String(n).padStart(5, '0')}.tar.zst.age`;

  async function* pack(path: string): AsyncGenerator<Uint8Array> {
    for (let bytes = 0; next.done !== true && bytes < PACK_BYTES; next = await source.next()) {
      signal?.throwIfAborted();
      const { key, required, info, bytes: small } = next.value;
      const count = counter();
      const body = small ? [small] : info && (await objects.get(key));
      if (!info || !body) {
        if (required) missing.push(key);
        continue;
      }
      yield tarHeader({ name: key, bytes: info.bytes });
      yield* counted(toAsync(body), count);
      if (count.bytes !== info.bytes)
        throw new Error(`The object ${key} changed while it was read`);
      yield padding(info.bytes);
      bytes += info.bytes;
      const sha256 = count.hash.digest('hex');
      kept.push({
        key,
        bytes: info.bytes,
        sha256,
        path,
        modifiedAt: info.modifiedAt.toISOString(),
      });
      onProgress?.({ phase: 'objects', done: kept.length, total: wanted.length });
    }
    yield TAR_END;
  }

  for (let n = 1; next.done !== true; n++) {
    const path = packPath(n);
    const { identity, recipient } = await newFileKey();
    files.push(await putSealed(pack(path), recipient, path, (body) => place.store.put(path, body)));
    keys[path] = identity;
  }
  const { withheld } = objects;
  return {
    files,
    keys,
    objects: kept,
    missing: missing.filter((key) => !withheld.has(key)),
    withheld: [...withheld].sort(),
  };
}

async function* toAsync(body: AsyncIterable<Uint8Array> | readonly Uint8Array[]) {
  yield* body;
}

/** What earlier backups have; the others go into `fresh`. */
async function reuse(options: ReadOptions, fresh: NamedObject[], missing: string[]) {
  const { place, known = NOTHING } = options;
  const found = await findSame(options, fresh, missing);
  const files = await listWorthy(place, known, found);
  const paths = new Set(files.map(({ path }) => path));
  const kept = found.filter(({ path }) => paths.has(path));
  for (const { key, path } of found)
    if (!paths.has(path)) fresh.push({ key, required: true, doubted: false });
  const keys: Record<string, string> = {};
  for (const { path } of files) keys[path] = known.keys[path] ?? '';
  return { kept, files, keys };
}

const NOTHING: Known = { instance: '', files: [], keys: {}, objects: [] };

async function findSame(
  { objects, wanted, known = NOTHING }: ReadOptions,
  fresh: NamedObject[],
  missing: string[],
): Promise<Entry[]> {
  const found: Entry[] = [];
  const before = new Map(known.objects.map((object) => [object.key, object]));
  const candidates = wanted.filter(({ key }) => before.has(key));
  fresh.push(...wanted.filter(({ key }) => !before.has(key)));
  const look = async (object: NamedObject) => ({ object, info: await objects.head(object.key) });
  for await (const { object, info } of ahead(candidates, AHEAD, look)) {
    const entry = before.get(object.key);
    if (!info && object.required) missing.push(object.key);
    else if (info && entry && isSame(info, entry)) found.push(entry);
    else if (info) fresh.push(object);
  }
  return found;
}

function isSame(info: ObjectInfo, entry: Entry): boolean {
  return info.bytes === entry.bytes && info.modifiedAt.toISOString() === entry.modifiedAt;
}

/** Files that are still there, as long as they were, and mostly wanted. */
async function listWorthy(place: Place, known: Known, found: readonly Entry[]) {
  const wanted = bytesByPath(found);
  const all = bytesByPath(known.objects);
  const worthy: SealedFile[] = [];
  for (const file of known.files) {
    const bytes = wanted.get(file.path);
    if (bytes === undefined || bytes < WORTH * (all.get(file.path) ?? 0)) continue;
    const there = await place.store.head(file.path);
    if (there?.bytes === file.bytes) worthy.push(file);
  }
  return worthy;
}

function bytesByPath(entries: readonly Entry[]): Map<string, number> {
  const bytes = new Map<string, number>();
  for (const entry of entries) bytes.set(entry.path, (bytes.get(entry.path) ?? 0) + entry.bytes);
  return bytes;
}
