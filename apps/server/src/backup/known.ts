import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { zstdCompress, zstdDecompress } from 'node:zlib';
import { Decrypter, Encrypter } from 'age-encryption';
import { type Known, parseKnown } from './manifest.ts';
import type { Place } from './place.ts';

// Which objects an earlier backup of this place has, and the keys of those files: so that each object is written once. It
// is encrypted with a key of the server's own (from AUTH_SECRET), since the server may not be able to open its backups.
const PATH = 'known.age';
/** The passphrase is a key of 256 bits: stretching it would add nothing. */
const WORK = 10;

/** Undefined where there is none, or none that this server can open: then every object is written anew. */
export async function findKnown(
  { store }: Place,
  { indexKeys, instance }: { readonly indexKeys: readonly string[]; readonly instance: string },
): Promise<Known | undefined> {
  const body = await store.get(PATH);
  if (!body) return undefined;
  const sealed = await buffer(body);
  for (const key of indexKeys) {
    const decrypter = new Decrypter();
    decrypter.addPassphrase(key);
    try {
      const plain = await promisify(zstdDecompress)(await decrypter.decrypt(sealed));
      const known = parseKnown(plain.toString());
      return known.instance === instance ? known : undefined;
    } catch {
      // With another secret, or by another server.
    }
  }
  return undefined;
}

export async function saveKnown(
  { store }: Place,
  known: Known,
  [newest]: readonly string[],
): Promise<void> {
  if (newest === undefined) return;
  const encrypter = new Encrypter();
  encrypter.setPassphrase(newest);
  encrypter.setScryptWorkFactor(WORK);
  const plain = await promisify(zstdCompress)(Buffer.from(JSON.stringify(known)));
  await store.put(PATH, await encrypter.encrypt(plain));
}
