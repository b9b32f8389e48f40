import { getTeamFor } from '../../db/access.ts';
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { checkAdminAddress } from '../../http/authenticate.ts';
import { createPerson } from '../../identity/accounts.ts';
import { NotUniqueError, type Row } from '../../identity/store/store.ts';
import type { User } from '../identity/schemas.ts';
import { issueResetLink, toUser } from '../identity/verbs.ts';
import { createInvitation } from '../invitations/verbs.ts';
import { insertMember } from './queries.ts';
import type { InvitedUser, NewUser } from './schemas.ts';

const LINK_SECONDS = 3 * 86_400;

/**
 * Brings somebody in. An owner of the platform makes an account, whose password is set by a link in a mail, so that nobody
 * but its owner ever knows it. An admin of a team invites, and the address is not even looked up: whether it has an
 * account is told by neither the answer nor its time.
 */
export async function createUser(ctx: Ctx, input: NewUser): Promise<User | InvitedUser> {
  await ctx.throttle.fromNetwork('sign-up', ctx.actor.address ?? '');
  const isOwner = ctx.actor.kind === 'person' && ctx.actor.roles.includes('owner');
  if (!isOwner) return inviteToTeam(ctx, input);
  await refuseElsewhere(ctx);
  return makeAccount(ctx, input);
}

/** Everybody may call this, so that it is here and not at the door that owners are held to their networks. */
async function refuseElsewhere(ctx: Ctx): Promise<void> {
  try {
    checkAdminAddress(ctx, ctx.actor.address ?? '');
  } catch (error) {
    await ctx.audit.append({
      action: 'permission.refused',
      result: 'refused',
      actorId: ctx.actor.userId,
      detail: { verb: 'createUser', code: 'address_not_allowed' },
    });
    throw error;
  }
}

async function inviteToTeam(
  ctx: Ctx,
  { teamId, teamRole = 'viewer', role = 'driver', email }: NewUser,
): Promise<InvitedUser> {
  if (teamId === undefined)
    throw new AppError('forbidden', 'Admins of a team invite to their team: name it');
  await getTeamFor(ctx.db, ctx.actor, teamId, 'admin');
  if (role !== 'driver')
    throw new AppError('forbidden', 'Only an owner of this server gives this role');
  await createInvitation(ctx, teamId, { email, role: teamRole });
  return { next: 'invitation' };
}

async function makeAccount(ctx: Ctx, input: NewUser): Promise<User> {
  const { teamId, teamRole = 'viewer', role = 'driver' } = input;
  if (teamId !== undefined) await getTeamFor(ctx.db, ctx.actor, teamId, 'admin');
  const user = await create(ctx, input, role);
  const userId = String(user['id']);
  if (teamId !== undefined)
    await insertMember(ctx.db, {
      team_id: teamId,
      user_id: userId,
      role: teamRole,
      joined_at: ctx.now(),
      via: 'account',
    });
  await ctx.audit.append({
    action: 'user.created',
    result: 'done',
    actorId: ctx.actor.userId,
    targetKind: 'user',
    targetId: userId,
    teamId: teamId ?? null,
    detail: { role, ...(teamId === undefined ? {} : { teamRole }) },
  });
  const token = await issueResetLink(ctx, user, LINK_SECONDS);
  await ctx.post.send({
    kind: 'set-password',
    to: String(user['email']),
    name: String(user['name']),
    token,
  });
  return toUser(user);
}

async function create(
  ctx: Ctx,
  { email, name }: NewUser,
  role: NonNullable<NewUser['role']>,
): Promise<Row> {
  const { store } = ctx.identity;
  try {
    return await createPerson({ ...ctx, store }, { email, name, role });
  } catch (error) {
    if (!(error instanceof NotUniqueError)) throw error;
    throw new AppError('account_exists', 'This address has an account: invite it to the team', {
      cause: error,
    });
  }
}
