import { createHash, type Hash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { constants, createZstdCompress, createZstdDecompress } from 'node:zlib';
import type { ObjectStore } from '../objects/object-store.ts';
import { decrypt, encrypt, SealedFileError } from './age.ts';
import type { SealedFile } from './manifest.ts';

/** Lap files are compressed already: more effort would find nothing. */
const LEVEL = 1;

export type Counted = { bytes: number; readonly hash: Hash };

export function counter(): Counted {
  return { bytes: 0, hash: createHash('sha256') };
}

/** The same bytes; afterwards `into` knows how many, and their SHA-256. */
export async function* counted(source: AsyncIterable<Uint8Array>, into: Counted) {
  for await (const chunk of source) {
    into.bytes += chunk.length;
    into.hash.update(chunk);
    yield chunk;
  }
}

/** Compresses and encrypts a stream and puts it where `put` says. */
export async function putSealed(
  plain: AsyncIterable<Uint8Array>,
  recipient: string,
  path: string,
  put: (body: Readable) => Promise<unknown>,
): Promise<SealedFile> {
  const count = counter();
  const compress = createZstdCompress({
    params: { [constants.ZSTD_c_compressionLevel]: LEVEL, [constants.ZSTD_c_checksumFlag]: 1 },
  });
  const feeding = pipeline(plain, compress);
  const stop = new AbortController();
  const body = Readable.from(counted(encrypt(compress, recipient), count), { objectMode: false });
  try {
    await Promise.all([feeding, put(body)]);
  } catch (error) {
    stop.abort();
    compress.destroy();
    body.destroy();
    await feeding.catch(() => undefined);
    throw error;
  }
  return { path, bytes: count.bytes, sha256: count.hash.digest('hex') };
}

/**
 * What a file holds. Throws SealedFileError when it is not there, not as long as it was, or not as it was written; at the
 * latest behind the last byte.
 */
export async function* openSealed(
  store: ObjectStore,
  { path, bytes, sha256 }: SealedFile,
  identity: string,
): AsyncGenerator<Uint8Array> {
  const body = await store.get(path);
  if (!body) throw new SealedFileError(`${path} is not there`);
  const count = counter();
  const expand = createZstdDecompress();
  const feeding = pipeline(Readable.from(decrypt(counted(body, count), identity)), expand);
  feeding.catch(() => undefined);
  try {
    for await (const chunk of expand) yield chunk as Uint8Array;
    await feeding;
  } catch (error) {
    throw new SealedFileError(`${path}: ${(error as Error).message}`, { cause: error });
  } finally {
    body.destroy();
    expand.destroy();
  }
  if (count.bytes !== bytes || count.hash.digest('hex') !== sha256)
    throw new SealedFileError(`${path} is not the file that the backup wrote`);
}
