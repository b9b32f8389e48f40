import type { Deps } from '../../deps.ts';
import type { Row } from '../../identity/store/store.ts';

/** Accounts by their ids. */
export async function findUsers(
  { identity }: Pick<Deps, 'identity'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Row>> {
  if (ids.length === 0) return new Map();
  const where = [{ field: 'id', operator: 'in', value: [...new Set(ids)] }] as const;
  const rows = await identity.store.findMany('user', where);
  return new Map(rows.map((row) => [String(row['id']), row]));
}
