import { type Ctx, type Deps, LOCAL_OWNER } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { isLastOwner } from '../../identity/last-owner.ts';
import { LOCAL_ADDRESS } from '../../identity/local-owner.ts';
import type { Row } from '../../identity/store/store.ts';
import { proveRecently } from '../second-factor/verbs.ts';
import { countOwned, listTeamsOf } from './deletion-queries.ts';
import type { Deletion, NewDeletion } from './schemas.ts';

const GRACE_DAYS = 14;
const DAY_MS = 86_400_000;

/** What would go, what would stay, and what is in the way. */
export async function previewDeletion(ctx: Ctx): Promise<Deletion> {
  const user = await getOwn(ctx);
  const { db, identity, actor } = ctx;
  const [counts, teams, keys] = await Promise.all([
    countOwned(db, actor.userId),
    listTeamsOf(db, actor.userId),
    identity.keys.listOf(actor.userId),
  ]);
  const { deletionDueAt } = user;
  const named = teams.map(({ id, name, others }) => ({ id, name, others }));
  const toTeam = ({ id, name }: { id: string; name: string }) => ({ id, name });
  return {
    dueAt: deletionDueAt instanceof Date ? deletionDueAt.toISOString() : null,
    graceDays: GRACE_DAYS,
    confirm: confirmationOf(user),
    removed: {
      sessions: counts.sessions,
      laps: counts.laps,
      files: counts.recordings + counts.laps,
      alertRules: counts.alert_rules,
      alerts: counts.alerts,
      shareLinks: counts.share_links,
      apiKeys: keys.length,
    },
    sharedSessions: counts.shared_sessions,
    teamsLeft: named.filter(({ others }) => others > 0).map(toTeam),
    teamsDeleted: named.filter(({ others }) => others === 0).map(toTeam),
    blockers: await listBlockers(ctx, user, teams),
  };
}

/** The account goes when the time of grace is over, unless it is kept after all. */
export async function askForDeletion(ctx: Ctx, { confirm }: NewDeletion): Promise<Deletion> {
  const user = await getOwn(ctx);
  const { identity, actor, audit, now, post } = ctx;
  if (confirm.trim().toLowerCase() !== confirmationOf(user).toLowerCase())
    throw new AppError('not_confirmed', `Type "${confirmationOf(user)}" to confirm`);
  await proveRecently(ctx);
  const [blocker] = (await previewDeletion(ctx)).blockers;
  if (blocker?.kind === 'last-owner')
    throw new AppError('last_owner', 'Nobody else who can sign in is an owner');
  if (blocker)
    throw new AppError('last_admin', `Nobody else runs the team ${blocker.teamName ?? ''}`);
  const dueAt = new Date(now().getTime() + GRACE_DAYS * DAY_MS);
  await audit.append({
    action: 'account.deletion-asked',
    result: 'done',
    actorId: actor.userId,
    targetKind: 'user',
    targetId: actor.userId,
    detail: { dueAt: dueAt.toISOString() },
  });
  await setDue(identity, actor.userId, dueAt, now());
  // Of two owners who ask at the same time, whoever finds nobody left keeps the account.
  if (user['role'] === 'owner' && (await isLastOwner(identity.store, actor.userId))) {
    await setDue(identity, actor.userId, null, now());
    throw new AppError('last_owner', 'Nobody else who can sign in is an owner');
  }
  if (user['email'] !== LOCAL_ADDRESS)
    await post.send({
      kind: 'notice',
      to: String(user['email']),
      name: String(user['name']),
      subject: 'Your account will be deleted',
      lines: [
        `your account and everything in it will be removed at ${dueAt.toISOString()}, as you asked.`,
        `To keep it, sign in before: ${identity.publicUrl}/account?part=data`,
      ],
    });
  return previewDeletion(ctx);
}

export async function cancelDeletion(ctx: Ctx): Promise<Deletion> {
  const user = await getOwn(ctx);
  const { identity, actor, audit, now } = ctx;
  if (user['deletionDueAt'] !== null) {
    await audit.append({
      action: 'account.deletion-cancelled',
      result: 'done',
      actorId: actor.userId,
      targetKind: 'user',
      targetId: actor.userId,
    });
    await setDue(identity, actor.userId, null, now());
  }
  return previewDeletion(ctx);
}

async function listBlockers(
  { identity }: Ctx,
  user: Row,
  teams: Awaited<ReturnType<typeof listTeamsOf>>,
): Promise<Deletion['blockers']> {
  const id = String(user['id']);
  const isNeeded =
    id === LOCAL_OWNER || (user['role'] === 'owner' && (await isLastOwner(identity.store, id)));
  return [
    ...(isNeeded ? [{ kind: 'last-owner' as const, teamId: null, teamName: null }] : []),
    ...teams
      .filter((team) => team.is_admin && team.others > 0 && team.other_admins === 0)
      .map(({ id: teamId, name }) => ({ kind: 'last-admin' as const, teamId, teamName: name })),
  ];
}

async function setDue({ store }: Deps['identity'], id: string, due: Date | null, now: Date) {
  await store.update('user', [{ field: 'id', value: id }], { deletionDueAt: due, updatedAt: now });
}

async function getOwn({ identity, actor }: Ctx): Promise<Row> {
  const where = [{ field: 'id', value: actor.userId }];
  const user = await identity.store.findOne('user', where);
  if (!user) throw new AppError('user_not_found', 'There is no such account');
  return user;
}

function confirmationOf(user: Row): string {
  return user['email'] === LOCAL_ADDRESS ? 'delete' : String(user['email']);
}
