import { type Model, NotUniqueError, type Row } from '../store.ts';
import { type Entry, entriesOf, homeOf, isExpired, toFound, ttlOf } from './items.ts';
import type { Item, Key, Table } from './table.ts';

/** A guard whose row has not come after this time was left by a server that died in between. */
const ABANDONED_MS = 30_000;

export type Guards = {
  /**
   * Puts the items that lead to a row which will have this version. Throws NotUniqueError, and takes back what it put,
   * when another row holds a guard.
   */
  readonly claim: (
    model: Model,
    row: Row,
    version: number,
    entries: readonly Entry[],
  ) => Promise<void>;
  /** Removes items of a row, but not those that a later version of it put anew. */
  readonly release: (
    id: Row[string] | undefined,
    version: number,
    entries: readonly Entry[],
  ) => Promise<void>;
};

export function openGuards(table: Table, now: () => Date): Guards {
  const put = async (model: Model, row: Row, version: number, { kind, key }: Entry) => {
    const home = homeOf(model, row);
    const item: Item = {
      ...key,
      ...ttlOf(model, row),
      holder: String(row['id']),
      v: version,
      madeAt: now().toISOString(),
      homePk: home.pk,
      homeSk: home.sk,
    };
    if (kind === 'lookup') return table.put(item);
    // A row that is being made holds nothing yet: the guard of its id must not be there.
    const isMine = version > 1 ? ' or (holder = :id and homePk = :pk)' : '';
    return table.put(item, {
      text: `attribute_not_exists(pk)${isMine}`,
      ...(version > 1 && { values: { ':id': item.holder ?? null, ':pk': home.pk } }),
    });
  };
  const isAbandoned = async (model: Model, guard: Item): Promise<boolean> => {
    const home = await table.find({ pk: String(guard['homePk']), sk: String(guard['homeSk']) });
    const row = home && toFound(model, home).row;
    if (row && isExpired(model, row, now())) return true;
    const isHeld =
      row &&
      String(row['id']) === guard['holder'] &&
      entriesOf(model, row).some(({ key }) => isSame(key, guard));
    if (isHeld) return false;
    return now().getTime() - Date.parse(String(guard['madeAt'])) > ABANDONED_MS;
  };
  const take = async (model: Model, row: Row, version: number, entry: Entry) => {
    if (await put(model, row, version, entry)) return;
    const guard = await table.find(entry.key);
    if (guard) {
      if (!(await isAbandoned(model, guard))) throw taken(model);
      const values = { ':holder': guard['holder'] ?? null, ':v': guard['v'] ?? null };
      await table.remove(entry.key, {
        text: 'holder = :holder and #v = :v',
        names: { '#v': 'v' },
        values,
      });
    }
    if (!(await put(model, row, version, entry))) throw taken(model);
  };
  const release: Guards['release'] = async (id, version, entries) => {
    const values = { ':id': String(id), ':v': version };
    const check = { text: 'holder = :id and #v <= :v', names: { '#v': 'v' }, values };
    await Promise.all(entries.map(({ key }) => table.remove(key, check)));
  };
  return {
    claim: async (model, row, version, entries) => {
      const outcomes = await Promise.allSettled(
        entries.map((entry) => take(model, row, version, entry)),
      );
      const failure = outcomes.find(({ status }) => status === 'rejected');
      if (!failure) return;
      const mine = entries.filter((_, i) => outcomes[i]?.status === 'fulfilled');
      await release(row['id'], version, mine);
      throw (failure as PromiseRejectedResult).reason;
    },
    release,
  };
}

function taken(model: Model): NotUniqueError {
  return new NotUniqueError(`There is such a row of ${model}`);
}

function isSame(a: Key, b: Key): boolean {
  return a.pk === b.pk && a.sk === b.sk;
}
