import { sql, type Transaction } from 'kysely';
import type { Db } from '../../db/client.ts';
import type { Tables } from '../../db/tables.ts';
import { NOBODY } from '../../deps.ts';
import type { Place } from './person.ts';

type Tx = Transaction<Tables>;

/** How many rows and files of a person there are. */
export async function countOwned(db: Db, userId: string) {
  const { rows } = await sql<{
    sessions: number;
    shared_sessions: number;
    laps: number;
    recordings: number;
    alert_rules: number;
    alerts: number;
    share_links: number;
  }>`select
      (select count(*)::int from session where owner_id = ${userId}::uuid) as sessions,
      (select count(*)::int from session where owner_id = ${userId}::uuid and team_id is not null)
        as shared_sessions,
      (select count(*)::int from lap where owner_id = ${userId}::uuid) as laps,
      (select (count(recording_key) + count(companion_key))::int from session
        where owner_id = ${userId}::uuid) as recordings,
      (select count(*)::int from alert_rule where owner_id = ${userId}::uuid) as alert_rules,
      (select count(*)::int from alert where owner_id = ${userId}::uuid) as alerts,
      (select count(*)::int from share_link where created_by = ${userId}::uuid
        and revoked_at is null) as share_links`.execute(db);
  const [row] = rows;
  if (!row) throw new Error('A count is a row');
  return row;
}

/** A person's teams, and who else is there. */
export async function listTeamsOf(db: Db, userId: string) {
  const { rows } = await sql<{
    id: string;
    name: string;
    others: number;
    other_admins: number;
    is_admin: boolean;
  }>`select team.id, team.name, me.role = 'admin' as is_admin,
      (select count(*)::int from team_member o
        where o.team_id = team.id and o.user_id <> me.user_id) as others,
      (select count(*)::int from team_member o where o.team_id = team.id
        and o.user_id <> me.user_id and o.role = 'admin') as other_admins
    from team_member me join team on team.id = me.team_id
    where me.user_id = ${userId}::uuid and team.deleted_at is null
    order by team.name, team.id`.execute(db);
  return rows;
}

/** Makes admin who has been in a team for longest, of the highest role there; who that is. */
export async function promoteSuccessor(db: Db, teamId: string, userId: string) {
  const { rows } = await sql<{ user_id: string }>`
    update team_member set role = 'admin' where team_id = ${teamId}::uuid and user_id = (
      select user_id from team_member
      where team_id = ${teamId}::uuid and user_id <> ${userId}::uuid
      order by role = 'admin' desc, role = 'operator' desc, joined_at, user_id limit 1)
    returning user_id`.execute(db);
  return rows[0]?.user_id;
}

export async function deleteTeamRow(db: Db, teamId: string): Promise<void> {
  await db.deleteFrom('team').where('id', '=', teamId).execute();
}

export function listOwnedSessions(db: Db, userId: string, limit: number) {
  return db
    .selectFrom('session')
    .select(['id', 'recording_key', 'companion_key'])
    .where('owner_id', '=', userId)
    .orderBy('id')
    .limit(limit)
    .execute();
}

export function listOwnedImports(db: Db, userId: string) {
  return db
    .selectFrom('import')
    .select(['id', 'recording_key', 'companion_key'])
    .where('owner_id', '=', userId)
    .execute();
}

export function listOwnedExports(db: Db, userId: string) {
  return db.selectFrom('data_export').select('id').where('user_id', '=', userId).execute();
}

/** Removes the rows of one place, or the person from them; how many were removed. */
export async function clearPlace(tx: Tx, place: Place, userId: string): Promise<number> {
  const { table, column, then } = place;
  if (then === 'keep') return 0;
  const where = sql`where ${sql.ref(column)} = ${userId}::uuid`;
  if (then === 'delete') {
    const { numAffectedRows } = await sql`delete from ${sql.table(table)} ${where}`.execute(tx);
    return Number(numAffectedRows ?? 0);
  }
  const set = sql`${sql.ref(column)} = ${NOBODY}::uuid`;
  await sql`update ${sql.table(table)} set ${set} ${where}`.execute(tx);
  return 0;
}

/** What names a person inside of texts or by address, and what is known of their objects. */
export async function clearTraces(
  tx: Tx,
  person: {
    readonly userId: string;
    readonly email: string;
    readonly sessionIds: readonly string[];
  },
): Promise<number> {
  const { userId, email, sessionIds } = person;
  // In DynamoDB what was not mailed as a link goes by itself, when its minutes are over.
  for (const text of [userId, email].filter((one) => one !== ''))
    await tx
      .deleteFrom('verification')
      .where(sql<boolean>`position(${text} in lower(value || ' ' || identifier)) > 0`)
      .execute();
  const mails = await tx
    .deleteFrom('outbox')
    .where(sql<boolean>`lower(recipient) = ${email}`)
    .executeTakeFirst();
  const invitations = await tx
    .deleteFrom('team_invitation')
    .where(sql<boolean>`lower(email) = ${email}`)
    .executeTakeFirst();
  let hashes = 0n;
  for (const id of sessionIds) {
    const { numDeletedRows } = await tx
      .deleteFrom('object_hash')
      .where('key', 'like', `laps/${id}/%`)
      .executeTakeFirst();
    hashes += numDeletedRows;
  }
  return Number(mails.numDeletedRows + invitations.numDeletedRows + hashes);
}

export async function saveTombstone(
  db: Db,
  row: {
    readonly user_id: string;
    readonly asked_at: Date;
    readonly erased_at: Date;
    readonly rows_removed: number;
    readonly objects_removed: number;
  },
): Promise<void> {
  await db
    .insertInto('tombstone')
    .values(row)
    .onConflict((conflict) => conflict.column('user_id').doNothing())
    .execute();
}

export async function hasTombstone(db: Db, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('tombstone')
    .select('user_id')
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}
