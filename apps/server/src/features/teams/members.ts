import { getTeamFor } from '../../db/access.ts';
import type { TeamRole } from '../../db/tables.ts';
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { LOCAL_ADDRESS } from '../../identity/local-owner.ts';
import type { Row } from '../../identity/store/store.ts';
import {
  deleteMember,
  listMemberRows,
  lockTeam,
  type MemberRow,
  revokeInvitationsOf,
  type Tx,
  updateRole,
} from './queries.ts';
import type { TeamMember } from './schemas.ts';
import { findUsers } from './people.ts';
import { note, teamNotFound } from './verbs.ts';

type Whom = { readonly id: string; readonly userId: string };

export async function listMembers(ctx: Ctx, teamId: string): Promise<{ items: TeamMember[] }> {
  await getTeamFor(ctx.db, ctx.actor, teamId, 'viewer');
  const rows = await listMemberRows(ctx.db, teamId);
  const users = await findUsers(
    ctx,
    rows.map(({ user_id }) => user_id),
  );
  return { items: rows.map((row) => toMember(row, users.get(row.user_id))) };
}

export async function editMember(
  ctx: Ctx,
  { id: teamId, userId }: Whom,
  role: TeamRole,
): Promise<TeamMember> {
  const member = await changeMembers(ctx, teamId, userId, 'admin', async (tx, rows, before) => {
    if (before.role === 'admin' && role !== 'admin') {
      heirOf(rows, userId);
      await revokeInvitationsOf(tx, { teamId, userId, now: ctx.now() });
    }
    await updateRole(tx, teamId, userId, role);
    return { ...before, role };
  });
  const target = { kind: 'user', id: userId };
  await note(ctx, 'member.role-changed', teamId, { role }, target);
  const users = await findUsers(ctx, [userId]);
  return toMember(member, users.get(userId));
}

export async function removeMember(ctx: Ctx, { id: teamId, userId }: Whom): Promise<void> {
  await takeOut(ctx, teamId, userId, 'admin');
  await note(ctx, 'member.removed', teamId, {}, { kind: 'user', id: userId });
}

export async function leaveTeam(ctx: Ctx, teamId: string): Promise<void> {
  await takeOut(ctx, teamId, ctx.actor.userId, 'viewer');
  await note(ctx, 'member.left', teamId, {}, { kind: 'user', id: ctx.actor.userId });
}

async function takeOut(ctx: Ctx, teamId: string, userId: string, role: TeamRole): Promise<void> {
  await changeMembers(ctx, teamId, userId, role, async (tx, rows) => {
    await deleteMember(tx, { teamId, userId, heir: heirOf(rows, userId), now: ctx.now() });
  });
  ctx.bus.publish({ kind: 'rules-changed', sessionId: '' });
}

/** Changes one member while nobody else changes any; then looks at what is watched again. */
async function changeMembers<T>(
  ctx: Ctx,
  teamId: string,
  userId: string,
  role: TeamRole,
  change: (tx: Tx, rows: readonly MemberRow[], member: MemberRow) => Promise<T>,
): Promise<T> {
  const result = await ctx.db.transaction().execute(async (tx) => {
    if (!(await lockTeam(tx, teamId))) throw teamNotFound();
    await getTeamFor(tx, ctx.actor, teamId, role);
    const rows = await listMemberRows(tx, teamId);
    const member = rows.find((row) => row.user_id === userId);
    if (!member) throw new AppError('member_not_found', 'There is no such member of this team');
    return change(tx, rows, member);
  });
  ctx.bus.publish({ kind: 'access-changed', sessionId: '' });
  return result;
}

/** An admin who is left without this member. Throws `last_admin`. */
function heirOf(rows: readonly MemberRow[], userId: string): string {
  const heir = rows.find((row) => row.role === 'admin' && row.user_id !== userId);
  if (!heir)
    throw new AppError('last_admin', 'A team needs an admin: name another one, or end the team');
  return heir.user_id;
}

function toMember(row: MemberRow, user: Row | undefined): TeamMember {
  const email = user ? String(user['email']) : null;
  return {
    userId: row.user_id,
    name: user ? String(user['name']) : '',
    email: email === LOCAL_ADDRESS ? null : email,
    role: row.role,
    via: row.via,
    twoFactorEnabled: user?.['twoFactorEnabled'] === true,
    joinedAt: row.joined_at.toISOString(),
  };
}
