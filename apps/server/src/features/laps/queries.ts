import { sql } from 'kysely';
import { partOfSessionFor, type Reader } from '../../db/access.ts';
import type { Db } from '../../db/client.ts';
import type { TeamRole } from '../../db/tables.ts';

export type LapFilter = {
  /** Those of this team's sessions instead of one's own. */
  readonly team?: string | undefined;
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
  'lap.id',
  'lap.owner_id',
  'lap.session_id',
  'lap.layout_id',
  'lap.layout_key',
  'lap.vehicle_id',
  'lap.vehicle_key',
  'lap.driver',
  'lap.invalid',
  'lap.number',
  'lap.kind',
  'lap.valid',
  'lap.invalid_reasons',
  'lap.start_seconds',
  'lap.time_seconds',
  'lap.time_source',
  'lap.distance_metres',
  'lap.sector_seconds',
  'lap.file_bytes',
] as const;

function laps(db: Db) {
  return db.selectFrom('lap').select(COLUMNS);
}

/** One session's laps to whoever sees it; else those of a team, or one's own: each is found by an index of its own. */
function lapsIn(db: Db, reader: Reader, { session, team }: LapFilter) {
  if (session || reader.kind === 'link')
    return laps(db).where(partOfSessionFor(reader, 'lap', 'viewer'));
  if (team)
    return laps(db).where('lap.session_id', 'in', (from) =>
      from.selectFrom('session').select('session.id').where('session.team_id', '=', team),
    );
  return laps(db).where('lap.owner_id', '=', reader.userId);
}

/** First the page, by one index; then what surrounds its laps. Joined before, a filter could join a million of them. */
function inContext(db: Db, page: ReturnType<typeof laps>) {
  return db
    .selectFrom(page.as('lap'))
    .innerJoin('session', 'session.id', 'lap.session_id')
    .leftJoin('vehicle', 'vehicle.id', 'lap.vehicle_id')
    .leftJoin('layout', 'layout.id', 'lap.layout_id')
    .leftJoin('track', 'track.id', 'layout.track_id')
    .select(COLUMNS)
    .select([
      'session.name as session_name',
      'session.started_at',
      'session.driver as session_driver',
      'vehicle.name as vehicle_name',
      'track.id as track_id',
      'track.name as track_name',
      'layout.name as layout_name',
    ])
    .select(
      sql<boolean>`lap.valid and lap.layout_id is not null and lap.id = (
        select best.id from lap best
        where best.owner_id = lap.owner_id and best.layout_key = lap.layout_key
          and best.vehicle_key = lap.vehicle_key and best.driver = lap.driver and not best.invalid
        order by best.time_seconds, best.id limit 1)`.as('personal_best'),
    );
}

export type LapInContextRow = Awaited<ReturnType<typeof listLapRows>>[number];

/** Laps by layout, valid ones first, fastest first; the order of the indexes. */
export function listLapRows(db: Db, reader: Reader, filter: LapFilter) {
  let page = lapsIn(db, reader, filter);
  if (filter.session) page = page.where('lap.session_id', '=', filter.session);
  if (filter.layout) page = page.where('lap.layout_key', '=', filter.layout);
  if (filter.vehicle) page = page.where('lap.vehicle_key', '=', filter.vehicle);
  if (filter.driver !== undefined) page = page.where('lap.driver', '=', filter.driver);
  if (filter.valid !== undefined) page = page.where('lap.invalid', '=', !filter.valid);
  if (filter.kind) page = page.where('lap.kind', '=', filter.kind);
  // Only a full lap is ever valid: this lets the index skip all that are.
  if (filter.kind && filter.kind !== 'full') page = page.where('lap.invalid', '=', true);
  if (filter.from) page = page.where('lap.driven_at', '>=', new Date(filter.from));
  if (filter.to) page = page.where('lap.driven_at', '<', new Date(filter.to));
  if (filter.after) {
    const [layoutKey, invalid, time, id] = filter.after;
    page = page.where(
      sql<boolean>`(lap.layout_key, lap.invalid, lap.time_seconds, lap.id)
        > (${layoutKey}::uuid, ${invalid}::boolean, ${time}::float8, ${id}::uuid)`,
    );
  }
  const ordered = page
    .orderBy('lap.layout_key')
    .orderBy('lap.invalid')
    .orderBy('lap.time_seconds')
    .orderBy('lap.id')
    .limit(filter.limit);
  return inContext(db, ordered)
    .orderBy('lap.layout_key')
    .orderBy('lap.invalid')
    .orderBy('lap.time_seconds')
    .orderBy('lap.id')
    .execute();
}

export function findLapRows(db: Db, reader: Reader, ids: readonly string[], role: TeamRole) {
  const found = laps(db)
    .where('lap.id', 'in', [...ids])
    .where(partOfSessionFor(reader, 'lap', role));
  return inContext(db, found).execute();
}

export async function findChannels(db: Db, sessionId: string): Promise<unknown[]> {
  const row = await db
    .selectFrom('session')
    .select('channels')
    .where('id', '=', sessionId)
    .executeTakeFirst();
  return row?.channels ?? [];
}

export function findLapFile(db: Db, reader: Reader, id: string) {
  return db
    .selectFrom('lap')
    .innerJoin('session', 'session.id', 'lap.session_id')
    .select(['lap.id', 'lap.session_id', 'lap.number', 'session.analysis_version'])
    .where('lap.id', '=', id)
    .where(partOfSessionFor(reader, 'lap', 'viewer'))
    .executeTakeFirst();
}
