import { Readable } from 'node:stream';
import { Type } from 'typebox';
import type { StoredEntry } from '../../audit/chain.ts';
import { headLine, type LineFormat, toLine } from '../../audit/lines.ts';
import { type EntryFilter, listEntries } from '../../audit/queries.ts';
import { verifyChain } from '../../audit/verify.ts';
import { getTeamFor } from '../../db/access.ts';
import type { Ctx } from '../../deps.ts';
import { parseCursor, toPage } from '../../resources/cursor.ts';
import { toSearchWords } from '../../resources/search-words.ts';
import type {
  AuditEntryView,
  AuditExportQuery,
  AuditFilter,
  AuditPage,
  AuditQuery,
  AuditVerification,
} from './schemas.ts';

const Place = Type.Tuple([Type.Integer({ minimum: 0 })]);
const AT_ONCE = 1000;

/** A file on its way to the client. */
export type AuditFile = {
  readonly name: string;
  readonly mediaType: string;
  readonly body: Readable;
};

/** Entries of one team, or of everywhere, a page of them. */
export async function listAudit(
  ctx: Ctx,
  query: AuditQuery,
  teamId: string | null,
): Promise<AuditPage> {
  await checkTeam(ctx, teamId);
  const { cursor, limit = 50, order = 'newest' } = query;
  const rows = await listEntries(ctx.db, {
    ...toFilter(query, teamId),
    order,
    after: parseCursor(cursor, Place)?.[0],
    limit: limit + 1,
  });
  const page = toPage(rows, limit, ({ seq }) => [seq]);
  const names = await namesOf(ctx, page.items);
  return { ...page, items: page.items.map((row) => toView(row, names)) };
}

/** Entries as a file, oldest first, read while it is sent. */
export async function exportAudit(
  ctx: Ctx,
  query: AuditExportQuery,
  teamId: string | null,
): Promise<AuditFile> {
  await checkTeam(ctx, teamId);
  const { format = 'ndjson', ...filter } = query;
  await ctx.audit.append({
    action: 'audit.exported',
    result: 'done',
    actorId: ctx.actor.userId,
    teamId,
    detail: { format, filter: JSON.stringify(filter) },
  });
  const day = ctx.now().toISOString().slice(0, 10);
  return {
    name: `outlap-audit-${day}.${format}`,
    mediaType: format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
    body: Readable.from(linesOf(ctx, toFilter(filter, teamId), format)),
  };
}

export function verifyAudit(ctx: Ctx): Promise<AuditVerification> {
  return verifyChain(ctx.db, ctx.identity.secrets) as Promise<AuditVerification>;
}

type Search = Omit<EntryFilter, 'order' | 'after' | 'limit'>;

/** What matches, a page of the database at a time. */
export async function* linesOf(
  { db }: Pick<Ctx, 'db'>,
  search: Search,
  format: LineFormat,
): AsyncGenerator<string> {
  yield headLine(format);
  for (let after = -1; ;) {
    const rows = await listEntries(db, { ...search, order: 'oldest', after, limit: AT_ONCE });
    if (rows.length > 0) yield rows.map((row) => toLine(row, format)).join('');
    after = rows.at(-1)?.seq ?? after;
    if (rows.length < AT_ONCE) return;
  }
}

export function toFilter(filter: AuditFilter, teamId: string | null): Search {
  return { ...filter, words: toSearchWords(filter.q), teamId };
}

async function checkTeam({ db, actor }: Ctx, teamId: string | null): Promise<void> {
  if (teamId !== null) await getTeamFor(db, actor, teamId, 'admin');
}

/** Names of those who acted, as far as their accounts are there. */
async function namesOf({ identity }: Ctx, rows: readonly StoredEntry[]) {
  const ids = new Set(rows.flatMap(({ actor_id, impersonator_id }) => [actor_id, impersonator_id]));
  ids.delete(null);
  const named = await Promise.all(
    [...ids].map(async (id) => {
      const user = await identity.store.findOne('user', [{ field: 'id', value: id }]);
      return [id, user ? String(user['name']) : null] as const;
    }),
  );
  return new Map<string | null, string | null>(named);
}

function toView(row: StoredEntry, names: ReadonlyMap<string | null, string | null>) {
  return {
    seq: row.seq,
    at: row.at.toISOString(),
    actorId: row.actor_id,
    actorName: names.get(row.actor_id) ?? null,
    impersonatorId: row.impersonator_id,
    impersonatorName: names.get(row.impersonator_id) ?? null,
    action: row.action,
    result: row.result,
    targetKind: row.target_kind,
    targetId: row.target_id,
    teamId: row.team_id,
    address: row.address,
    userAgent: row.user_agent,
    requestId: row.request_id,
    detail: toDetail(row.detail),
    hash: row.hash,
  } satisfies AuditEntryView;
}

/** Somebody may have written into the table: what is no JSON is shown as it is. */
function toDetail(text: string): AuditEntryView['detail'] {
  try {
    return JSON.parse(text) as AuditEntryView['detail'];
  } catch {
    return { text };
  }
}
