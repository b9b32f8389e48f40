import { sql, type Transaction } from 'kysely';
import { layoutFor, type Reader } from '../../db/access.ts';
import type { Db } from '../../db/client.ts';
import type { Tables } from '../../db/tables.ts';

export type Tx = Transaction<Tables>;

const LAYOUT = [
  'layout.id',
  'layout.track_id',
  'layout.name',
  'layout.length_metres',
  'layout.sector_fractions',
  'layout.gates',
  'layout.official_corners',
  'layout.outline',
  'layout.corners',
  'layout.analysis_version',
] as const;

function layouts(db: Db | Tx) {
  return db
    .selectFrom('layout')
    .innerJoin('track', 'track.id', 'layout.track_id')
    .select(LAYOUT)
    .select('track.name as track_name');
}

export type LayoutRow = NonNullable<Awaited<ReturnType<typeof findLayoutRow>>>;

export function findLayoutRow(db: Db | Tx, reader: Reader, id: string) {
  return layouts(db).where('layout.id', '=', id).where(layoutFor(reader)).executeTakeFirst();
}

export function listLayoutsOfTrack(db: Db | Tx, ownerId: string, trackName: string) {
  return layouts(db)
    .where('layout.owner_id', '=', ownerId)
    .where(sql<boolean>`lower(track.name) = lower(${trackName})`)
    .orderBy('layout.created_at')
    .execute();
}

/** Layouts with a GPS outline within about 20 km. */
export function listLayoutsNear(
  db: Db | Tx,
  ownerId: string,
  { latitude, longitude }: { latitude: number; longitude: number },
) {
  const degrees = 0.2;
  const wide = degrees / Math.max(0.05, Math.cos((latitude * Math.PI) / 180));
  return layouts(db)
    .where('layout.owner_id', '=', ownerId)
    .where('layout.latitude', '>=', latitude - degrees)
    .where('layout.latitude', '<=', latitude + degrees)
    .where('layout.longitude', '>=', longitude - wide)
    .where('layout.longitude', '<=', longitude + wide)
    .limit(50)
    .execute();
}

export function listTrackRows(db: Db, ownerId: string) {
  return db
    .selectFrom('track')
    .innerJoin('layout', 'layout.track_id', 'track.id')
    .leftJoinLateral(
      (lateral) =>
        lateral
          .selectFrom('lap')
          .select(['id', 'session_id', 'number', 'time_seconds', 'driver'])
          .whereRef('lap.owner_id', '=', 'layout.owner_id')
          .whereRef('lap.layout_key', '=', 'layout.id')
          .where('lap.invalid', '=', false)
          .orderBy('lap.time_seconds')
          .orderBy('lap.id')
          .limit(1)
          .as('best'),
      (join) => join.onTrue(),
    )
    .select([
      'track.id as track_id',
      'track.name as track_name',
      'layout.id',
      'layout.name',
      'layout.length_metres',
      'layout.lap_count',
      'layout.outline',
      'best.id as best_id',
      'best.session_id as best_session_id',
      'best.number as best_number',
      'best.time_seconds as best_time_seconds',
      'best.driver as best_driver',
    ])
    .where('track.owner_id', '=', ownerId)
    .orderBy(sql`lower(track.name)`)
    .orderBy('layout.length_metres')
    .execute();
}

/** Finds or makes the row of this name (upper and lower case are the same) and returns it. */
async function findOrInsert(
  tx: Tx,
  table: 'vehicle' | 'track',
  row: { id: string; owner_id: string; name: string; created_at: Date },
): Promise<{ id: string; name: string }> {
  await tx
    .insertInto(table)
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return tx
    .selectFrom(table)
    .select(['id', 'name'])
    .where('owner_id', '=', row.owner_id)
    .where(sql<boolean>`lower(name) = lower(${row.name})`)
    .forUpdate()
    .executeTakeFirstOrThrow();
}

type Named = { id: string; owner_id: string; name: string; created_at: Date };

export function useVehicleRow(tx: Tx, row: Named) {
  return findOrInsert(tx, 'vehicle', row);
}

export function useTrackRow(tx: Tx, row: Named) {
  return findOrInsert(tx, 'track', row);
}

export type NewLayout = {
  id: string;
  owner_id: string;
  track_id: string;
  name: string | null;
  length_metres: number;
  sector_fractions: number[];
  gates: string;
  official_corners: string;
  outline: string | null;
  corners: string;
  analysis_version: number;
  latitude: number | null;
  longitude: number | null;
  created_at: Date;
};

export async function insertLayout(tx: Tx, layout: NewLayout): Promise<void> {
  await tx.insertInto('layout').values(layout).execute();
}

export async function updateLayout(tx: Tx, id: string, set: Partial<NewLayout>): Promise<void> {
  await tx.updateTable('layout').set(set).where('id', '=', id).execute();
}

export async function copyLayout(
  tx: Tx,
  id: string,
  to: { id: string; trackId: string; name: string | null; now: Date },
): Promise<void> {
  await sql`
    insert into layout (id, owner_id, track_id, name, length_metres, sector_fractions, gates, official_corners,
      outline, corners, analysis_version, latitude, longitude, created_at)
    select ${to.id}::uuid, owner_id, ${to.trackId}::uuid, ${to.name}::text, length_metres, sector_fractions, gates,
      official_corners, outline, corners, analysis_version, latitude, longitude, ${to.now}::timestamptz
    from layout where id = ${id}`.execute(tx);
}

export async function addToLapCount(tx: Tx, layoutId: string, laps: number): Promise<void> {
  await tx
    .updateTable('layout')
    .set((set) => ({ lap_count: set('lap_count', '+', laps) }))
    .where('id', '=', layoutId)
    .execute();
}

/** Removes vehicle, layout and track of a session that left them, unless another one is still there. */
export async function deleteUnused(
  tx: Tx,
  {
    vehicle_id,
    layout_id,
    track_id,
  }: Record<'vehicle_id' | 'layout_id' | 'track_id', string | null>,
): Promise<void> {
  await sql`delete from vehicle where id = ${vehicle_id}
    and not exists (select from session where session.owner_id = vehicle.owner_id and vehicle_id = vehicle.id)`.execute(
    tx,
  );
  await sql`delete from layout where id = ${layout_id}
    and not exists (select from session where session.owner_id = layout.owner_id and layout_id = layout.id)`.execute(
    tx,
  );
  await sql`delete from track where id = ${track_id}
    and not exists (select from layout where track_id = track.id)
    and not exists (select from session where session.owner_id = track.owner_id and track_id = track.id)`.execute(
    tx,
  );
}
