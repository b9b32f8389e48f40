import { type Insertable, sql, type Transaction, type Updateable } from 'kysely';
import { letsIn, type Reader } from '../../db/access.ts';
import type { Db } from '../../db/client.ts';
import type { Tables, TeamRole } from '../../db/tables.ts';

export type Tx = Transaction<Tables>;

export async function insertTeam(
  tx: Tx,
  team: { readonly id: string; readonly name: string; readonly created_at: Date },
  founder: string,
): Promise<void> {
  await tx.insertInto('team').values(team).execute();
  await insertMember(tx, {
    team_id: team.id,
    user_id: founder,
    role: 'admin',
    joined_at: team.created_at,
    via: 'founded',
  });
}

/** Whether somebody became a member; who is one already stays what they are. */
export async function insertMember(
  db: Db | Tx,
  member: Insertable<Tables['team_member']>,
): Promise<boolean> {
  const row = await db
    .insertInto('team_member')
    .values(member)
    .onConflict((conflict) => conflict.columns(['team_id', 'user_id']).doNothing())
    .returning('team_id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Whether somebody is an admin of any team. */
export async function runsTeam(db: Db, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('team_member')
    .innerJoin('team', 'team.id', 'team_member.team_id')
    .select('team.id')
    .where('team_member.user_id', '=', userId)
    .where('team_member.role', '=', 'admin')
    .where('team.deleted_at', 'is', null)
    .limit(1)
    .executeTakeFirst();
  return row !== undefined;
}

/** Teams as one member sees them. */
function teamsFor(db: Db | Tx, reader: Reader) {
  return db
    .selectFrom('team')
    .innerJoin('team_member', 'team_member.team_id', 'team.id')
    .selectAll('team')
    .select(['team_member.role'])
    .select((from) =>
      from
        .selectFrom('team_member as other')
        .select(sql<number>`count(*)::int`.as('count'))
        .whereRef('other.team_id', '=', 'team.id')
        .as('member_count'),
    )
    .select(letsIn(reader).as('is_open'))
    .where('team_member.user_id', '=', reader.userId)
    .where('team.deleted_at', 'is', null);
}

export function listTeamRows(db: Db, reader: Reader) {
  return teamsFor(db, reader)
    .orderBy(sql`lower(team.name)`)
    .orderBy('team.id')
    .execute();
}

export type TeamRow = Awaited<ReturnType<typeof listTeamRows>>[number];

export function findTeamRow(db: Db | Tx, reader: Reader, id: string) {
  return teamsFor(db, reader).where('team.id', '=', id).executeTakeFirst();
}

/** Changes of a team's members come one after the other, so that an admin is always left. */
export async function lockTeam(tx: Tx, id: string): Promise<boolean> {
  const row = await tx
    .selectFrom('team')
    .select('id')
    .where('id', '=', id)
    .where('deleted_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
  return row !== undefined;
}

export async function updateTeam(
  tx: Tx,
  id: string,
  set: Updateable<Tables['team']>,
): Promise<void> {
  await tx.updateTable('team').set(set).where('id', '=', id).execute();
}

export function listMemberRows(db: Db | Tx, teamId: string) {
  return db
    .selectFrom('team_member')
    .selectAll()
    .where('team_id', '=', teamId)
    .orderBy('joined_at')
    .orderBy('user_id')
    .execute();
}

export type MemberRow = Awaited<ReturnType<typeof listMemberRows>>[number];

export async function updateRole(
  tx: Tx,
  teamId: string,
  userId: string,
  role: TeamRole,
): Promise<void> {
  await tx
    .updateTable('team_member')
    .set({ role })
    .where('team_id', '=', teamId)
    .where('user_id', '=', userId)
    .execute();
}

/** Takes back what somebody invited to a team with: who lost the right must not come back by a link of before. */
export async function revokeInvitationsOf(
  tx: Tx,
  { teamId, userId, now }: { teamId: string; userId: string; now: Date },
): Promise<void> {
  await tx
    .updateTable('team_invitation')
    .set({ revoked_at: now })
    .where('team_id', '=', teamId)
    .where('invited_by', '=', userId)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .execute();
}

/** Takes somebody out of a team: what they drove and the links they made go with them; their rules stay with an heir. */
export async function deleteMember(
  tx: Tx,
  { teamId, userId, heir, now }: { teamId: string; userId: string; heir: string; now: Date },
): Promise<void> {
  await revokeInvitationsOf(tx, { teamId, userId, now });
  await tx
    .updateTable('share_link')
    .set({ revoked_at: now })
    .where('created_by', '=', userId)
    .where('revoked_at', 'is', null)
    .where('session_id', 'in', (from) =>
      from
        .selectFrom('session')
        .select('session.id')
        .where('session.team_id', '=', teamId)
        .where('session.owner_id', '<>', userId),
    )
    .execute();
  for (const table of ['session', 'stream'] as const)
    await tx
      .updateTable(table)
      .set({ team_id: null })
      .where('team_id', '=', teamId)
      .where('owner_id', '=', userId)
      .execute();
  await tx
    .updateTable('alert_rule')
    .set({ owner_id: heir })
    .where('team_id', '=', teamId)
    .where('owner_id', '=', userId)
    .execute();
  await tx
    .deleteFrom('team_member')
    .where('team_id', '=', teamId)
    .where('user_id', '=', userId)
    .execute();
}

/** What there is that a team's end would give back. */
export async function countBelongings(db: Db | Tx, teamId: string, now: Date) {
  const { rows } = await sql<{
    sessions: number;
    running: number;
    rules: number;
    members: number;
    invitations: number;
  }>`select
    (select count(*)::int from session where team_id = ${teamId}::uuid) as sessions,
    (select count(*)::int from session where team_id = ${teamId}::uuid and state = 'live') as running,
    (select count(*)::int from alert_rule where team_id = ${teamId}::uuid) as rules,
    (select count(*)::int from team_member where team_id = ${teamId}::uuid) as members,
    (select count(*)::int from team_invitation where team_id = ${teamId}::uuid
      and accepted_at is null and revoked_at is null and expires_at > ${now}) as invitations`.execute(
    db,
  );
  return rows[0] ?? { sessions: 0, running: 0, rules: 0, members: 0, invitations: 0 };
}

/** Ends a team. Its row stays, so that the audit log's ids still have a name. */
export async function dissolveTeam(tx: Tx, teamId: string, now: Date): Promise<void> {
  await tx
    .updateTable('share_link')
    .set({ revoked_at: now })
    .from('session')
    .whereRef('session.id', '=', 'share_link.session_id')
    .where('session.team_id', '=', teamId)
    .whereRef('share_link.created_by', '<>', 'session.owner_id')
    .where('share_link.revoked_at', 'is', null)
    .execute();
  for (const table of ['session', 'stream', 'alert_rule'] as const)
    await tx.updateTable(table).set({ team_id: null }).where('team_id', '=', teamId).execute();
  await tx.deleteFrom('team_invitation').where('team_id', '=', teamId).execute();
  await tx.deleteFrom('team_member').where('team_id', '=', teamId).execute();
  await tx.updateTable('team').set({ deleted_at: now }).where('id', '=', teamId).execute();
}
