import { buffer } from 'node:stream/consumers';
import { openObjectStore } from '../objects/open.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import { type Outline, parseOutline } from './manifest.ts';

export const OUTLINE = 'backup.json';
const ERASED = 'erased/';
const PARTIAL_MS = 86_400_000;

/** Where backups lie side by side: a folder or a bucket. */
export type Place = {
  /** Without secrets, to be shown. */
  readonly url: string;
  readonly store: ObjectStore;
};

type PlaceSettings = { readonly accessKey: string; readonly secretKey: string };

export async function openPlace(
  url: string,
  { accessKey, secretKey }: PlaceSettings,
): Promise<Place> {
  const store = await openObjectStore({ url, dataDir: '.', accessKey, secretKey });
  return { url, store };
}

/** A backup that is whole, as far as its outline tells. */
export type Found = Outline & { readonly at: Date };

/** Backups in a place, newest first. What is not finished is none. */
export async function listBackups({ store }: Place): Promise<Found[]> {
  const found: Found[] = [];
  for await (const { key } of store.list(''))
    if (key.endsWith(`/${OUTLINE}`) && key.split('/').length === 2) {
      const outline = parseOutline(await readText(store, key));
      found.push({ ...outline, at: new Date(outline.createdAt) });
    }
  return found.sort((a, b) => b.at.getTime() - a.at.getTime());
}

export async function readOutline({ store }: Place, name: string): Promise<Outline> {
  return parseOutline(await readText(store, `${name}/${OUTLINE}`));
}

async function readText(store: ObjectStore, key: string): Promise<string> {
  const body = await store.get(key);
  if (!body) throw new Error(`There is no ${key}`);
  return (await buffer(body)).toString();
}

/** Removes these backups, and every file that none of those that stay needs. Returns the bytes that became free. */
export async function removeBackups(
  place: Place,
  instance: string,
  gone: readonly Found[],
  now: Date,
): Promise<number> {
  // First what makes it a backup: from then on it is none, whatever happens.
  for (const { name } of gone) await place.store.delete(`${name}/${OUTLINE}`);
  const all = await listBackups(place);
  const needed = new Set(
    all.flatMap(({ files, manifest }) => [...files, manifest]).map(({ path }) => path),
  );
  const others = new Set(all.filter((one) => one.instance !== instance).map(({ name }) => name));
  let bytes = 0;
  for await (const object of place.store.list('')) {
    const [folder = '', file] = object.key.split('/');
    if (!/^\d{8}t\d{6}z-/.test(folder) || others.has(folder) || file === OUTLINE) continue;
    const isYoung = now.getTime() - object.modifiedAt.getTime() < PARTIAL_MS;
    const isUnderWay = isYoung && !all.some(({ name }) => name === folder);
    const isGone = gone.some(({ name }) => name === folder);
    if (needed.has(object.key) || (isUnderWay && !isGone)) continue;
    await place.store.delete(object.key);
    bytes += object.bytes;
  }
  return bytes;
}

/** Writes down beside the backups that a person's data were removed, so that no restore brings them back. */
export async function noteErasure({ store }: Place, userId: string, at: Date): Promise<void> {
  if (!(await store.head(ERASED + userId)))
    await store.put(ERASED + userId, Buffer.from(`${at.toISOString()}\n`));
}

export async function listErasures({ store }: Place): Promise<string[]> {
  const ids: string[] = [];
  for await (const { key } of store.list(ERASED)) ids.push(key.slice(ERASED.length));
  return ids;
}

/** An address without what is behind its question mark. */
export function plainUrl(url: string): string {
  return url.replace(/\?.*$/, '');
}
