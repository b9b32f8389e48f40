import type { Deps } from '../../deps.ts';
import { deleteObjects } from '../../objects/delete-objects.ts';
import { recordingKey } from '../../objects/keys.ts';
import { listSessionsWithSamples, listTakenRecordings } from './orphan-queries.ts';
import { listKnownRecordings } from './queries.ts';

const GROUP = 200;

export type SweepOptions = {
  readonly before: Date;
  readonly remove: boolean;
  readonly signal?: AbortSignal;
};

export type Orphans = { readonly objects: number; readonly bytes: number };
type Found = { readonly keys: string[]; bytes: number };

/**
 * Objects that no row names: left by a process that died in the middle of an import or a deletion, or come after the
 * retention policy took what the session had. Only those older than `before` count, so that what is being written now is
 * not touched. With `remove` they are deleted.
 */
export async function sweepOrphans(
  deps: Pick<Deps, 'db' | 'objects' | 'log'>,
  options: SweepOptions,
): Promise<Orphans> {
  const laps = await sweep(deps, options, 'laps/', (ids) => listSessionsWithSamples(deps.db, ids));
  const recordings = await sweep(deps, options, 'recordings/', async (ids) => {
    const keysOf = (id: string) => [recordingKey(id, 'recording'), recordingKey(id, 'companion')];
    const keys = ids.flatMap(keysOf);
    const known = await listKnownRecordings(deps.db, keys);
    for (const key of await listTakenRecordings(deps.db, keys)) if (key !== null) known.delete(key);
    return new Set(ids.filter((id) => keysOf(id).some((key) => known.has(key))));
  });
  return { objects: laps.objects + recordings.objects, bytes: laps.bytes + recordings.bytes };
}

async function sweep(
  deps: Pick<Deps, 'db' | 'objects' | 'log'>,
  options: SweepOptions,
  prefix: string,
  listKnown: (ids: readonly string[]) => Promise<Set<string>>,
): Promise<Orphans> {
  const total = { objects: 0, bytes: 0 };
  const groups = new Map<string, Found>();
  const flush = async () => {
    options.signal?.throwIfAborted();
    const known = await listKnown([...groups.keys()].filter(isUuid));
    for (const [id, { keys, bytes }] of groups) {
      if (known.has(id)) continue;
      total.objects += keys.length;
      total.bytes += bytes;
      if (options.remove) await deleteObjects(deps, { keys });
    }
    groups.clear();
  };
  for await (const { key, bytes, modifiedAt } of deps.objects.list(prefix)) {
    options.signal?.throwIfAborted();
    if (modifiedAt >= options.before) continue;
    const id = key.split('/')[1] ?? '';
    if (!groups.has(id) && groups.size >= GROUP) await flush();
    const group = groups.get(id) ?? { keys: [], bytes: 0 };
    groups.set(id, group);
    group.keys.push(key);
    group.bytes += bytes;
  }
  await flush();
  return total;
}

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}
