import { createHash } from 'node:crypto';
import type { Deps } from '../../deps.ts';
import { findHash, saveHash } from './queries.ts';

const SETTLED_MS = 2000;

type HashedObject = { readonly bytes: number; readonly sha256: string };

/** Size and SHA-256 of a stored object, remembered as long as it is not written again; undefined when it is not there. */
export async function hashObject(
  { db, objects, now }: Pick<Deps, 'db' | 'objects' | 'now'>,
  key: string,
): Promise<HashedObject | undefined> {
  const found = await objects.head(key);
  if (!found) return undefined;
  const { bytes, modifiedAt } = found;
  const known = await findHash(db, key);
  if (known?.bytes === bytes && known.modified_at.getTime() === modifiedAt.getTime())
    return { bytes, sha256: known.sha256 };
  const body = await objects.get(key);
  if (!body) return undefined;
  const hash = createHash('sha256');
  for await (const chunk of body) hash.update(chunk as Uint8Array);
  const sha256 = hash.digest('hex');
  // Buckets tell whole seconds only: what was just written might be written again within the same one.
  if (now().getTime() - modifiedAt.getTime() > SETTLED_MS)
    await saveHash(db, { key, bytes, modified_at: modifiedAt, sha256 });
  return { bytes, sha256 };
}
