import { sql } from 'kysely';
import type { Db } from '../../db/client.ts';

export type LapFilter = {
  readonly session?: string | undefined;
  readonly layout?: string | undefined;
  readonly vehicle?: string | undefined;
  readonly driver?: string | undefined;
  readonly valid?: boolean | undefined;
  readonly kind?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly after?:
    readonly [layoutKey: string, invalid: boolean, time: number, id: string] | undefined;
  readonly limit: number;
};

const COLUMNS = [
  'id',
  'session_id',
  'layout_key',
  'invalid',
  'number',
  'kind',
  'valid',
  'invalid_reasons',
  'start_seconds',
  'time_seconds',
  'time_source',
  'distance_metres',
  'sector_seconds',
  'file_bytes',
] as const;

function inContext(db: Db, ownerId: string) {
  return db
    .selectFrom('lap')
    .innerJoin('session', 'session.id', 'lap.session_id')
    .leftJoin('vehicle', 'vehicle.id', 'lap.vehicle_id')
    .leftJoin('layout', 'layout.id', 'lap.layout_id')
    .leftJoin('track', 'track.id', 'layout.track_id')
    .select(COLUMNS.map((column) => `lap.${column}` as const))
    .select([
      'session.name as session_name',
      'session.started_at',
      'session.driver',
      'vehicle.id as vehicle_id',
      'vehicle.name as vehicle_name',
      'track.id as track_id',
      'track.name as track_name',
      'layout.id as layout_id',
      'layout.name as layout_name',
    ])
    .select(
      sql<boolean>`lap.valid and lap.layout_id is not null and lap.id = (
        select best.id from lap best
        where best.owner_id = lap.owner_id and best.layout_key = lap.layout_key
          and best.vehicle_key = lap.vehicle_key and best.driver = lap.driver and not best.invalid
        order by best.time_seconds, best.id limit 1)`.as('personal_best'),
    )
    .where('lap.owner_id', '=', ownerId);
}

export type LapInContextRow = Awaited<ReturnType<typeof listLapRows>>[number];

/** Laps by layout, valid ones first, fastest first; the order of the index. */
export function listLapRows(db: Db, ownerId: string, filter: LapFilter) {
  let query = inContext(db, ownerId);
  if (filter.session) query = query.where('lap.session_id', '=', filter.session);
  if (filter.layout) query = query.where('lap.layout_key', '=', filter.layout);
  if (filter.vehicle) query = query.where('lap.vehicle_key', '=', filter.vehicle);
  if (filter.driver !== undefined) query = query.where('lap.driver', '=', filter.driver);
  if (filter.valid !== undefined) query = query.where('lap.invalid', '=', !filter.valid);
  if (filter.kind) query = query.where('lap.kind', '=', filter.kind);
  if (filter.from) query = query.where('lap.driven_at', '>=', new Date(filter.from));
  if (filter.to) query = query.where('lap.driven_at', '<', new Date(filter.to));
  if (filter.after) {
    const [layoutKey, invalid, time, id] = filter.after;
    query = query.where(
      sql<boolean>`(lap.layout_key, lap.invalid, lap.time_seconds, lap.id)
        > (${layoutKey}::uuid, ${invalid}::boolean, ${time}::float8, ${id}::uuid)`,
    );
  }
  return query
    .orderBy('lap.layout_key')
    .orderBy('lap.invalid')
    .orderBy('lap.time_seconds')
    .orderBy('lap.id')
    .limit(filter.limit)
    .execute();
}

export function findLapRows(db: Db, ownerId: string, ids: readonly string[]) {
  return inContext(db, ownerId)
    .where('lap.id', 'in', [...ids])
    .execute();
}

export async function findChannels(db: Db, sessionId: string): Promise<unknown[]> {
  const row = await db
    .selectFrom('session')
    .select('channels')
    .where('id', '=', sessionId)
    .executeTakeFirst();
  return row?.channels ?? [];
}

export function findLapFile(db: Db, ownerId: string, id: string) {
  return db
    .selectFrom('lap')
    .innerJoin('session', 'session.id', 'lap.session_id')
    .select([
      'lap.id',
      'lap.session_id',
      'lap.file_bytes',
      'lap.number',
      'session.analysis_version',
    ])
    .where('lap.id', '=', id)
    .where('lap.owner_id', '=', ownerId)
    .executeTakeFirst();
}
