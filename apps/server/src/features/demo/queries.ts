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
