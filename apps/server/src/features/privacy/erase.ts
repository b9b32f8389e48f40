import { actFor, type Ctx, type Deps, LOCAL_OWNER, serverActor } from '../../deps.ts';
import { LOCAL_ADDRESS } from '../../identity/local-owner.ts';
import type { Model } from '../../identity/store/store.ts';
import { deleteSession } from '../sessions/verbs.ts';
import { deletePiecesOf } from '../sync/verbs.ts';
import {
  clearPlace,
  clearTraces,
  deleteTeamRow,
  hasTombstone,
  listOwnedExports,
  listOwnedImports,
  listOwnedSessions,
  listTeamsOf,
  promoteSuccessor,
  saveTombstone,
} from './deletion-queries.ts';
import { PLACES } from './person.ts';

const AT_ONCE = 50;
const LEASE_MS = 3_600_000;
const TOMBSTONES = 'tombstones/';

/** Rows of identity that name a person; the account itself goes last. */
const IDENTITY = [
  'session',
  'account',
  'twoFactor',
  'passkey',
  'apiKey',
  'knownDevice',
  'deviceCode',
  'refreshToken',
  'verification',
] as const satisfies readonly Model[];

/** Removes the accounts whose time of grace is over; how many. Several servers may do it at once. */
export async function eraseDue(deps: Deps, signal: AbortSignal): Promise<number> {
  const { identity, now } = deps;
  const due = { field: 'deletionDueAt', operator: 'lte', value: now() } as const;
  let erased = 0;
  for (const user of await identity.store.findMany('user', [due])) {
    signal.throwIfAborted();
    const where = [{ field: 'id', value: user['id'] ?? null }, due];
    // Whoever moves the time has it; a server that dies leaves it to the next hour.
    const next = new Date(now().getTime() + LEASE_MS);
    const [mine] = await identity.store.update('user', where, { deletionDueAt: next });
    if (!mine) continue;
    await erase(deps, String(user['id']));
    erased++;
  }
  return erased;
}

/** What a backup has brought back is removed again: a tombstone lies in the object store, and none in the database. */
export async function eraseRestored(deps: Deps, signal: AbortSignal): Promise<number> {
  let erased = 0;
  for await (const { key } of deps.objects.list(TOMBSTONES)) {
    signal.throwIfAborted();
    const userId = key.slice(TOMBSTONES.length);
    if (await hasTombstone(deps.db, userId)) continue;
    await erase(deps, userId);
    erased++;
  }
  return erased;
}

/** Removes a person: objects, rows, ways in, and last the account. Begun again, it goes on where it was. */
async function erase(deps: Deps, userId: string): Promise<void> {
  const { db, identity, objects, audit, now } = deps;
  if (userId === LOCAL_OWNER) return;
  const ctx: Ctx = { ...deps, actor: serverActor(userId) };
  const user = await identity.store.findOne('user', [{ field: 'id', value: userId }]);
  const email = typeof user?.['email'] === 'string' ? user['email'].toLowerCase() : '';
  const target = { targetKind: 'user', targetId: userId };
  await audit.append({ action: 'account.erasing', result: 'done', actorId: null, ...target });
  await objects.put(TOMBSTONES + userId, Buffer.from(`${now().toISOString()}\n`));
  await closeDoors(deps, userId);
  await leaveTeams(deps, userId);
  const sessions = await eraseSessions(ctx);
  let removed = sessions.objects + (await eraseFiles(deps, userId));
  let rows = sessions.ids.length;
  await db.transaction().execute(async (tx) => {
    rows += await clearTraces(tx, { userId, email, sessionIds: sessions.ids });
    for (const place of PLACES) rows += await clearPlace(tx, place, userId);
  });
  // A recording that came in meanwhile.
  const late = await eraseSessions(ctx);
  removed += late.objects;
  rows += late.ids.length + (await eraseIdentity(deps, userId));
  const at = now();
  await saveTombstone(db, {
    user_id: userId,
    asked_at: at,
    erased_at: at,
    rows_removed: rows,
    objects_removed: removed,
  });
  const detail = { rows, objects: removed };
  await audit.append({
    action: 'account.erased',
    result: 'done',
    actorId: null,
    ...target,
    detail,
  });
  await tellGone(deps, email, String(user?.['name'] ?? ''));
}

/** From here on nobody comes in as this person, nor sends anything. */
async function closeDoors({ identity, now }: Deps, userId: string): Promise<void> {
  const set = { lockedAt: now(), lockedUntil: null, lockedReason: 'The account is being deleted' };
  await identity.store.update('user', [{ field: 'id', value: userId }], set);
  await identity.endLogins(userId);
  await identity.endTokens(userId);
}

/** Teams without another member go; one without another admin gets one. */
async function leaveTeams({ db, audit, identity }: Deps, userId: string): Promise<void> {
  for (const team of await listTeamsOf(db, userId)) {
    const target = { targetKind: 'team', targetId: team.id, teamId: team.id };
    if (team.others === 0) {
      await audit.append({ action: 'team.deleted', result: 'done', actorId: null, ...target });
      const where = [{ field: 'organizationId', value: team.id }];
      await identity.store.remove('ssoProvider', where);
      await deleteTeamRow(db, team.id);
    } else if (team.is_admin && team.other_admins === 0) {
      const successor = await promoteSuccessor(db, team.id, userId);
      await audit.append({
        action: 'member.role-changed',
        result: 'done',
        actorId: null,
        targetKind: 'user',
        targetId: successor ?? null,
        teamId: team.id,
        detail: { role: 'admin', because: 'the last admin’s account was deleted' },
      });
    }
  }
}

/** The files first: a row that is gone names them no more. */
async function eraseSessions(ctx: Ctx): Promise<{ ids: string[]; objects: number }> {
  const { db, objects, actor } = ctx;
  const ids: string[] = [];
  let removed = 0;
  for (;;) {
    const sessions = await listOwnedSessions(db, actor.userId, AT_ONCE);
    for (const { id, recording_key, companion_key } of sessions) {
      for await (const { key } of objects.list(`laps/${id}/`)) {
        await objects.delete(key);
        removed++;
      }
      removed += await deleteKeys(objects, [recording_key, companion_key]);
      await deleteSession(actFor(ctx, actor.userId), id);
      ids.push(id);
    }
    if (sessions.length < AT_ONCE) return { ids, objects: removed };
  }
}

/** Recordings that did not become a session, or were sent in part, and files made for the person. */
async function eraseFiles({ db, objects }: Deps, userId: string): Promise<number> {
  let removed = await deletePiecesOf({ db, objects }, userId);
  for (const row of await listOwnedImports(db, userId))
    removed += await deleteKeys(objects, [row.recording_key, row.companion_key]);
  for (const { id } of await listOwnedExports(db, userId))
    removed += await deleteKeys(objects, [`exports/${id}.zip`]);
  return removed;
}

async function deleteKeys(objects: Deps['objects'], keys: readonly (string | null)[]) {
  let removed = 0;
  for (const key of keys) {
    if (key === null || !(await objects.head(key))) continue;
    await objects.delete(key);
    removed++;
  }
  return removed;
}

async function eraseIdentity({ identity }: Deps, userId: string): Promise<number> {
  const { store } = identity;
  let removed = 0;
  // Ways into teams stay with the server: their members still come in by them.
  await store.update('ssoProvider', [{ field: 'userId', value: userId }], { userId: LOCAL_OWNER });
  for (const model of IDENTITY)
    removed += (await store.remove(model, [{ field: 'userId', value: userId }])).length;
  return removed + (await store.remove('user', [{ field: 'id', value: userId }])).length;
}

/** Sent without the outbox, which would keep the address. */
async function tellGone({ mail, newId, log }: Deps, email: string, name: string): Promise<void> {
  if (!mail.configured || email === '' || email === LOCAL_ADDRESS) return;
  try {
    await mail.send({
      to: email,
      subject: 'Your account was deleted',
      text: `Hello ${name.replaceAll(/\p{Cc}/gu, ' ')},\n\nyour account and everything in it was removed, as you asked.\n`,
      messageId: `<${newId()}@outlap>`,
    });
  } catch (error) {
    log.warn({ err: error }, 'the mail about a deleted account did not go');
  }
}
