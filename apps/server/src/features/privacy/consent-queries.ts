import type { Db } from '../../db/client.ts';

export type ConsentRow = Awaited<ReturnType<typeof listConsentRows>>[number];

export function insertConsent(
  db: Db,
  row: {
    readonly id: string;
    readonly user_id: string;
    readonly kind: string;
    readonly version: string;
    readonly text_hash: string;
    readonly given_at: Date;
    readonly ends_at: Date | null;
  },
) {
  return db
    .insertInto('consent')
    .values({ ...row, withdrawn_at: null })
    .returningAll()
    .executeTakeFirstOrThrow();
}

export function listConsentRows(db: Db, userId: string) {
  return db
    .selectFrom('consent')
    .selectAll()
    .where('user_id', '=', userId)
    .orderBy('given_at', 'desc')
    .orderBy('id', 'desc')
    .execute();
}

/** Consents for a while that have not ended. */
export function listOpenConsents(
  db: Db,
  { kind, userIds, now }: { kind: string; userIds: readonly string[]; now: Date },
) {
  if (userIds.length === 0) return Promise.resolve([]);
  return db
    .selectFrom('consent')
    .select(['user_id', 'ends_at'])
    .where('kind', '=', kind)
    .where('user_id', 'in', [...userIds])
    .where('withdrawn_at', 'is', null)
    .where('ends_at', '>', now)
    .execute();
}

export async function withdrawConsents(
  db: Db,
  { kind, userId, now }: { kind: string; userId: string; now: Date },
): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('consent')
    .set({ withdrawn_at: now })
    .where('kind', '=', kind)
    .where('user_id', '=', userId)
    .where('withdrawn_at', 'is', null)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
