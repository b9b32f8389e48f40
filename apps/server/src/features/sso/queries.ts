import { sql } from 'kysely';
import type { Db } from '../../db/client.ts';

/** Makes somebody a viewer of a team, unless they are a member already. Whether they became one. */
export async function joinTeam(
  db: Db,
  { teamId, userId, at }: { teamId: string; userId: string; at: Date },
): Promise<boolean> {
  const { rows } = await sql`
    insert into team_member (team_id, user_id, role, joined_at, via)
    select id, ${userId}::uuid, 'viewer', ${at}::timestamptz, 'sso' from team
    where id = ${teamId}::uuid and deleted_at is null
    on conflict (team_id, user_id) do nothing
    returning team_id`.execute(db);
  return rows.length > 0;
}

export async function isTeam(db: Db, teamId: string): Promise<boolean> {
  const team = await db
    .selectFrom('team')
    .select('id')
    .where('id', '=', teamId)
    .where('deleted_at', 'is', null)
    .executeTakeFirst();
  return team !== undefined;
}
