import { type ExpressionBuilder, sql, type Transaction } from 'kysely';
import type { Db } from '../db/client.ts';
import type { Tables } from '../db/tables.ts';
import { ENTRY_COLUMNS, type SignedHead, type StoredEntry } from './chain.ts';

export type Tx = Transaction<Tables>;

const HEAD = ['first_seq', 'first_previous_hash', 'seq', 'hash', 'signature'] as const;

export async function insertFirstHead(tx: Tx, head: SignedHead): Promise<void> {
  await tx
    .insertInto('audit_head')
    .values(head)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** The head, which stays locked until the transaction ends: one appends after the other. */
export function lockHead(tx: Tx): Promise<SignedHead | undefined> {
  return tx.selectFrom('audit_head').select(HEAD).forUpdate().executeTakeFirst();
}

export function findHead(db: Db): Promise<SignedHead | undefined> {
  return db.selectFrom('audit_head').select(HEAD).executeTakeFirst();
}

export async function saveHead(tx: Tx, head: SignedHead): Promise<void> {
  await tx.updateTable('audit_head').set(head).execute();
}

export function findLastEntry(db: Db | Tx) {
  return db
    .selectFrom('audit_entry')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
}

export async function insertEntries(tx: Tx, entries: readonly StoredEntry[]): Promise<void> {
  await tx
    .insertInto('audit_entry')
    .values([...entries])
    .execute();
}

/** Entries in the order of the chain. */
export function listChain(
  db: Db,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<StoredEntry[]> {
  return db
    .selectFrom('audit_entry')
    .select(ENTRY_COLUMNS)
    .where('seq', '>', after)
    .orderBy('seq')
    .limit(limit)
    .execute();
}

/** The first entry that is not older; undefined where all are. */
export function findFirstSince(tx: Tx, before: Date) {
  return tx
    .selectFrom('audit_entry')
    .select(['seq', 'previous_hash'])
    .where('at', '>=', before)
    .orderBy('seq')
    .limit(1)
    .executeTakeFirst();
}

/** Removes the beginning of the log, which the log refuses to everybody else. */
export async function deleteEntriesBefore(tx: Tx, seq: number): Promise<number> {
  await sql`select set_config('outlap.audit_prune', 'on', true)`.execute(tx);
  const { numDeletedRows } = await tx
    .deleteFrom('audit_entry')
    .where('seq', '<', seq)
    .executeTakeFirst();
  await sql`select set_config('outlap.audit_prune', 'off', true)`.execute(tx);
  return Number(numDeletedRows);
}

export type EntryFilter = {
  readonly actor?: string | undefined;
  readonly action?: string | undefined;
  readonly target?: string | undefined;
  readonly result?: 'done' | 'refused' | 'failed' | undefined;
  readonly address?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly words: readonly string[];
  /** Null: of everywhere. */
  readonly teamId: string | null;
  readonly order: 'newest' | 'oldest';
  readonly after: number | undefined;
  readonly limit: number;
};

export function listEntries(db: Db, filter: EntryFilter): Promise<StoredEntry[]> {
  const newest = filter.order === 'newest';
  let query = db.selectFrom('audit_entry').select(ENTRY_COLUMNS).where(matches(filter));
  if (filter.after !== undefined) query = query.where('seq', newest ? '<' : '>', filter.after);
  return query
    .orderBy('seq', newest ? 'desc' : 'asc')
    .limit(filter.limit)
    .execute();
}

type Builder = ExpressionBuilder<Tables, 'audit_entry'>;

const matches =
  ({ teamId, actor, action, target, result, address, from, to, words }: EntryFilter) =>
  (is: Builder) =>
    is.and([
      ...(teamId === null ? [] : [is('team_id', '=', teamId)]),
      ...(actor ? [is.or([is('actor_id', '=', actor), is('impersonator_id', '=', actor)])] : []),
      ...(action ? [is('action', 'like', `${action}%`)] : []),
      ...(target ? [is('target_id', '=', target)] : []),
      ...(result ? [is('result', '=', result)] : []),
      ...(address ? [is('address', '=', address)] : []),
      ...(from ? [is('at', '>=', new Date(from))] : []),
      ...(to ? [is('at', '<', new Date(to))] : []),
      ...(words.length > 0 ? [hasWords(words)] : []),
    ]);

function hasWords(words: readonly string[]) {
  const text = words.map((word) => `'${word}':*`).join(' & ');
  return sql<boolean>`search @@ to_tsquery('simple', ${text})`;
}
