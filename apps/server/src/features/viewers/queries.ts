import { sql } from 'kysely';
import { type Reader, sessionFor, teamsOf } from '../../db/access.ts';
import type { Db } from '../../db/client.ts';

/** Running sessions that somebody sees: one's own, and those of one's teams. */
export async function listRunningIds(db: Db, reader: Reader): Promise<string[]> {
  if (reader.kind === 'link') return listLinked(db, reader);
  const { rows } = await sql<{ id: string }>`
    select id from (
      select id, sort_at from session where owner_id = ${reader.userId}::uuid and state = 'live'
      union
      select id, sort_at from session where team_id in ${teamsOf(reader, 'viewer')} and state = 'live'
    ) as running order by sort_at desc`.execute(db);
  return rows.map(({ id }) => id);
}

async function listLinked(db: Db, reader: Reader): Promise<string[]> {
  const rows = await db
    .selectFrom('session')
    .select('id')
    .where('state', '=', 'live')
    .where(sessionFor(reader, 'viewer'))
    .execute();
  return rows.map(({ id }) => id);
}
