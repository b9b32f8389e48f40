import type { ObjectStore } from '../objects/object-store.ts';
import type { Manifest } from './manifest.ts';

const OURS = ['laps/', 'recordings/', 'exports/', 'sync/'];

/**
 * Removes objects of what was there before a restore: no row names them any more. Tombstones stay, and what the backup
 * could not read: its rows came back, and the file of an import that waits for a scanner is nowhere else.
 */
export async function removeUnnamed(
  store: ObjectStore,
  { objects, withheld = [] }: Pick<Manifest, 'objects' | 'withheld'>,
): Promise<number> {
  const named = new Set([...objects.map(({ key }) => key), ...withheld]);
  let removed = 0;
  for (const prefix of OURS)
    for await (const { key } of store.list(prefix)) {
      if (named.has(key)) continue;
      await store.delete(key);
      removed++;
    }
  return removed;
}
