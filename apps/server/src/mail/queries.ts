import { sql, type Transaction } from 'kysely';
import { findOrigin } from '../audit/origin.ts';
import type { Db } from '../db/client.ts';
import type { Tables } from '../db/tables.ts';

type Tx = Transaction<Tables>;

/** More of a burst is counted, not listed. */
const LISTED_OF_BURST = 50;
const CLAIMED_AT_ONCE = 20;

export type OutboxRow = Awaited<ReturnType<typeof claimDue>>[number];

export type Queued = {
  readonly id: string;
  readonly ownerId: string;
  readonly kind: 'mail' | 'webhook';
  readonly recipient: string;
  readonly payload: unknown;
  readonly burstKey: string | null;
  readonly now: Date;
};

/** How mails of one burst come together: so long after the last of them, at most so long after the first. */
const BURST = { quietMs: 5000, longestMs: 60_000 } as const;

/** Puts a message into the outbox, or into the one of the same burst that still collects. */
export async function queueMessage(tx: Tx, message: Queued): Promise<void> {
  const { id, ownerId, kind, recipient, burstKey, now } = message;
  const collecting = burstKey !== null;
  const before = collecting ? await lastOfBurst(tx, burstKey) : undefined;
  const quiet = now.getTime() + (collecting ? BURST.quietMs : 0);
  const due = new Date(Math.max(quiet, (before?.getTime() ?? 0) + BURST.longestMs));
  await tx
    .insertInto('outbox')
    .values({
      id,
      owner_id: ownerId,
      kind,
      state: 'waiting',
      recipient,
      payload: JSON.stringify([message.payload]),
      burst_key: burstKey,
      collecting,
      next_attempt_at: due,
      error: null,
      created_at: now,
      sent_at: null,
      request_id: findOrigin()?.requestId ?? null,
    })
    .onConflict((conflict) =>
      conflict
        .column('burst_key')
        .where('collecting', '=', true)
        .doUpdateSet({
          count: sql`outbox.count + 1`,
          payload: sql`case when jsonb_array_length(outbox.payload) < ${LISTED_OF_BURST}
            then outbox.payload || excluded.payload else outbox.payload end`,
          next_attempt_at: sql`greatest(outbox.next_attempt_at, least(excluded.next_attempt_at,
            outbox.created_at + ${BURST.longestMs / 1000} * interval '1 second'))`,
        }),
    )
    .execute();
}

/** When the last message of a burst went, or was closed where it could not go. */
async function lastOfBurst(tx: Tx, burstKey: string): Promise<Date | undefined> {
  const row = await tx
    .selectFrom('outbox')
    .select(sql<Date | null>`max(coalesce(sent_at, created_at))`.as('at'))
    .where('burst_key', '=', burstKey)
    .where('collecting', '=', false)
    .executeTakeFirst();
  return row?.at ?? undefined;
}

/** Takes messages that are due, of some kinds; they come back by themselves at `leaseUntil` if their server dies meanwhile. */
export function claimDue(db: Db, kinds: readonly Queued['kind'][], now: Date, leaseUntil: Date) {
  return db
    .updateTable('outbox')
    .set({
      attempts: sql`attempts + 1`,
      collecting: false,
      next_attempt_at: leaseUntil,
    })
    .where(
      'id',
      'in',
      db
        .selectFrom('outbox')
        .select('id')
        .where('state', '=', 'waiting')
        .where('kind', 'in', kinds)
        .where('next_attempt_at', '<=', now)
        .orderBy('next_attempt_at')
        .limit(CLAIMED_AT_ONCE)
        .forUpdate()
        .skipLocked(),
    )
    .returning([
      'id',
      'owner_id',
      'kind',
      'recipient',
      'payload',
      'count',
      'attempts',
      'request_id',
    ])
    .execute();
}

export async function settleMessage(
  db: Db,
  id: string,
  set:
    | { readonly state: 'sent'; readonly sent_at: Date; readonly error: null }
    | { readonly state: 'kept' | 'failed'; readonly error: string }
    | { readonly state: 'waiting'; readonly next_attempt_at: Date; readonly error: string },
): Promise<void> {
  await db.updateTable('outbox').set(set).where('id', '=', id).execute();
}

/** When the next message of some kinds is due; undefined: none waits. */
export async function findNextDue(
  db: Db,
  kinds: readonly Queued['kind'][],
): Promise<Date | undefined> {
  const row = await db
    .selectFrom('outbox')
    .select('next_attempt_at')
    .where('state', '=', 'waiting')
    .where('kind', 'in', kinds)
    .orderBy('next_attempt_at')
    .limit(1)
    .executeTakeFirst();
  return row?.next_attempt_at;
}

export type MessageRow = Awaited<ReturnType<typeof listMessages>>[number];

export function listMessages(
  db: Db,
  ownerId: string,
  page: { readonly after?: readonly [string, string] | undefined; readonly limit: number },
) {
  let query = db.selectFrom('outbox').selectAll().where('owner_id', '=', ownerId);
  if (page.after) {
    const [createdAt, id] = page.after;
    query = query.where(sql<boolean>`(created_at, id) < (${createdAt}::timestamptz, ${id}::uuid)`);
  }
  return query.orderBy('created_at', 'desc').orderBy('id', 'desc').limit(page.limit).execute();
}

/** Makes a message wait again, from the first attempt on; undefined where there is none that did not go. */
export function retryMessage(db: Db, ownerId: string, id: string, now: Date) {
  return db
    .updateTable('outbox')
    .set({ state: 'waiting', attempts: 0, next_attempt_at: now, error: null })
    .where('owner_id', '=', ownerId)
    .where('id', '=', id)
    .where('state', '!=', 'sent')
    .returningAll()
    .executeTakeFirst();
}
