/**
 * Who sees what, as SQL: the one place. A session belongs to its driver and may be shared with one team, or by links.
 * What belongs to a session (laps, samples, alerts) goes with it. Each predicate is part of the one statement that reads,
 * so that "not yours" and "not there" are the same, and what is revoked is gone at the next read.
 *
 * The big lists ask for one owner or one team, never for both: only so do their indexes answer filter and order.
 */
import { type RawBuilder, sql, type Transaction } from 'kysely';
import type { Actor } from '../deps.ts';
import { AppError } from '../errors.ts';
import { hasTwoFactors } from '../identity/second-factor/amr.ts';
import type { Db } from './client.ts';
import type { Tables, TeamRole } from './tables.ts';

/** Who asks, as far as it matters here. */
export type Reader = Pick<Actor, 'userId' | 'kind' | 'amr' | 'address' | 'shareId'>;

const TEAM_ROLES = ['viewer', 'operator', 'admin'] as const satisfies readonly TeamRole[];

/** Roles that may do what the given one may. */
function rolesFrom(role: TeamRole): readonly TeamRole[] {
  return TEAM_ROLES.slice(TEAM_ROLES.indexOf(role));
}

/** Whether the team `team` lets in who asks from there, signed in like this. */
export function letsIn(reader: Reader): RawBuilder<boolean> {
  const isSafe = hasTwoFactors(reader.amr);
  return sql<boolean>`(${isSafe}::boolean or not team.require_second_factor) and (
    cardinality(team.allowed_addresses) = 0
    or exists (select from unnest(team.allowed_addresses) as network
      where ${reader.address}::inet <<= network::inet))`;
}

/** Ids of the teams in which who asks has this role at least. */
export function teamsOf(reader: Reader, role: TeamRole): RawBuilder<string> {
  return sql<string>`(
    select team_member.team_id from team_member join team on team.id = team_member.team_id
    where team_member.user_id = ${reader.userId}::uuid
      and team_member.role = any(${[...rolesFrom(role)]}::text[]) and ${letsIn(reader)})`;
}

/** The session of the link that who asks has followed; none once the link is revoked or has expired. */
function linkedSession({ shareId }: Reader): RawBuilder<string> {
  return sql<string>`(select share_link.session_id from share_link
    where share_link.id = ${shareId}::uuid and share_link.revoked_at is null and share_link.expires_at > now())`;
}

/**
 * Alternatives of a row: it is the asker's own, or of a session that is shared with a team of theirs, or by a link they
 * followed. Only those that can be are in the statement; own rows are found by the first.
 */
function anyOf(
  reader: Reader,
  role: TeamRole,
  be: {
    readonly own: RawBuilder<boolean>;
    readonly ofTeams: (teams: RawBuilder<string>) => RawBuilder<boolean>;
    readonly linked?: (session: RawBuilder<string>) => RawBuilder<boolean>;
  },
): RawBuilder<boolean> {
  const ways: RawBuilder<boolean>[] = [];
  if (reader.kind !== 'link') ways.push(be.own);
  if (reader.kind === 'person' || reader.kind === 'key')
    ways.push(be.ofTeams(teamsOf(reader, role)));
  if (role === 'viewer' && reader.shareId !== null && be.linked)
    ways.push(be.linked(linkedSession(reader)));
  return ways.length === 0 ? sql<boolean>`false` : sql<boolean>`(${sql.join(ways, sql` or `)})`;
}

/** Whether the row of `session` is one with which the asker may do what this role may. */
export function sessionFor(reader: Reader, role: TeamRole): RawBuilder<boolean> {
  return anyOf(reader, role, {
    own: sql<boolean>`session.owner_id = ${reader.userId}::uuid`,
    ofTeams: (teams) => sql<boolean>`session.team_id in ${teams}`,
    linked: (shared) => sql<boolean>`session.id = ${shared}`,
  });
}

/** The same for a row of another table that has `owner_id` and `session_id`. */
export function partOfSessionFor(
  reader: Reader,
  table: 'lap' | 'alert',
  role: TeamRole,
): RawBuilder<boolean> {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  return anyOf(reader, role, {
    own: sql<boolean>`${column('owner_id')} = ${reader.userId}::uuid`,
    ofTeams: (teams) => sql<boolean>`exists (select from session
      where session.id = ${column('session_id')} and session.team_id in ${teams})`,
    linked: (shared) => sql<boolean>`${column('session_id')} = ${shared}`,
  });
}

/** Whether the row of `layout` is the asker's, or that of a session the asker sees. */
export function layoutFor(reader: Reader): RawBuilder<boolean> {
  return anyOf(reader, 'viewer', {
    own: sql<boolean>`layout.owner_id = ${reader.userId}::uuid`,
    ofTeams: (teams) => sql<boolean>`exists (select from session
      where session.owner_id = layout.owner_id and session.layout_id = layout.id
        and session.team_id in ${teams})`,
    linked: (shared) => sql<boolean>`layout.id = (select session.layout_id from session
      where session.id = ${shared})`,
  });
}

/** Whether the row of `alert_rule` is the asker's own, or of a team in which the asker has this role. */
export function ruleFor(reader: Reader, role: TeamRole): RawBuilder<boolean> {
  return anyOf(reader, role, {
    own: sql<boolean>`alert_rule.owner_id = ${reader.userId}::uuid and alert_rule.team_id is null`,
    ofTeams: (teams) => sql<boolean>`alert_rule.team_id in ${teams}`,
  });
}

/** Why a change of a session found nothing to change: its asker sees it but may not, or there is none. */
export async function refusalOfSession(
  db: Db | Transaction<Tables>,
  reader: Reader,
  id: string,
  notFound: AppError,
): Promise<AppError> {
  const seen = await db
    .selectFrom('session')
    .select('id')
    .where('id', '=', id)
    .where(sessionFor(reader, 'viewer'))
    .executeTakeFirst();
  return seen ? roleTooLow() : notFound;
}

export function roleTooLow(): AppError {
  return new AppError('forbidden', 'Your role in the team does not allow this');
}

/**
 * A team whose things somebody wants to see or change, and the role there. Strangers learn nothing of it; members whom it
 * does not let in from here learn why.
 */
export async function getTeamFor(
  db: Db | Transaction<Tables>,
  reader: Reader,
  teamId: string,
  role: TeamRole,
): Promise<{ readonly id: string; readonly name: string; readonly role: TeamRole }> {
  const { rows } = await sql<{ name: string; role: TeamRole; is_open: boolean; strict: boolean }>`
    select team.name, team_member.role, (${letsIn(reader)}) as is_open,
      team.require_second_factor as strict
    from team join team_member on team_member.team_id = team.id
    where team.id = ${teamId}::uuid and team.deleted_at is null
      and team_member.user_id = ${reader.userId}::uuid`.execute(db);
  const [row] = rows;
  if (!row) throw new AppError('team_not_found', 'There is no such team');
  if (!row.is_open) throw closedTo(reader, row.strict);
  if (!rolesFrom(role).includes(row.role)) throw roleTooLow();
  return { id: teamId, name: row.name, role: row.role };
}

function closedTo(reader: Reader, strict: boolean): AppError {
  return strict && !hasTwoFactors(reader.amr)
    ? new AppError('forbidden', 'This team wants a sign-in with two factors')
    : new AppError('address_not_allowed', 'This team cannot be used from this network address');
}
