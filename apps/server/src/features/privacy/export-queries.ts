import { sql } from 'kysely';
import type { Db } from '../../db/client.ts';

export type ExportRow = NonNullable<Awaited<ReturnType<typeof findExport>>>;

/** Undefined where one of this person is under way. */
export function insertExport(db: Db, row: { id: string; user_id: string; created_at: Date }) {
  return db
    .insertInto('data_export')
    .values({
      ...row,
      state: 'queued',
      bytes: null,
      object_key: null,
      held_until: null,
      finished_at: null,
      expires_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

export function findExport(db: Db, userId: string, id: string) {
  return db
    .selectFrom('data_export')
    .selectAll()
    .where('id', '=', id)
    .where('user_id', '=', userId)
    .executeTakeFirst();
}

export function listExports(db: Db, userId: string) {
  return db
    .selectFrom('data_export')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('created_at', 'desc')
    .limit(20)
    .execute();
}

/** Takes one that waits, or whose server has died. */
export function claimExport(db: Db, now: Date, heldUntil: Date) {
  return db
    .updateTable('data_export')
    .set({ state: 'running', attempts: sql`attempts + 1`, held_until: heldUntil, progress: 0 })
    .where('id', '=', (one) =>
      one
        .selectFrom('data_export')
        .select('id')
        .where('state', 'in', ['queued', 'running'])
        .where((is) => is.or([is('held_until', 'is', null), is('held_until', '<', now)]))
        .orderBy('created_at')
        .limit(1)
        .forUpdate()
        .skipLocked(),
    )
    .returningAll()
    .executeTakeFirst();
}

/** Whether it still runs: its account may be gone. */
export async function holdExport(
  db: Db,
  id: string,
  set: { held_until: Date; progress: number },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('data_export')
    .set(set)
    .where('id', '=', id)
    .where('state', '=', 'running')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export async function settleExport(
  db: Db,
  id: string,
  set:
    | {
        readonly state: 'done';
        readonly progress: 1;
        readonly bytes: number;
        readonly object_key: string;
        readonly finished_at: Date;
        readonly expires_at: Date;
      }
    | { readonly state: 'failed'; readonly finished_at: Date }
    | { readonly state: 'queued'; readonly held_until: Date }
    | { readonly state: 'expired'; readonly object_key: null },
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('data_export')
    .set(set)
    .where('id', '=', id)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

export function listExpiredExports(db: Db, now: Date) {
  return db
    .selectFrom('data_export')
    .select(['id', 'object_key'])
    .where('state', '=', 'done')
    .where('expires_at', '<=', now)
    .execute();
}
