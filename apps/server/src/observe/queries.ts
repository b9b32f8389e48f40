import { sql } from 'kysely';
import type { Db } from '../db/client.ts';

/** Streams that are open. Index `stream_open`. */
export async function countOpenStreams(db: Db): Promise<number> {
  const { count } = await db
    .selectFrom('stream')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('state', '=', 'open')
    .executeTakeFirstOrThrow();
  return count;
}

export type WaitingMessages = {
  readonly kind: string;
  readonly count: number;
  readonly oldest: Date;
};

/** What waits in the outbox, by kind, and since when the oldest is due. Index `outbox_due`. */
export function countWaitingMessages(db: Db): Promise<WaitingMessages[]> {
  return db
    .selectFrom('outbox')
    .select([
      'kind',
      sql<number>`count(*)::int`.as('count'),
      sql<Date>`min(next_attempt_at)`.as('oldest'),
    ])
    .where('state', '=', 'waiting')
    .groupBy('kind')
    .execute();
}
