import { getTeamFor } from '../../db/access.ts';
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { isInNetworks, parseNetwork } from '../../http/addresses.ts';
import { hasTwoFactors } from '../../identity/second-factor/amr.ts';
import {
  countBelongings,
  dissolveTeam,
  findTeamRow,
  insertTeam,
  listMemberRows,
  listTeamRows,
  lockTeam,
  type TeamRow,
  updateTeam,
} from './queries.ts';
import type { EditTeam, NewTeam, Team, TeamRemoval } from './schemas.ts';

export { findUsers } from './people.ts';

export async function listTeams(ctx: Ctx): Promise<{ items: Team[] }> {
  const rows = await listTeamRows(ctx.db, ctx.actor);
  return { items: rows.map(toTeam) };
}

export async function createTeam(ctx: Ctx, { name }: NewTeam): Promise<Team> {
  const id = ctx.newId();
  const team = { id, name: name.trim(), created_at: ctx.now() };
  await ctx.db.transaction().execute((tx) => insertTeam(tx, team, ctx.actor.userId));
  await note(ctx, 'team.created', id, { name: team.name });
  return readTeam(ctx, id);
}

export async function getTeam(ctx: Ctx, id: string): Promise<Team> {
  await getTeamFor(ctx.db, ctx.actor, id, 'viewer');
  return readTeam(ctx, id);
}

export async function editTeam(ctx: Ctx, id: string, input: EditTeam): Promise<Team> {
  if (Object.keys(input).length === 0)
    throw new AppError('nothing_changed', 'Name at least one thing to change');
  await ctx.db.transaction().execute(async (tx) => {
    await getTeamFor(tx, ctx.actor, id, 'admin');
    await updateTeam(tx, id, {
      ...(input.name === undefined ? {} : { name: input.name.trim() }),
      ...(input.requireSecondFactor === undefined
        ? {}
        : { require_second_factor: checkedFactor(ctx, input.requireSecondFactor) }),
      ...(input.allowedAddresses === undefined
        ? {}
        : { allowed_addresses: checkedNetworks(ctx, input.allowedAddresses) }),
    });
  });
  ctx.bus.publish({ kind: 'access-changed', sessionId: '' });
  const { name, requireSecondFactor, allowedAddresses } = input;
  await note(ctx, 'team.edited', id, {
    ...(name === undefined ? {} : { name }),
    ...(requireSecondFactor === undefined ? {} : { requireSecondFactor }),
    ...(allowedAddresses === undefined ? {} : { allowedAddresses: allowedAddresses.join(' ') }),
  });
  return readTeam(ctx, id);
}

/** Nobody shuts themselves out. */
function checkedFactor({ actor }: Ctx, wanted: boolean): boolean {
  if (wanted && !hasTwoFactors(actor.amr))
    throw new AppError(
      'second_factor_required',
      'Sign in with two factors before you ask for them',
    );
  return wanted;
}

function checkedNetworks({ actor }: Ctx, given: readonly string[]): string[] {
  const networks = given.map((text) => {
    const network = parseNetwork(text);
    if (network) return network;
    throw new AppError('invalid_request', `${text.slice(0, 50)} is no address and no network`);
  });
  if (networks.length > 0 && !isInNetworks(actor.address ?? '', networks))
    throw new AppError('address_not_allowed', 'The list would shut out the address you come from');
  return [...new Set(networks)];
}

/** Ends a team: what was shared with it goes back to whose it is. With `preview` it only says what that would be. */
export async function deleteTeam(ctx: Ctx, id: string, preview: boolean): Promise<TeamRemoval> {
  await getTeamFor(ctx.db, ctx.actor, id, 'admin');
  const now = ctx.now();
  if (preview) return toRemoval(await countBelongings(ctx.db, id, now), true);
  const { counts, memberIds } = await ctx.db.transaction().execute(async (tx) => {
    if (!(await lockTeam(tx, id))) throw teamNotFound();
    const members = await listMemberRows(tx, id);
    const before = await countBelongings(tx, id, now);
    await dissolveTeam(tx, id, now);
    return { counts: before, memberIds: members.map((member) => member.user_id) };
  });
  await ctx.identity.store.remove('ssoProvider', [{ field: 'organizationId', value: id }]);
  for (const userId of memberIds)
    ctx.bus.publish({ kind: 'access-changed', sessionId: '', userId });
  ctx.bus.publish({ kind: 'rules-changed', sessionId: '' });
  const { sessions, members } = counts;
  await note(ctx, 'team.deleted', id, { sessions, members });
  return toRemoval(counts, false);
}

export async function readTeam(ctx: Ctx, id: string): Promise<Team> {
  const row = await findTeamRow(ctx.db, ctx.actor, id);
  if (!row) throw teamNotFound();
  return toTeam(row);
}

/** Keeps what somebody did to a team. */
export function note(
  { audit, actor }: Ctx,
  action: string,
  teamId: string,
  detail: Readonly<Record<string, string | number | boolean>>,
  target?: { readonly kind: string; readonly id: string },
): Promise<void> {
  return audit.append({
    action,
    result: 'done',
    actorId: actor.userId,
    targetKind: target?.kind ?? 'team',
    targetId: target?.id ?? teamId,
    teamId,
    detail,
  });
}

function toTeam(row: TeamRow): Team {
  const seesSettings = row.is_open && row.role === 'admin';
  return {
    id: row.id,
    name: row.name,
    role: row.role,
    memberCount: row.member_count ?? 0,
    requireSecondFactor: row.require_second_factor,
    allowedAddresses: seesSettings ? row.allowed_addresses : [],
    open: row.is_open,
    createdAt: row.created_at.toISOString(),
  };
}

function toRemoval(
  counts: Awaited<ReturnType<typeof countBelongings>>,
  preview: boolean,
): TeamRemoval {
  return {
    preview,
    sessions: counts.sessions,
    runningSessions: counts.running,
    alertRules: counts.rules,
    members: counts.members,
    invitations: counts.invitations,
  };
}

export function teamNotFound(): AppError {
  return new AppError('team_not_found', 'There is no such team');
}
