import type { Ctx } from '../../deps.ts';
import {
  clearWaits,
  countRows,
  countUnsent,
  type ItemRow,
  listSentItems,
  listUnsentItems,
} from './queries.ts';
import type { Sync, SyncItem } from './schemas.ts';
import { readStatus, type Status } from './status.ts';

export {
  announceSession,
  completeSession,
  getDigest,
  getObjectState,
  receiveObject,
} from './receive.ts';
export { deletePiecesOf } from './pieces.ts';
export { runForwarding } from './worker.ts';

const ITEMS = 50;

/** How far forwarding is. */
export async function getSync(ctx: Ctx): Promise<Sync> {
  const { db, config, actor } = ctx;
  const isOn = config.UPSTREAM_URL !== '';
  const [status, counts, waiting, unsent, sent] = await Promise.all([
    readStatus(ctx),
    countRows(db, actor.userId),
    isOn ? countUnsent(db, actor.userId) : 0,
    isOn ? listUnsentItems(db, actor.userId, ITEMS) : [],
    isOn ? listSentItems(db, actor.userId, ITEMS) : [],
  ]);
  return {
    state: isOn ? stateOf(status, ctx.now()) : 'off',
    upstream: isOn ? withoutSecrets(config.UPSTREAM_URL) : null,
    waitingSessions: waiting,
    sentSessions: counts.sent,
    receivedSessions: counts.received,
    bytesPerSecond: status.bytesPerSecond,
    limitBytesPerSecond: config.UPSTREAM_BYTES_PER_SECOND,
    lastSuccessAt: status.lastSuccessAt,
    lastError: status.lastError,
    nextTryAt: status.nextTryAt,
    items: [
      ...unsent.map((row) => toItem(row, unsentState(row, status))),
      ...sent.map((row) => toItem(row, row.state ?? 'sent')),
    ],
  };
}

/** Tries again now instead of waiting. */
export async function retrySync(ctx: Ctx): Promise<void> {
  await clearWaits(ctx.db);
  ctx.bus.publish({ kind: 'sync-wanted', sessionId: '' });
}

function stateOf({ current, nextTryAt }: Status, now: Date): Sync['state'] {
  if (current !== null) return 'sending';
  return nextTryAt !== null && new Date(nextTryAt) > now ? 'waiting' : 'idle';
}

function unsentState({ id, state }: ItemRow, { current }: Status): SyncItem['state'] {
  if (id === current) return 'sending';
  return state === 'failed' ? 'failed' : 'waiting';
}

function toItem(row: ItemRow, state: SyncItem['state']): SyncItem {
  const { error_code: code, error_detail: detail } = row;
  return {
    sessionId: row.id,
    name: row.name,
    state,
    live: row.session_state === 'live',
    totalBytes: row.total_bytes ?? 0,
    sentBytes: row.sent_bytes ?? 0,
    attempts: row.attempts ?? 0,
    error: code === null ? null : { code, detail: detail ?? '' },
    sentAt: row.sent_at?.toISOString() ?? null,
    digest: row.digest,
  };
}

/** The address for people: no name, password or query. */
function withoutSecrets(url: string): string {
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname === '/' ? '' : pathname}`;
}
