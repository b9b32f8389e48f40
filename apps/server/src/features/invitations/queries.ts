import type { Insertable, Transaction } from 'kysely';
import type { Db } from '../../db/client.ts';
import type { Tables } from '../../db/tables.ts';

export type Tx = Transaction<Tables>;

const KEPT = 200;

export function listInvitationRows(db: Db, teamId: string) {
  return db
    .selectFrom('team_invitation')
    .selectAll()
    .where('team_id', '=', teamId)
    .orderBy('created_at', 'desc')
    .limit(KEPT)
    .execute();
}

export type InvitationRow = Awaited<ReturnType<typeof listInvitationRows>>[number];

export function insertInvitation(
  tx: Tx,
  row: Insertable<Tables['team_invitation']>,
): Promise<InvitationRow> {
  return tx.insertInto('team_invitation').values(row).returningAll().executeTakeFirstOrThrow();
}

/** Takes back what is still open. */
export async function revokeInvitationRow(
  db: Db,
  teamId: string,
  id: string,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('team_invitation')
    .set({ revoked_at: now })
    .where('id', '=', id)
    .where('team_id', '=', teamId)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** An invitation that is good, and its team. */
export function findOpenInvitation(db: Db | Tx, tokenHash: string, now: Date) {
  return db
    .selectFrom('team_invitation')
    .innerJoin('team', 'team.id', 'team_invitation.team_id')
    .selectAll('team_invitation')
    .select('team.name as team_name')
    .where('team_invitation.token_hash', '=', tokenHash)
    .where('team_invitation.accepted_at', 'is', null)
    .where('team_invitation.revoked_at', 'is', null)
    .where('team_invitation.expires_at', '>', now)
    .where('team.deleted_at', 'is', null)
    .executeTakeFirst();
}

/** Uses an invitation up; false where somebody else did. */
export async function takeInvitation(tx: Tx, id: string, now: Date): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('team_invitation')
    .set({ accepted_at: now })
    .where('id', '=', id)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Whether somebody becomes a member by an invitation; who is one already stays what they are. */
export async function joinByInvitation(
  tx: Tx,
  { team_id, role }: InvitationRow,
  userId: string,
  now: Date,
): Promise<boolean> {
  const row = await tx
    .insertInto('team_member')
    .values({ team_id, user_id: userId, role, joined_at: now, via: 'invitation' })
    .onConflict((conflict) => conflict.columns(['team_id', 'user_id']).doNothing())
    .returning('team_id')
    .executeTakeFirst();
  return row !== undefined;
}
