// The receiving side: a manifest says what a session is, its files come one by one under their hashes, and only when all
// of them are here do the rows change, in one transaction.
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { deleteObjects } from '../../objects/delete-objects.ts';
import { lapKey, recordingKey } from '../../objects/keys.ts';
import { toSearchWords } from '../../resources/search-words.ts';
import { countLaps, keepLayout, releasePlaces, useVehicle } from '../tracks/verbs.ts';
import { hashOf } from './canonical.ts';
import { digestOf, readContent } from './content.ts';
import { hashObject } from './object-hashes.ts';
import {
  appendPieces,
  deletePieces,
  isProven,
  nameOf,
  placeObject,
  receivedBytes,
} from './pieces.ts';
import {
  deleteHashes,
  deleteWanted,
  findImportOwner,
  findReceived,
  findSameRecording,
  findSessionContent,
  findSessionOwner,
  findWanted,
  finishReceived,
  listForgotten,
  lockSessionPlaces,
  type NewLap,
  type NewSession,
  saveReceived,
  setProven,
  wantObjects,
  writeSession,
} from './queries.ts';
import type {
  SyncAnswer,
  SyncDigest,
  SyncManifest,
  SyncObject,
  SyncObjectState,
} from './schemas.ts';

const FORGET_MS = 60 * 86_400_000;

/** Takes note of a session that another server has, and tells which files are missing here. */
export async function announceSession(ctx: Ctx, manifest: SyncManifest): Promise<SyncAnswer> {
  checkManifest(manifest);
  const { userId } = ctx.actor;
  const { id, contentHash } = manifest.session;
  const manifestHash = hashOf(manifest);
  const answer = { sessionId: id, manifestHash, needed: [] };
  const there = await refuseForeign(ctx, id);
  const same = await findSameRecording(ctx.db, userId, contentHash, id);
  if (same) return { ...answer, state: 'duplicate', sessionId: same.id };
  const isTaken = await areSamplesTaken(ctx, id);
  const received = await findReceived(ctx.db, userId, id);
  const isHere = there && !isTaken && received?.completed_at;
  if (isHere && received.manifest_hash === manifestHash) return { ...answer, state: 'complete' };
  await saveReceived(
    ctx.db,
    {
      session_id: id,
      owner_id: userId,
      manifest_hash: manifestHash,
      manifest: JSON.stringify(manifest),
    },
    ctx.now(),
  );
  const missing: SyncObject[] = [];
  for (const object of isTaken ? [] : manifest.objects)
    if (!(await isHeld(ctx, id, object))) missing.push(object);
  const wanted = missing.map(({ sha256, bytes }) => ({ name: nameOf(userId, sha256), bytes }));
  await wantObjects(ctx.db, wanted, ctx.now());
  const needed: SyncAnswer['needed'] = [];
  for (const { sha256, bytes } of missing) {
    const { offset } = await getObjectState(ctx, sha256);
    needed.push({ sha256, bytes, offset });
  }
  return { ...answer, state: 'wanted', needed };
}

/** How much of a wanted object is here. */
export async function getObjectState(ctx: Ctx, sha256: string): Promise<SyncObjectState> {
  const name = nameOf(ctx.actor.userId, sha256);
  const wanted = await findWanted(ctx.db, name);
  if (!wanted) throw new AppError('not_found', 'Nobody has announced this object');
  const { bytes, proven } = wanted;
  return { bytes, proven, offset: proven ? bytes : await receivedBytes(ctx.objects, name) };
}

/** Takes bytes of a wanted object from `offset` on; with the last one its hash is proven. */
export async function receiveObject(
  ctx: Ctx,
  sha256: string,
  offset: number,
  body: AsyncIterable<Uint8Array>,
): Promise<SyncObjectState> {
  const before = await getObjectState(ctx, sha256);
  if (before.proven) return before;
  if (offset !== before.offset)
    throw new AppError('range_not_satisfiable', `Go on at byte ${before.offset}`);
  const { bytes } = before;
  const name = nameOf(ctx.actor.userId, sha256);
  const after = await appendPieces(ctx.objects, name, body, { offset, limit: bytes });
  if (!after.tooLong && after.offset < bytes) return { ...before, offset: after.offset };
  if (after.tooLong || !(await isProven(ctx.objects, name, sha256))) {
    await deletePieces(ctx.objects, name);
    throw new AppError(
      'sync_object_corrupt',
      'The bytes are not those of this hash; send it again',
    );
  }
  await setProven(ctx.db, name, true);
  return { bytes, offset: bytes, proven: true };
}

/** Makes an announced session visible. All of its files must be here. */
export async function completeSession(
  ctx: Ctx,
  sessionId: string,
  manifestHash: string,
): Promise<SyncDigest> {
  const received = await findReceived(ctx.db, ctx.actor.userId, sessionId);
  if (received?.manifest_hash !== manifestHash)
    throw new AppError('sync_object_missing', 'Announce the session first');
  if (received.completed_at === null) {
    // What was stored is what the schema of the announcement let through.
    const manifest = received.manifest as SyncManifest;
    // Somebody else may have brought a session of this id since it was announced.
    await refuseForeign(ctx, sessionId);
    const isTaken = await areSamplesTaken(ctx, sessionId);
    const placed = isTaken ? [] : await placeObjects(ctx, manifest);
    const told = await writeRows(ctx, manifest, manifestHash);
    await clearAway(ctx, manifest, placed);
    told();
    if (isTaken) return digestWith(ctx, sessionId, manifest.objects);
  }
  return getDigest(ctx, sessionId);
}

/** The hash of a session's content as it is here now. */
export async function getDigest(ctx: Ctx, sessionId: string): Promise<SyncDigest> {
  const { manifest } = await readContent(ctx, sessionId);
  return digestOf(manifest);
}

/** As if these files were here: a sender would send for ever what the retention policy of this server takes. */
async function digestWith(
  ctx: Ctx,
  sessionId: string,
  objects: SyncManifest['objects'],
): Promise<SyncDigest> {
  const { manifest } = await readContent(ctx, sessionId);
  return digestOf({ ...manifest, objects });
}

/** Removes pieces that nobody has asked for in two months. */
export async function forgetPieces(ctx: Ctx): Promise<void> {
  const old = await listForgotten(ctx.db, new Date(ctx.now().getTime() - FORGET_MS));
  for (const { name } of old) await deletePieces(ctx.objects, name);
  await deleteWanted(
    ctx.db,
    old.map(({ name }) => name),
  );
}

/** Whether there is such a session; throws where it is somebody else's. */
async function refuseForeign({ db, actor }: Ctx, sessionId: string): Promise<boolean> {
  const found = await findSessionOwner(db, sessionId);
  // A recording lies under the id of its import: a session of that id would write over it.
  const { owner_id } = found ?? (await findImportOwner(db, sessionId)) ?? {};
  if (owner_id !== undefined && owner_id !== actor.userId) throw notFound();
  return found !== undefined;
}

/** Whether the retention policy of this server took the files of a session: nothing would take them a second time. */
async function areSamplesTaken({ db, actor }: Ctx, sessionId: string): Promise<boolean> {
  const found = await findSessionContent(db, actor.userId, sessionId);
  return found !== undefined && found.samples_removed_at !== null;
}

function checkManifest({ laps, objects }: SyncManifest): void {
  const ids = new Set(laps.map(({ id }) => id));
  const names = new Set(objects.map(({ kind, lapId }) => `${kind} ${lapId}`));
  const fits = objects.every(({ kind, lapId }) =>
    kind === 'lap' ? lapId !== null && ids.has(lapId) : lapId === null,
  );
  if (!fits || ids.size !== laps.length || names.size !== objects.length)
    throw new AppError('invalid_request', 'Laps and files of the session do not fit together');
}

function keyHere(sessionId: string, { kind, lapId }: SyncObject): string {
  return kind === 'lap' ? lapKey(sessionId, lapId ?? '') : recordingKey(sessionId, kind);
}

async function isHeld(ctx: Ctx, sessionId: string, object: SyncObject): Promise<boolean> {
  const held = await hashObject(ctx, keyHere(sessionId, object));
  return held?.sha256 === object.sha256;
}

async function placeObjects(ctx: Ctx, manifest: SyncManifest): Promise<string[]> {
  const placed: string[] = [];
  for (const object of manifest.objects) {
    const { sha256 } = object;
    const { id } = manifest.session;
    if (await isHeld(ctx, id, object)) continue;
    const name = nameOf(ctx.actor.userId, sha256);
    const wanted = await findWanted(ctx.db, name);
    if (!wanted?.proven)
      throw new AppError('sync_object_missing', `The file ${sha256} is not here yet`);
    await placeObject(ctx.objects, { name, sha256 }, keyHere(id, object));
    placed.push(name);
  }
  return placed;
}

/** Returns what tells viewers of this server about it. */
async function writeRows(
  ctx: Ctx,
  manifest: SyncManifest,
  manifestHash: string,
): Promise<() => void> {
  const { session } = manifest;
  const sessionId = session.id;
  return ctx.db.transaction().execute(async (tx) => {
    const before = await lockSessionPlaces(tx, ctx.actor.userId, sessionId);
    const vehicle = await useVehicle(ctx, tx, manifest.vehicleName);
    const { layout } = manifest;
    const kept = layout
      ? await keepLayout(ctx, tx, { ...layout, knownId: null }, layout.analysisVersion)
      : null;
    const places = {
      vehicle_id: vehicle.id,
      track_id: kept?.trackId ?? null,
      layout_id: kept?.layoutId ?? null,
    };
    const words = [session.name, session.driver, vehicle.name, kept?.trackName, session.fileName];
    const row = {
      ...toRow(ctx, manifest),
      ...places,
      search_words: toSearchWords(...words).join(' '),
      // What the sender has thrown away may stay here.
      ...(manifest.samplesRemoved && before
        ? { recording_key: before.recording_key, companion_key: before.companion_key }
        : {}),
    };
    const old = await writeSession(tx, row, toLapRows(ctx, manifest, places));
    if (!old) throw notFound();
    if (places.layout_id !== null) await countLaps(tx, places.layout_id, session.validLapCount);
    if (before) await releasePlaces(tx, before, before.valid_lap_count);
    await finishReceived(tx, sessionId, manifestHash, ctx.now());
    return () => {
      for (const { id, number } of manifest.laps)
        if (before?.state === 'live' && !old.has(id))
          ctx.bus.publish({ kind: 'lap', sessionId, lapId: id, lapNumber: number });
      if (before?.state === 'live' && session.state === 'done')
        ctx.bus.publish({ kind: 'ended', sessionId });
    };
  });
}

function toRow(
  ctx: Ctx,
  { session, objects }: SyncManifest,
): Omit<NewSession, 'search_words' | 'vehicle_id' | 'track_id' | 'layout_id'> {
  const keyOf = (kind: 'recording' | 'companion') =>
    objects.some((object) => object.kind === kind) ? recordingKey(session.id, kind) : null;
  return {
    id: session.id,
    owner_id: ctx.actor.userId,
    name: session.name,
    started_at: session.startedAt === null ? null : new Date(session.startedAt),
    imported_at: new Date(session.importedAt),
    duration_seconds: session.durationSeconds,
    format: session.format,
    format_version: session.formatVersion,
    file_name: session.fileName,
    file_bytes: session.fileBytes,
    content_hash: session.contentHash,
    recording_key: keyOf('recording'),
    companion_key: keyOf('companion'),
    mapping: jsonOrNull(session.mapping),
    driver: session.driver,
    lap_count: session.lapCount,
    valid_lap_count: session.validLapCount,
    best_lap: jsonOrNull(session.bestLap),
    notes: session.notes,
    edited: JSON.stringify(session.edited),
    channels: JSON.stringify(session.channels),
    theoretical_best: jsonOrNull(session.theoreticalBest),
    consistency: jsonOrNull(session.consistency),
    report: JSON.stringify(session.report),
    analysis_version: session.analysisVersion,
    lap_split_method: session.lapSplitMethod,
    state: session.state,
  };
}

function toLapRows(
  ctx: Ctx,
  { session, laps }: SyncManifest,
  places: { readonly layout_id: string | null; readonly vehicle_id: string | null },
): NewLap[] {
  return laps.map((lap) => ({
    id: lap.id,
    owner_id: ctx.actor.userId,
    session_id: session.id,
    layout_id: places.layout_id,
    vehicle_id: places.vehicle_id,
    driver: session.driver ?? '',
    driven_at: new Date(session.startedAt ?? session.importedAt),
    number: lap.number,
    kind: lap.kind,
    valid: lap.valid,
    invalid_reasons: lap.invalidReasons,
    start_seconds: lap.startSeconds,
    end_seconds: lap.endSeconds,
    time_seconds: lap.timeSeconds,
    time_source: lap.timeSource,
    distance_metres: lap.distanceMetres,
    sector_seconds: lap.sectorSeconds,
    file_bytes: lap.fileBytes,
  }));
}

/** Pieces that are in their place now, and files of laps that the session no longer has. */
async function clearAway(
  ctx: Ctx,
  { session, laps, samplesRemoved }: SyncManifest,
  placed: readonly string[],
): Promise<void> {
  await deleteWanted(ctx.db, placed);
  for (const name of placed) await deletePieces(ctx.objects, name);
  if (samplesRemoved) return;
  const known = new Set(laps.map(({ id }) => lapKey(session.id, id)));
  const gone: string[] = [];
  for await (const { key } of ctx.objects.list(`laps/${session.id}/`))
    if (!known.has(key)) gone.push(key);
  await deleteObjects(ctx, { keys: gone });
  await deleteHashes(ctx.db, gone);
}

function jsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}

function notFound(): AppError {
  return new AppError('session_not_found', 'There is no such session');
}
