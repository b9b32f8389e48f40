import type { Db } from '../src/db/client.ts';
import type { Deps } from '../src/deps.ts';
import { lapKey } from '../src/objects/keys.ts';

/** A database whose transactions are committed, and whose answers to that are lost. */
export function losingCommits(db: Db): Db {
  const transaction = () => ({
    execute: async (work: Parameters<ReturnType<Db['transaction']>['execute']>[0]) => {
      await db.transaction().execute(work);
      throw new Error('Connection terminated unexpectedly');
    },
  });
  return new Proxy(db, {
    get: (_, name) => {
      if (name === 'transaction') return transaction;
      const value: unknown = Reflect.get(db, name, db);
      return typeof value === 'function' ? (value.bind(db) as unknown) : value;
    },
  });
}

/** Keys of the files that the rows of a session's laps name, and of those that are there. */
export async function lapFiles({ db, objects }: Deps, sessionId: string) {
  const laps = await db
    .selectFrom('lap')
    .select('id')
    .where('session_id', '=', sessionId)
    .execute();
  const there: string[] = [];
  for await (const { key } of objects.list(`laps/${sessionId}/`)) there.push(key);
  return { named: laps.map(({ id }) => lapKey(sessionId, id)).sort(), there: there.sort() };
}
