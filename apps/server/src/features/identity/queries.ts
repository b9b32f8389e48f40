import { type ExpressionBuilder, type ExpressionWrapper, sql, type SqlBool } from 'kysely';
import type { Db } from '../../db/client.ts';
import type { Tables } from '../../db/tables.ts';

type Invited = {
  readonly tokenHash: string;
  readonly email: string;
  readonly now: Date;
  /** So many accounts are made with one link. */
  readonly most: number;
};

/** Whether an invitation to a team is open: to this address, or to whoever has its link. */
export async function hasInvitation(db: Db, invited: Invited): Promise<boolean> {
  const row = await db
    .selectFrom('team_invitation')
    .innerJoin('team', 'team.id', 'team_invitation.team_id')
    .select('team_invitation.id')
    .where('team.deleted_at', 'is', null)
    .where(lets(invited))
    .executeTakeFirst();
  return row !== undefined;
}

/** Counts an account that is asked for with an invitation; false where it is open no more. */
export async function countSignUp(db: Db, invited: Invited): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('team_invitation')
    .set({ sign_ups: sql<number>`sign_ups + 1` })
    .where(lets(invited))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

type Invitations = ExpressionBuilder<Tables, 'team_invitation'>;

const lets =
  ({ tokenHash, email, now, most }: Invited) =>
  (is: Invitations): ExpressionWrapper<Tables, 'team_invitation', SqlBool> =>
    is.and([
      is('team_invitation.token_hash', '=', tokenHash),
      is('team_invitation.accepted_at', 'is', null),
      is('team_invitation.revoked_at', 'is', null),
      is('team_invitation.expires_at', '>', now),
      is.or([
        is('team_invitation.email', '=', email),
        is.and([
          is('team_invitation.email', 'is', null),
          is('team_invitation.sign_ups', '<', most),
        ]),
      ]),
    ]);
