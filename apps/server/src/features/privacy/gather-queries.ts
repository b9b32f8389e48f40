import { sql } from 'kysely';
import type { Db } from '../../db/client.ts';
import type { Place } from './person.ts';

const FIRST = '00000000-0000-0000-0000-000000000000';

export type Paged = { readonly after: string | undefined; readonly limit: number };

/** Rows of a person in one table, as they are, by their keys. */
export async function listRowsOf(
  db: Db,
  place: Place,
  userId: string,
  { after = FIRST, limit }: Paged,
): Promise<{ key: string; value: unknown }[]> {
  const key = sql.ref(`row.${place.key ?? 'id'}`);
  const { rows } = await sql<{ key: string; value: unknown }>`
    select ${key}::text as key, to_jsonb(row) - ${[...(place.without ?? [])]}::text[] as value
    from ${sql.table(place.table)} as row
    where ${sql.ref(`row.${place.column}`)} = ${userId}::uuid and ${key} > ${after}::uuid
    order by ${key} limit ${limit}`.execute(db);
  return rows;
}

/** The files of a person's sessions. */
export function listSessionFiles(db: Db, userId: string, { after = FIRST, limit }: Paged) {
  return db
    .selectFrom('session')
    .select(['id', 'file_name', 'recording_key', 'companion_key'])
    .where('owner_id', '=', userId)
    .where('id', '>', after)
    .orderBy('id')
    .limit(limit)
    .execute();
}

/** Recordings that are not a session (yet). */
export function listLooseImports(db: Db, userId: string, { after = FIRST, limit }: Paged) {
  return db
    .selectFrom('import')
    .select(['id', 'file_name', 'recording_key', 'companion_key'])
    .where('owner_id', '=', userId)
    .where('id', '>', after)
    .where((is) =>
      is.not(
        is.exists(
          is
            .selectFrom('session')
            .select('session.id')
            .whereRef('session.recording_key', '=', 'import.recording_key'),
        ),
      ),
    )
    .orderBy('id')
    .limit(limit)
    .execute();
}

export async function countSessions(db: Db, userId: string): Promise<number> {
  const row = await db
    .selectFrom('session')
    .select((one) => one.fn.countAll<number>().as('sessions'))
    .where('owner_id', '=', userId)
    .executeTakeFirstOrThrow();
  return Number(row.sessions);
}

/** Streams of which frames are not yet in lap files. */
export function listStreamsWithFrames(db: Db, userId: string) {
  return db
    .selectFrom('stream')
    .select('id')
    .where('owner_id', '=', userId)
    .where((is) =>
      is.exists(
        is.selectFrom('frame').select('first_seq').whereRef('frame.stream_id', '=', 'stream.id'),
      ),
    )
    .orderBy('id')
    .execute();
}

export function listFrames(db: Db, streamId: string, after: number, limit: number) {
  return db
    .selectFrom('frame')
    .select(['first_seq', 'bytes'])
    .where('stream_id', '=', streamId)
    .where('first_seq', '>', after)
    .orderBy('first_seq')
    .limit(limit)
    .execute();
}

export function listStreamEvents(db: Db, userId: string) {
  return db
    .selectFrom('stream_event')
    .innerJoin('stream', 'stream.id', 'stream_event.stream_id')
    .select(['stream_id', 'seq', 'seconds', 'kind', 'data'])
    .where('stream.owner_id', '=', userId)
    .orderBy('stream_id')
    .orderBy('seq')
    .orderBy('position')
    .execute();
}

/** Entries of what a person did, and of what others did to the account; from where others came is theirs. */
export function listAuditOf(db: Db, userId: string, after: number, limit: number) {
  const isOwn = sql<boolean>`(actor_id = ${userId}::uuid and impersonator_id is null)`;
  return db
    .selectFrom('audit_entry')
    .select(['seq', 'at', 'actor_id', 'impersonator_id', 'action', 'result', 'target_kind'])
    .select(['target_id', 'team_id', 'detail'])
    .select(sql<string | null>`case when ${isOwn} then address end`.as('address'))
    .select(sql<string | null>`case when ${isOwn} then user_agent end`.as('user_agent'))
    .where((is) =>
      is.or([
        is('actor_id', '=', userId),
        is.and([is('target_kind', '=', 'user'), is('target_id', '=', userId)]),
      ]),
    )
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute();
}
