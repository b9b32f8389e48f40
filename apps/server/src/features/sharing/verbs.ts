import { randomBytes } from 'node:crypto';
import { refusalOfSession } from '../../db/access.ts';
import { refuseQuarantined } from '../../db/quarantine.ts';
import { findShareLink, SHARE_PREFIX } from '../../db/share-links.ts';
import type { Ctx, Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { hashSecret } from '../../identity/hash-secret.ts';
import {
  countUse,
  findShared,
  insertShare,
  listShareRows,
  revokeShare,
  type ShareRow,
} from './queries.ts';
import type { NewShare, OpenedShare, Share } from './schemas.ts';

const DAY_MS = 86_400_000;

export async function listShares(ctx: Ctx, sessionId: string): Promise<{ items: Share[] }> {
  await getShared(ctx, sessionId);
  const rows = await listShareRows(ctx.db, sessionId);
  return { items: rows.map((row) => toShare(ctx, row)) };
}

/** A link that shows one session to whoever has it; 256 random bits, of which only a hash is kept. */
export async function createShare(
  ctx: Ctx,
  sessionId: string,
  { expiresInDays }: NewShare,
): Promise<{ share: Share; link: string }> {
  const { team_id: teamId } = await getShared(ctx, sessionId);
  await refuseQuarantined(ctx, [sessionId]);
  const token = SHARE_PREFIX + randomBytes(32).toString('base64url');
  const now = ctx.now();
  const row = await insertShare(ctx.db, {
    id: ctx.newId(),
    session_id: sessionId,
    token_hash: hashSecret(token),
    created_by: ctx.actor.userId,
    created_at: now,
    expires_at: new Date(now.getTime() + expiresInDays * DAY_MS),
  });
  await note(ctx, 'share.created', row.id, teamId, { sessionId, expiresInDays });
  return { share: toShare(ctx, row), link: `${ctx.identity.publicUrl}/share#token=${token}` };
}

/** Revokes a link: its next read finds nothing, and what is watched with it is looked at again. */
export async function deleteShare(ctx: Ctx, sessionId: string, shareId: string): Promise<void> {
  const { team_id: teamId } = await getShared(ctx, sessionId);
  if (!(await revokeShare(ctx.db, sessionId, shareId, ctx.now())))
    throw new AppError('share_not_found', 'There is no such link to this session');
  ctx.bus.publish({ kind: 'access-changed', sessionId: '' });
  await note(ctx, 'share.revoked', shareId, teamId, { sessionId });
}

/** What a link shows, and until when. */
export async function openShare(
  deps: Deps,
  token: string,
  address: string,
): Promise<Required<OpenedShare>> {
  await deps.throttle.fromNetwork('link', address);
  const now = deps.now();
  const link = await findShareLink(deps.db, token, now);
  if (!link)
    throw new AppError('share_not_found', 'This link was revoked, has expired, or never was');
  await refuseQuarantined(deps, [link.sessionId]);
  await countUse(deps.db, link.id, now);
  await deps.audit.append({
    action: 'share.opened',
    result: 'done',
    actorId: null,
    targetKind: 'share',
    targetId: link.id,
    detail: { sessionId: link.sessionId },
  });
  return { sessionId: link.sessionId, expiresAt: link.expiresAt.toISOString(), token };
}

async function getShared(ctx: Ctx, sessionId: string) {
  const found = await findShared(ctx.db, ctx.actor, sessionId, 'operator');
  if (found) return found;
  const notFound = new AppError('session_not_found', 'There is no such session');
  throw await refusalOfSession(ctx.db, ctx.actor, sessionId, notFound);
}

function note(
  { audit, actor }: Ctx,
  action: string,
  shareId: string,
  teamId: string | null,
  detail: Readonly<Record<string, string | number>>,
): Promise<void> {
  return audit.append({
    action,
    result: 'done',
    actorId: actor.userId,
    targetKind: 'share',
    targetId: shareId,
    teamId,
    detail,
  });
}

function toShare({ now }: Ctx, row: ShareRow): Share {
  return {
    id: row.id,
    sessionId: row.session_id,
    createdAt: row.created_at.toISOString(),
    expiresAt: row.expires_at.toISOString(),
    lastUsedAt: row.last_used_at?.toISOString() ?? null,
    useCount: row.use_count,
    expired: row.expires_at <= now(),
  };
}
