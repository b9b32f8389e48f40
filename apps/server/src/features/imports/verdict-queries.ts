import type { Db } from '../../db/client.ts';

/** Keeps what a scanner says of an object; a later word of it counts, too. */
export async function keepVerdict(
  db: Db,
  row: { key: string; clean: boolean; verdict: string; told_at: Date },
): Promise<void> {
  const { clean, verdict, told_at } = row;
  await db
    .insertInto('object_verdict')
    .values(row)
    .onConflict((conflict) => conflict.column('key').doUpdateSet({ clean, verdict, told_at }))
    .execute();
}

export function listVerdicts(db: Db, keys: readonly string[]) {
  return db
    .selectFrom('object_verdict')
    .selectAll()
    .where('key', 'in', [...keys])
    .execute();
}

/** The import that waits for the verdict on an object. */
export function findScannedImport(db: Db, key: string) {
  return db
    .selectFrom('import')
    .selectAll()
    .where((is) => is.or([is('recording_key', '=', key), is('companion_key', '=', key)]))
    .where('state', '=', 'scanning')
    .executeTakeFirst();
}

export function listScanningIds(db: Db) {
  return db.selectFrom('import').select('id').where('state', '=', 'scanning').execute();
}

/** Lets a scanned import go on; false where that has happened. */
export async function queueScanned(db: Db, id: string): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('import')
    .set({ state: 'queued' })
    .where('id', '=', id)
    .where('state', '=', 'scanning')
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Takes back that an import goes on. */
export async function waitAgain(db: Db, id: string): Promise<void> {
  await db
    .updateTable('import')
    .set({ state: 'scanning' })
    .where('id', '=', id)
    .where('state', '=', 'queued')
    .execute();
}
