import type { Db } from '../../db/client.ts';

/** Which of these sessions have samples: what the retention policy took has no files any more. */
export async function listSessionsWithSamples(
  db: Db,
  ids: readonly string[],
): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('session')
    .select('id')
    .where('id', 'in', [...ids])
    .where('samples_removed_at', 'is', null)
    .execute();
  return new Set(rows.map((row) => row.id));
}

/** Which of these recordings are named by a session whose samples the retention policy took. */
export async function listTakenRecordings(
  db: Db,
  keys: readonly string[],
): Promise<(string | null)[]> {
  if (keys.length === 0) return [];
  const wanted = [...keys];
  const rows = await db
    .selectFrom('session')
    .select(['recording_key', 'companion_key'])
    .where((is) => is.or([is('recording_key', 'in', wanted), is('companion_key', 'in', wanted)]))
    .where('samples_removed_at', 'is not', null)
    .execute();
  return rows.flatMap(({ recording_key, companion_key }) => [recording_key, companion_key]);
}
