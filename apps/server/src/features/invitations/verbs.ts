import { randomBytes } from 'node:crypto';
import { getTeamFor } from '../../db/access.ts';
import type { Ctx, Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { ACCOUNTS_OF_A_LINK, normaliseEmail } from '../../identity/accounts.ts';
import { hashSecret } from '../../identity/hash-secret.ts';
import type { Team } from '../teams/schemas.ts';
import { findUsers, note, readTeam } from '../teams/verbs.ts';
import {
  findOpenInvitation,
  insertInvitation,
  type InvitationRow,
  joinByInvitation,
  listInvitationRows,
  revokeInvitationRow,
  takeInvitation,
} from './queries.ts';
import type { Invitation, InvitationView, NewInvitation } from './schemas.ts';

const DAY_MS = 86_400_000;
const DAYS = 7;

export async function listInvitations(ctx: Ctx, teamId: string): Promise<{ items: Invitation[] }> {
  await getTeamFor(ctx.db, ctx.actor, teamId, 'admin');
  const rows = await listInvitationRows(ctx.db, teamId);
  const names = await namesOf(
    ctx,
    rows.map((row) => row.invited_by),
  );
  return { items: rows.map((row) => toInvitation(ctx, row, names)) };
}

/** Invites by a mail that only its account may follow, or by a link that whoever has it may. Each is good once. */
export async function createInvitation(
  ctx: Ctx,
  teamId: string,
  input: NewInvitation,
): Promise<{ invitation: Invitation; link: string | null }> {
  const team = await getTeamFor(ctx.db, ctx.actor, teamId, 'admin');
  const email = input.email ? normaliseEmail(input.email) : null;
  if (email !== null) {
    await ctx.throttle.about('mail', ctx.actor.userId);
    await ctx.throttle.about('mail-to', email);
  }
  const token = randomBytes(32).toString('base64url');
  const now = ctx.now();
  const row = await ctx.db.transaction().execute((tx) =>
    insertInvitation(tx, {
      id: ctx.newId(),
      team_id: teamId,
      email,
      role: input.role,
      token_hash: hashSecret(token),
      invited_by: ctx.actor.userId,
      created_at: now,
      expires_at: new Date(now.getTime() + (input.expiresInDays ?? DAYS) * DAY_MS),
    }),
  );
  const target = { kind: 'invitation', id: row.id };
  const how = email === null ? 'link' : 'mail';
  await note(ctx, 'invitation.created', teamId, { role: input.role, how }, target);
  const names = await namesOf(ctx, [row.invited_by]);
  const invitation = toInvitation(ctx, row, names);
  if (email === null)
    return { invitation, link: `${ctx.identity.publicUrl}/invitation#token=${token}` };
  const { invitedBy: inviter } = invitation;
  await ctx.post.send({ kind: 'invitation', to: email, team: team.name, inviter, token });
  return { invitation, link: null };
}

export async function revokeInvitation(ctx: Ctx, teamId: string, id: string): Promise<void> {
  await getTeamFor(ctx.db, ctx.actor, teamId, 'admin');
  if (!(await revokeInvitationRow(ctx.db, teamId, id, ctx.now()))) throw notFound();
  await note(ctx, 'invitation.revoked', teamId, {}, { kind: 'invitation', id });
}

/** What an invitation is for, to whoever has it. */
export async function showInvitation(
  deps: Deps,
  token: string,
  address: string,
): Promise<InvitationView> {
  await deps.throttle.fromNetwork('link', address);
  const row = await findOpenInvitation(deps.db, hashSecret(token), deps.now());
  if (!row) throw notFound();
  const names = await namesOf(deps, [row.invited_by]);
  return {
    teamName: row.team_name,
    role: row.role,
    invitedBy: names.get(row.invited_by) ?? '',
    email: row.email,
    expiresAt: row.expires_at.toISOString(),
  };
}

/** Joins a team. Who is a member already stays what they are and leaves the invitation to somebody else. */
export async function acceptInvitation(ctx: Ctx, token: string): Promise<Team> {
  const { userId, address } = ctx.actor;
  await ctx.throttle.fromNetwork('link', address ?? '');
  const now = ctx.now();
  const offered = await findOpenInvitation(ctx.db, hashSecret(token), now);
  if (!offered) throw notFound();
  // Not within the transaction: the embedded database has one connection, and accounts are read by another way.
  await refuseOtherAccount(ctx, offered);
  const { row, joined } = await ctx.db.transaction().execute(async (tx) => {
    const found = await findOpenInvitation(tx, hashSecret(token), now);
    if (!found) throw notFound();
    const isNew = await joinByInvitation(tx, found, userId, now);
    if (isNew && !(await takeInvitation(tx, found.id, now))) throw notFound();
    return { row: found, joined: isNew };
  });
  if (joined) {
    ctx.bus.publish({ kind: 'access-changed', sessionId: '', userId });
    const target = { kind: 'user', id: userId };
    await note(ctx, 'invitation.accepted', row.team_id, { role: row.role }, target);
  }
  return readTeam(ctx, row.team_id);
}

async function refuseOtherAccount({ identity, actor }: Ctx, { email }: InvitationRow) {
  if (email === null) return;
  const user = await identity.store.findOne('user', [{ field: 'id', value: actor.userId }]);
  if (user?.['email'] !== email)
    throw new AppError('forbidden', 'This invitation is for another e-mail address');
}

async function namesOf(
  deps: Pick<Deps, 'identity'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const users = await findUsers(deps, ids);
  return new Map([...users].map(([id, user]) => [id, String(user['name'])]));
}

function toInvitation(
  { now }: Ctx,
  row: InvitationRow,
  names: ReadonlyMap<string, string>,
): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: row.role,
    invitedBy: names.get(row.invited_by) ?? '',
    state: stateOf(row, now()),
    accountsLeft: row.email === null ? Math.max(0, ACCOUNTS_OF_A_LINK - row.sign_ups) : null,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
  };
}

function stateOf(row: InvitationRow, now: Date): Invitation['state'] {
  if (row.accepted_at) return 'accepted';
  if (row.revoked_at) return 'revoked';
  return row.expires_at <= now ? 'expired' : 'open';
}

function notFound(): AppError {
  return new AppError(
    'invitation_not_found',
    'This invitation was used, taken back, or is too old',
  );
}
