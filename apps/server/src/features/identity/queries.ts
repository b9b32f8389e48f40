import type { Db } from '../../db/client.ts';

/** Whether an invitation to a team is open: to this address, or to whoever has its link. */
export async function hasInvitation(
  db: Db,
  { tokenHash, email, now }: { tokenHash: string; email: string; now: Date },
): Promise<boolean> {
  const row = await db
    .selectFrom('team_invitation')
    .innerJoin('team', 'team.id', 'team_invitation.team_id')
    .select('team_invitation.id')
    .where('team.deleted_at', 'is', null)
    .where('token_hash', '=', tokenHash)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', now)
    .where((where) => where.or([where('email', 'is', null), where('email', '=', email)]))
    .executeTakeFirst();
  return row !== undefined;
}
