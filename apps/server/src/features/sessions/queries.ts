import { sql, type Transaction } from 'kysely';
import { type Reader, sessionFor } from '../../db/access.ts';
import type { Db } from '../../db/client.ts';
import type { Tables, TeamRole } from '../../db/tables.ts';

export type Tx = Transaction<Tables>;

export type SessionFilter = {
  /** Those of this team instead of one's own. */
  readonly team?: string | undefined;
  readonly track?: string | undefined;
  readonly layout?: string | undefined;
  readonly vehicle?: string | undefined;
  readonly driver?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly state?: 'live' | 'done' | undefined;
  readonly words: readonly string[];
  readonly after?: readonly [sortAt: string, id: string] | undefined;
  readonly limit: number;
};

const LISTED = [
  'session.id',
  'session.name',
  'session.started_at',
  'session.imported_at',
  'session.sort_at',
  'session.duration_seconds',
  'session.format',
  'session.format_version',
  'session.file_name',
  'session.file_bytes',
  'session.driver',
  'session.vehicle_id',
  'session.track_id',
  'session.layout_id',
  'session.lap_count',
  'session.valid_lap_count',
  'session.best_lap',
  'session.demo',
  'session.notes',
  'session.state',
  'session.reference_lap_id',
  'session.owner_id',
  'session.team_id',
] as const;

const ANALYSED = [
  'session.channels',
  'session.theoretical_best',
  'session.consistency',
  'session.report',
  'session.analysis_version',
  'session.lap_split_method',
  'session.edited',
  'session.recording_key',
  'session.companion_key',
] as const;

function sessions(db: Db | Tx) {
  return db
    .selectFrom('session')
    .leftJoin('vehicle', 'vehicle.id', 'session.vehicle_id')
    .leftJoin('track', 'track.id', 'session.track_id')
    .leftJoin('layout', 'layout.id', 'session.layout_id')
    .select(LISTED)
    .select([
      'vehicle.name as vehicle_name',
      'track.name as track_name',
      'layout.name as layout_name',
    ]);
}

export type SessionRow = Awaited<ReturnType<typeof listSessionRows>>[number];

export function listSessionRows(db: Db, ownerId: string, filter: SessionFilter) {
  let query = filter.team
    ? sessions(db).where('session.team_id', '=', filter.team)
    : sessions(db).where('session.owner_id', '=', ownerId);
  if (filter.track) query = query.where('session.track_id', '=', filter.track);
  if (filter.layout) query = query.where('session.layout_id', '=', filter.layout);
  if (filter.vehicle) query = query.where('session.vehicle_id', '=', filter.vehicle);
  if (filter.driver !== undefined) query = query.where('session.driver', '=', filter.driver);
  if (filter.from) query = query.where('session.sort_at', '>=', new Date(filter.from));
  if (filter.to) query = query.where('session.sort_at', '<', new Date(filter.to));
  if (filter.state) query = query.where('session.state', '=', filter.state);
  if (filter.words.length > 0) {
    const text = filter.words.map((word) => `'${word}':*`).join(' & ');
    query = query.where(sql<boolean>`session.search @@ to_tsquery('simple', ${text})`);
  }
  if (filter.after) {
    const [sortAt, id] = filter.after;
    query = query.where(
      sql<boolean>`(session.sort_at, session.id) < (${sortAt}::timestamptz, ${id}::uuid)`,
    );
  }
  return query
    .orderBy('session.sort_at', 'desc')
    .orderBy('session.id', 'desc')
    .limit(filter.limit)
    .execute();
}

export function findSessionRow(db: Db | Tx, reader: Reader, id: string) {
  return sessions(db)
    .select(ANALYSED)
    .where('session.id', '=', id)
    .where(sessionFor(reader, 'viewer'))
    .executeTakeFirst();
}

/** Of a session that was read before. */
export function listLapRows(db: Db | Tx, sessionId: string) {
  return db
    .selectFrom('lap')
    .selectAll()
    .where('session_id', '=', sessionId)
    .orderBy('start_seconds')
    .orderBy('number')
    .execute();
}

/** A session that somebody of this role is about to change; its row stays locked until the transaction ends. */
export function lockSession(tx: Tx, reader: Reader, id: string, role: TeamRole) {
  return tx
    .selectFrom('session')
    .select([
      'id',
      'owner_id',
      'team_id',
      'layout_id',
      'track_id',
      'vehicle_id',
      'driver',
      'recording_key',
      'companion_key',
    ])
    .where('id', '=', id)
    .where(sessionFor(reader, role))
    .forUpdate()
    .executeTakeFirst();
}

export async function deleteSessionRow(tx: Tx, id: string): Promise<void> {
  await tx.deleteFrom('import').where('session_id', '=', id).execute();
  await tx.deleteFrom('session').where('id', '=', id).execute();
}

export async function updateSession(
  tx: Tx,
  id: string,
  set: {
    name: string;
    driver: string | null;
    notes: string;
    vehicle_id: string | null;
    track_id: string | null;
    layout_id: string | null;
    edited: string;
    reference_lap_id: string | null;
    search_words: string;
    team_id: string | null;
  },
): Promise<void> {
  await tx.updateTable('session').set(set).where('id', '=', id).execute();
  await tx
    .updateTable('lap')
    .set({ driver: set.driver ?? '', vehicle_id: set.vehicle_id, layout_id: set.layout_id })
    .where('session_id', '=', id)
    .execute();
  await tx
    .updateTable('stream')
    .set({ team_id: set.team_id })
    .where('session_id', '=', id)
    .execute();
}

/** Whether a lap can be a reference on a layout: a full lap with a time. */
export async function isReference(
  tx: Tx,
  ownerId: string,
  lapId: string,
  layoutId: string,
): Promise<boolean> {
  const row = await tx
    .selectFrom('lap')
    .select('id')
    .where('id', '=', lapId)
    .where('owner_id', '=', ownerId)
    .where('layout_id', '=', layoutId)
    .where('kind', '=', 'full')
    .executeTakeFirst();
  return row !== undefined;
}
