import type { AuditEntry } from './audit.ts';
import type { StoredEntry } from './chain.ts';
import { findOrigin } from './origin.ts';

/** An entry before it has its place in the chain. */
export type Draft = Omit<StoredEntry, 'seq' | 'previous_hash' | 'hash'>;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const LONGEST = 500;

/** An entry as it is stored, with what the request tells of where it came from. Throws TypeError. */
export function toDraft(entry: AuditEntry, at: Date): Draft {
  const origin = findOrigin();
  return {
    at,
    actor_id: toId(entry.actorId),
    impersonator_id: toId(entry.impersonatorId ?? origin?.impersonatorId()),
    action: toText(entry.action) ?? '',
    result: entry.result,
    target_kind: toText(entry.targetKind),
    target_id: toText(entry.targetId),
    team_id: toId(entry.teamId),
    address: toText(entry.address ?? origin?.address),
    user_agent: toText(entry.userAgent ?? origin?.userAgent),
    request_id: toText(entry.requestId ?? origin?.requestId),
    detail: toDetail(entry.detail ?? {}),
  };
}

function toId(id: string | null | undefined): string | null {
  if (id === null || id === undefined) return null;
  const lower = id.toLowerCase();
  if (!UUID.test(lower)) throw new TypeError('Whoever acts is named by an id');
  return lower;
}

/** What the database gives back is what was hashed: it takes no NUL and no halves of characters. */
function toText(text: string | null | undefined): string | null {
  if (text === null || text === undefined) return null;
  return text.replaceAll('\0', '').slice(0, LONGEST).toWellFormed();
}

function toDetail(detail: NonNullable<AuditEntry['detail']>): string {
  const parts = Object.entries(detail)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, value]) => [key, typeof value === 'string' ? toText(value) : value]);
  return JSON.stringify(Object.fromEntries(parts));
}
