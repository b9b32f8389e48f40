import type { Db } from '../../db/client.ts';

const NAME = 'demo';

/** Marks the demo as made; false when it was made before, even if it has been deleted since. */
export async function claimDemo(db: Db, now: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('setting')
    .values({ name: NAME, value: JSON.stringify({ madeAt: now.toISOString() }) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function releaseDemo(db: Db): Promise<void> {
  await db.deleteFrom('setting').where('name', '=', NAME).execute();
}

export async function hasSessions(db: Db): Promise<boolean> {
  return (await db.selectFrom('session').select('id').limit(1).executeTakeFirst()) !== undefined;
}

export async function markDemo(db: Db, sessionId: string): Promise<void> {
  await db.updateTable('session').set({ demo: true }).where('id', '=', sessionId).execute();
}

/** Earlier drives of the simulated car. */
export async function listSimulatedSessions(
  db: Db,
  ownerId: string,
  exceptId: string,
): Promise<string[]> {
  const rows = await db
    .selectFrom('session')
    .select('id')
    .where('owner_id', '=', ownerId)
    .where('demo', '=', true)
    .where('format', 'like', 'live:%')
    .where('id', '!=', exceptId)
    .execute();
  return rows.map(({ id }) => id);
}
