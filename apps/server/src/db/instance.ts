import type { Db } from './client.ts';

const NAME = 'instance';

/** What this database calls itself: servers that share it know each other by it. Made at the first call. */
export async function findInstanceId(db: Db, newId: () => string): Promise<string> {
  await db
    .insertInto('setting')
    .values({ name: NAME, value: JSON.stringify({ id: newId() }) })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const { value } = await db
    .selectFrom('setting')
    .select('value')
    .where('name', '=', NAME)
    .executeTakeFirstOrThrow();
  return (value as { id: string }).id;
}
