// What is forwarded of a session, and the hash by which both sides know that they have the same.
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { lapKey } from '../../objects/keys.ts';
import { hashOf } from './canonical.ts';
import { hashObject } from './object-hashes.ts';
import {
  type ContentRow,
  findSessionContent,
  type LapContentRow,
  listLapContent,
} from './queries.ts';
import type { SyncDigest, SyncLap, SyncLayout, SyncManifest, SyncObject } from './schemas.ts';

export type SessionContent = {
  readonly manifest: SyncManifest;
  readonly rowVersion: string;
  /** Where an object of the manifest lies here. */
  readonly keyOf: (object: SyncObject) => string;
};

/** All of a session, its files hashed. Throws AppError session_not_found. */
export async function readContent(ctx: Ctx, sessionId: string): Promise<SessionContent> {
  const row = await findSessionContent(ctx.db, ctx.actor.userId, sessionId);
  if (!row) throw new AppError('session_not_found', 'There is no such session');
  const laps = await listLapContent(ctx.db, row.id);
  const keys = new Map<SyncObject, string>();
  const add = async (kind: SyncObject['kind'], lapId: string | null, key: string | null) => {
    const found = key === null ? undefined : await hashObject(ctx, key);
    if (key !== null && found && found.bytes > 0) keys.set({ kind, lapId, ...found }, key);
  };
  for (const lap of laps) await add('lap', lap.id, lapKey(row.id, lap.id));
  await add('recording', null, row.recording_key);
  await add('companion', null, row.companion_key);
  return {
    rowVersion: row.row_version,
    keyOf: (object) => keys.get(object) ?? '',
    manifest: {
      version: 1,
      session: toSyncSession(row),
      vehicleName: row.vehicle_name,
      layout: toSyncLayout(row),
      laps: laps.map(toSyncLap),
      objects: [...keys.keys()],
      samplesRemoved: row.samples_removed_at !== null,
    },
  };
}

/**
 * The digests of a session's content. Names of vehicle, track and layout count without upper and lower case, and the shape
 * of the layout not at all: each side keeps its own places.
 */
export function digestOf(manifest: SyncManifest): SyncDigest {
  const { session, layout, laps, objects } = manifest;
  const rows = {
    session,
    vehicle: manifest.vehicleName?.toLowerCase() ?? null,
    track: layout?.trackName.toLowerCase() ?? null,
    layout: layout?.name ?? null,
    laps,
  };
  const files = objects
    .map(({ kind, lapId, bytes, sha256 }) => ({ kind, lapId, bytes, sha256 }))
    .sort((a, b) => (`${a.kind} ${a.lapId}` < `${b.kind} ${b.lapId}` ? -1 : 1));
  return {
    sessionId: session.id,
    digest: hashOf({ rows, files }),
    rowsDigest: hashOf(rows),
    laps: laps.length,
    objects: objects.length,
    bytes: objects.reduce((sum, { bytes }) => sum + bytes, 0),
  };
}

function toSyncSession(row: ContentRow): SyncManifest['session'] {
  return {
    id: row.id,
    name: row.name,
    startedAt: row.started_at?.toISOString() ?? null,
    importedAt: row.imported_at.toISOString(),
    durationSeconds: row.duration_seconds,
    format: row.format,
    formatVersion: row.format_version,
    fileName: row.file_name,
    fileBytes: row.file_bytes,
    contentHash: row.content_hash,
    mapping: row.mapping ?? null,
    driver: row.driver,
    lapCount: row.lap_count,
    validLapCount: row.valid_lap_count,
    bestLap: row.best_lap,
    notes: row.notes,
    edited: row.edited,
    channels: row.channels,
    theoreticalBest: row.theoretical_best ?? null,
    consistency: row.consistency ?? null,
    report: row.report,
    analysisVersion: row.analysis_version,
    lapSplitMethod: row.lap_split_method,
    state: row.state,
  };
}

function toSyncLayout(row: ContentRow): SyncLayout | null {
  if (row.track_name === null || row.length_metres === null) return null;
  return {
    trackName: row.track_name,
    name: row.layout_name,
    lengthMetres: row.length_metres,
    sectorFractions: row.sector_fractions ?? [],
    gates: row.gates ?? [],
    outline: row.outline as SyncLayout['outline'],
    corners: (row.corners ?? []) as SyncLayout['corners'],
    analysisVersion: row.layout_analysis_version ?? 0,
  };
}

function toSyncLap(row: LapContentRow): SyncLap {
  return {
    id: row.id,
    number: row.number,
    kind: row.kind as SyncLap['kind'],
    valid: row.valid,
    invalidReasons: row.invalid_reasons,
    startSeconds: row.start_seconds,
    endSeconds: row.end_seconds,
    timeSeconds: row.time_seconds,
    timeSource: row.time_source,
    distanceMetres: row.distance_metres,
    sectorSeconds: row.sector_seconds,
    fileBytes: row.file_bytes,
  };
}
