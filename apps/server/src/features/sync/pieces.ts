// An object on its way: pieces under `sync/<name>/<offset>`, each whole once it is there. What of a broken connection did
// arrive is kept, so that even a large recording comes through a link that never holds for long. Any server can go on. The
// name is of who sends it and of its hash: who only knows the hash of somebody else's file neither comes by that file nor
// gets in its way.
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Deps } from '../../deps.ts';
import type { ObjectStore } from '../../objects/object-store.ts';
import { deleteWanted, findWanted, listAnnounced } from './queries.ts';

const PLACE = 'sync/';
const HOUR_MS = 3_600_000;
const PIECE_BYTES = 2 ** 20;
const OFFSET_DIGITS = 14;

type Piece = { readonly key: string; readonly offset: number; readonly bytes: number };

/** What an object on its way is called, in its place and in the database. */
export function nameOf(ownerId: string, sha256: string): string {
  return createHash('sha256').update(`${ownerId} ${sha256}`).digest('hex');
}

function prefixOf(name: string): string {
  return `${PLACE}${name}/`;
}

/** Pieces that follow each other from the first byte on. */
async function listPieces(objects: ObjectStore, name: string): Promise<Piece[]> {
  const found: Piece[] = [];
  for await (const { key, bytes } of objects.list(prefixOf(name)))
    found.push({ key, bytes, offset: Number(key.slice(prefixOf(name).length)) });
  const inOrder: Piece[] = [];
  let end = 0;
  for (const piece of found.sort((a, b) => a.offset - b.offset))
    if (piece.offset === end) {
      inOrder.push(piece);
      end += piece.bytes;
    }
  return inOrder;
}

/** How many bytes from the first on are there. */
export async function receivedBytes(objects: ObjectStore, name: string): Promise<number> {
  const last = (await listPieces(objects, name)).at(-1);
  return last ? last.offset + last.bytes : 0;
}

/** Stores what comes, from `offset` on, at most up to `limit`. Returns how far it got, also when the sender broke off. */
export async function appendPieces(
  objects: ObjectStore,
  name: string,
  body: AsyncIterable<Uint8Array>,
  { offset, limit }: { readonly offset: number; readonly limit: number },
): Promise<{ readonly offset: number; readonly tooLong: boolean }> {
  let at = offset;
  let waiting: Uint8Array[] = [];
  let waitingBytes = 0;
  let tooLong = false;
  const flush = async () => {
    if (waitingBytes === 0) return;
    const piece = String(at).padStart(OFFSET_DIGITS, '0');
    await objects.put(`${prefixOf(name)}${piece}`, Buffer.concat(waiting));
    at += waitingBytes;
    waiting = [];
    waitingBytes = 0;
  };
  for await (const chunk of untilBroken(body)) {
    tooLong = at + waitingBytes + chunk.length > limit;
    if (tooLong) break;
    waiting.push(chunk);
    waitingBytes += chunk.length;
    if (waitingBytes >= PIECE_BYTES) await flush();
  }
  await flush();
  return { offset: at, tooLong };
}

/** A connection that breaks ends the body; what came before it is as good as ever. */
async function* untilBroken(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  for (;;) {
    const next = await iterator.next().catch(() => undefined);
    if (!next || next.done === true) return;
    yield next.value;
  }
}

/** The object as one stream. */
async function* readPieces(objects: ObjectStore, name: string): AsyncGenerator<Uint8Array> {
  for (const { key } of await listPieces(objects, name)) {
    const body = await objects.get(key);
    if (!body) throw new Error(`The piece ${key} is gone`);
    for await (const chunk of body) yield chunk as Uint8Array;
  }
}

/** Whether the pieces are the object of this hash. */
export async function isProven(
  objects: ObjectStore,
  name: string,
  sha256: string,
): Promise<boolean> {
  const hash = createHash('sha256');
  for await (const chunk of readPieces(objects, name)) hash.update(chunk);
  return hash.digest('hex') === sha256;
}

/** Puts the object in its place. Nothing is there unless all of it is right. */
export async function placeObject(
  objects: ObjectStore,
  { name, sha256 }: { readonly name: string; readonly sha256: string },
  key: string,
): Promise<void> {
  const hash = createHash('sha256');
  const proven = async function* () {
    for await (const chunk of readPieces(objects, name)) {
      hash.update(chunk);
      yield chunk;
    }
    if (hash.digest('hex') !== sha256) throw new Error(`Pieces of ${sha256} have changed`);
  };
  await objects.put(key, Readable.from(proven()));
}

export async function deletePieces(objects: ObjectStore, name: string): Promise<void> {
  await objects.deletePrefix(prefixOf(name));
}

/**
 * Removes what somebody has sent a part of; how many objects. Announcements alone say what it is called: called before
 * they go.
 */
export async function deletePiecesOf(
  { db, objects }: Pick<Deps, 'db' | 'objects'>,
  ownerId: string,
): Promise<number> {
  let removed = 0;
  for (const sha256 of await listAnnounced(db, ownerId)) {
    const name = nameOf(ownerId, sha256);
    for await (const { key } of objects.list(prefixOf(name))) {
      await objects.delete(key);
      removed++;
    }
    await deleteWanted(db, [name]);
  }
  return removed;
}

/** Removes pieces that nobody waits for: those that still came in while what they belong to was removed. */
export async function sweepPieces({
  db,
  objects,
  now,
}: Pick<Deps, 'db' | 'objects' | 'now'>): Promise<void> {
  const before = now().getTime() - HOUR_MS;
  for await (const { key, modifiedAt } of objects.list(PLACE)) {
    const [, name = ''] = key.split('/');
    if (modifiedAt.getTime() < before && !(await findWanted(db, name))) await objects.delete(key);
  }
}
