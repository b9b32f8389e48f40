import type { Ctx } from '../../deps.ts';
import { toSearchWords } from '../../resources/search-words.ts';
import {
  countLaps,
  keepLayout,
  type KeptLayout,
  releasePlaces,
  useVehicle,
} from '../tracks/verbs.ts';
import type { ImportResult } from './messages.ts';
import {
  findSessionForAnalysis,
  finishImport,
  type ImportRow,
  insertSession,
  type NewLap,
  replaceAnalysis,
  type Tx,
} from './queries.ts';

/** Writes everything an import found in one transaction. False when the import was deleted meanwhile: nothing stays. */
export async function insertResult(
  ctx: Ctx,
  row: ImportRow,
  sessionId: string,
  result: ImportResult,
): Promise<boolean> {
  return ctx.db.transaction().execute(async (tx) => {
    const finished = await finishImport(tx, row.id, {
      state: 'done',
      session_id: sessionId,
      duplicate: false,
      error_code: null,
      error_detail: null,
      finished_at: ctx.now(),
    });
    if (!finished) return false;
    const layout = await keepLayout(ctx, tx, result.layout, result.analysisVersion);
    const vehicle = await useVehicle(ctx, tx, result.vehicleName);
    const importedAt = ctx.now();
    const trackName = layout?.trackName ?? result.trackName;
    const name = sessionName(trackName, result.vehicleName, row.file_name);
    await insertSession(
      tx,
      {
        id: sessionId,
        owner_id: row.owner_id,
        name,
        started_at: result.startedAt,
        imported_at: importedAt,
        file_name: row.file_name,
        file_bytes: row.file_bytes,
        content_hash: row.content_hash,
        recording_key: row.recording_key,
        companion_key: row.companion_key,
        mapping: jsonOrNull(row.mapping),
        driver: result.driver,
        vehicle_id: vehicle.id,
        ...placeColumns(layout),
        demo: row.demo,
        search_words: toSearchWords(
          name,
          result.driver,
          vehicle.name,
          trackName,
          row.file_name,
        ).join(' '),
        ...analysisColumns(result),
      },
      lapRows(result, {
        owner_id: row.owner_id,
        session_id: sessionId,
        layout_id: placeColumns(layout).layout_id,
        vehicle_id: vehicle.id,
        driver: result.driver ?? '',
        driven_at: result.startedAt ?? importedAt,
      }),
    );
    if (layout) await countLaps(tx, layout.layoutId, countValid(result));
    return true;
  });
}

/** Puts a new analysis in the place of the old one; what a person corrected stays as it is. */
export async function replaceResult(
  ctx: Ctx,
  sessionId: string,
  result: ImportResult,
): Promise<boolean> {
  return ctx.db.transaction().execute(async (tx: Tx) => {
    const before = await findSessionForAnalysis(tx, sessionId);
    if (!before) return false;
    const place = isPlacedByHand(before)
      ? { layout_id: before.layout_id, track_id: before.track_id }
      : await replacePlace(ctx, tx, before.search_words, result);
    await replaceAnalysis(
      tx,
      sessionId,
      { ...analysisColumns(result), ...place },
      lapRows(result, {
        owner_id: before.owner_id,
        session_id: sessionId,
        layout_id: place.layout_id,
        vehicle_id: before.vehicle_id,
        driver: before.driver ?? '',
        driven_at: before.started_at ?? before.imported_at,
      }),
    );
    if (place.layout_id !== null) await countLaps(tx, place.layout_id, countValid(result));
    await releasePlaces(tx, before, before.valid_lap_count);
    return true;
  });
}

async function replacePlace(ctx: Ctx, tx: Tx, searchWords: string, result: ImportResult) {
  const layout = await keepLayout(ctx, tx, result.layout, result.analysisVersion);
  const words = toSearchWords(searchWords, layout?.trackName ?? result.trackName);
  return { ...placeColumns(layout), search_words: words.join(' ') };
}

function placeColumns(layout: KeptLayout | null) {
  return { track_id: layout?.trackId ?? null, layout_id: layout?.layoutId ?? null };
}

function isPlacedByHand({ edited }: { readonly edited: Record<string, true> }): boolean {
  return 'trackName' in edited || 'layoutName' in edited;
}

function analysisColumns(result: ImportResult) {
  const best = result.laps
    .filter((lap) => lap.valid)
    .reduce<ImportResult['laps'][number] | null>(
      (fastest, lap) => (fastest && fastest.timeSeconds <= lap.timeSeconds ? fastest : lap),
      null,
    );
  return {
    duration_seconds: result.durationSeconds,
    format: result.format,
    format_version: result.formatVersion,
    lap_count: result.laps.length,
    valid_lap_count: countValid(result),
    best_lap: best
      ? JSON.stringify({ id: best.id, number: best.number, timeSeconds: best.timeSeconds })
      : null,
    channels: JSON.stringify(result.channels),
    theoretical_best: jsonOrNull(result.theoreticalBest),
    consistency: jsonOrNull(result.consistency),
    report: JSON.stringify(result.report),
    analysis_version: result.analysisVersion,
    lap_split_method: result.lapSplitMethod,
  };
}

function jsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

type LapOwner = Pick<
  NewLap,
  'owner_id' | 'session_id' | 'layout_id' | 'vehicle_id' | 'driver' | 'driven_at'
>;

function lapRows(result: ImportResult, owner: LapOwner): NewLap[] {
  return result.laps.map((lap) => ({
    ...owner,
    id: lap.id,
    number: lap.number,
    kind: lap.kind,
    valid: lap.valid,
    invalid_reasons: [...lap.invalidReasons],
    start_seconds: lap.startSeconds,
    end_seconds: lap.endSeconds,
    time_seconds: lap.timeSeconds,
    time_source: lap.timeSource,
    distance_metres: lap.distanceMetres,
    sector_seconds: [...lap.sectorSeconds],
    file_bytes: lap.fileBytes,
  }));
}

function sessionName(track: string | null, vehicle: string | null, fileName: string): string {
  const parts = [track, vehicle].filter((part) => part);
  return parts.length > 0 ? parts.join(' · ') : fileName.replace(/\.[^.]+$/, '');
}

function countValid({ laps }: ImportResult): number {
  return laps.filter((lap) => lap.valid).length;
}
