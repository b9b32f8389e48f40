import { Type } from 'typebox';
import { getTeamFor, refusalOfSession, roleTooLow } from '../../db/access.ts';
import { actFor, type Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { deleteObjects } from '../../objects/delete-objects.ts';
import { parseCursor, toPage } from '../../resources/cursor.ts';
import { toLap, toPlace } from '../../resources/lap-row.ts';
import type { Channel } from '../../resources/lap.ts';
import { toSearchWords } from '../../resources/search-words.ts';
import {
  countLaps,
  findLayoutResource,
  placeOnTrack,
  releasePlaces,
  useVehicle,
} from '../tracks/verbs.ts';
import {
  deleteSessionRow,
  findSessionRow,
  isReference,
  listLapRows,
  listSessionRows,
  lockSession,
  type SessionRow,
  type Tx,
  updateSession,
} from './queries.ts';
import type { EditSession, Session, SessionDetail, SessionQuery } from './schemas.ts';

type SessionPage = { items: Session[]; nextCursor: string | null };

const Place = Type.Tuple([Type.String({ format: 'date-time' }), Type.String({ format: 'uuid' })]);

export async function listSessions(ctx: Ctx, query: SessionQuery): Promise<SessionPage> {
  const limit = query.limit ?? 50;
  if (query.team) await getTeamFor(ctx.db, ctx.actor, query.team, 'viewer');
  const rows = await listSessionRows(ctx.db, ctx.actor.userId, {
    ...query,
    words: toSearchWords(query.q),
    after: parseCursor(query.cursor, Place),
    limit: limit + 1,
  });
  const page = toPage(rows, limit, (row) => [row.sort_at.toISOString(), row.id]);
  return { ...page, items: page.items.map((row) => toSession(ctx, row)) };
}

export async function getSession(ctx: Ctx, id: string): Promise<SessionDetail> {
  const row = await findSessionRow(ctx.db, ctx.actor, id);
  if (!row) throw notFound();
  const [laps, layout] = await Promise.all([
    listLapRows(ctx.db, id),
    row.layout_id === null ? null : findLayoutResource(actFor(ctx, row.owner_id), row.layout_id),
  ]);
  return {
    ...toSession(ctx, row),
    laps: laps.map(toLap),
    channels: row.channels as Channel[],
    layout: layout ?? null,
    theoreticalBest: row.theoretical_best as SessionDetail['theoreticalBest'],
    consistency: row.consistency as SessionDetail['consistency'],
    report: row.report as SessionDetail['report'],
    analysisVersion: row.analysis_version,
    lapSplitMethod: row.lap_split_method,
  };
}

export async function editSession(ctx: Ctx, id: string, input: EditSession): Promise<Session> {
  if (Object.keys(input).length === 0)
    throw new AppError('nothing_changed', 'Name at least one thing to change');
  const edited = await ctx.db.transaction().execute(async (tx) => {
    const before = await lockSession(tx, ctx.actor, id, 'operator');
    const row = before && (await findSessionRow(tx, ctx.actor, id));
    if (!row) throw await refusalOfSession(tx, ctx.actor, id, notFound());
    const teamId = await teamOf(ctx, tx, row, input);
    // Names of cars and tracks are those of whom the session belongs to.
    const driverCtx = actFor(ctx, row.owner_id);
    const vehicle = await vehicleOf(driverCtx, tx, row, input);
    const place = await placeOf(driverCtx, tx, row, input);
    const name = input.name ?? row.name;
    const driver = input.driver === undefined ? row.driver : input.driver;
    const words = toSearchWords(name, driver, vehicle.name, place.trackName, row.file_name);
    const edits = Object.keys(input)
      .filter((key) => key !== 'referenceLapId' && key !== 'teamId')
      .map((key) => [key, true] as const);
    await updateSession(tx, id, {
      name,
      driver,
      notes: input.notes ?? row.notes,
      vehicle_id: vehicle.id,
      track_id: place.trackId,
      layout_id: place.layoutId,
      edited: JSON.stringify({ ...row.edited, ...Object.fromEntries(edits) }),
      search_words: words.join(' '),
      reference_lap_id: await referenceOf(driverCtx, tx, row, input),
      team_id: teamId,
    });
    const moved = row.layout_id !== place.layoutId;
    if (moved && place.layoutId !== null) await countLaps(tx, place.layoutId, row.valid_lap_count);
    await releasePlaces(tx, row, moved ? row.valid_lap_count : 0);
    const after = await findSessionRow(tx, driverCtx.actor, id);
    if (!after) throw notFound();
    return { session: toSession(ctx, after), teamBefore: row.team_id };
  });
  await tellTeams(ctx, edited.session, edited.teamBefore);
  return edited.session;
}

/** With which team the session is shared from now on. Its driver says so; an admin of the team may give it back. */
async function teamOf(ctx: Ctx, tx: Tx, row: SessionRow, { teamId }: EditSession) {
  if (teamId === undefined || teamId === row.team_id) return row.team_id;
  const isDriver = row.owner_id === ctx.actor.userId;
  if (teamId !== null) {
    if (!isDriver) throw roleTooLow();
    await getTeamFor(tx, ctx.actor, teamId, 'operator');
  } else if (!isDriver && row.team_id !== null)
    await getTeamFor(tx, ctx.actor, row.team_id, 'admin');
  return teamId;
}

/** Who watches it through the team now sees it, or sees it no longer. */
async function tellTeams(ctx: Ctx, { id, teamId }: Session, before: string | null): Promise<void> {
  if (teamId === before) return;
  ctx.bus.publish({ kind: 'access-changed', sessionId: '' });
  ctx.bus.publish({ kind: 'rules-changed', sessionId: '' });
  await ctx.audit.append({
    action: teamId === null ? 'session.unshared' : 'session.shared',
    result: 'done',
    actorId: ctx.actor.userId,
    impersonatorId: ctx.actor.impersonatorId,
    address: ctx.actor.address,
    targetKind: 'session',
    targetId: id,
    teamId: teamId ?? before,
  });
}

async function referenceOf(ctx: Ctx, tx: Tx, row: SessionRow, { referenceLapId }: EditSession) {
  if (referenceLapId === undefined) return row.reference_lap_id;
  if (referenceLapId === null) return null;
  if (row.layout_id === null)
    throw new AppError('session_without_layout', 'The session has no layout yet');
  if (!(await isReference(tx, ctx.actor.userId, referenceLapId, row.layout_id)))
    throw new AppError('lap_not_found', 'There is no such full lap of this layout');
  return referenceLapId;
}

function vehicleOf(ctx: Ctx, tx: Tx, row: SessionRow, { vehicleName }: EditSession) {
  return vehicleName === undefined
    ? { id: row.vehicle_id, name: row.vehicle_name }
    : useVehicle(ctx, tx, vehicleName);
}

function placeOf(ctx: Ctx, tx: Tx, row: SessionRow, { trackName, layoutName }: EditSession) {
  if (trackName === undefined && layoutName === undefined)
    return { trackId: row.track_id, trackName: row.track_name, layoutId: row.layout_id };
  return placeOnTrack(ctx, tx, {
    layoutId: row.layout_id,
    trackName: trackName ?? row.track_name,
    layoutName: layoutName === undefined ? row.layout_name : layoutName,
  });
}

/** The database first: what it no longer names is rubbish that a later sweep would find, too. */
export async function deleteSession(ctx: Ctx, id: string): Promise<void> {
  const gone = await ctx.db.transaction().execute(async (tx) => {
    const locked = await lockSession(tx, ctx.actor, id, 'admin');
    const row = locked && (await findSessionRow(tx, ctx.actor, id));
    if (!row) throw await refusalOfSession(tx, ctx.actor, id, notFound());
    await deleteSessionRow(tx, id);
    await releasePlaces(tx, row, row.valid_lap_count);
    return locked;
  });
  await deleteObjects(ctx, {
    prefixes: [`laps/${id}/`],
    keys: [gone.recording_key, gone.companion_key],
  });
}

function toSession({ actor }: Ctx, row: SessionRow): Session {
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
    driver: row.driver,
    ...toPlace(row),
    lapCount: row.lap_count,
    validLapCount: row.valid_lap_count,
    bestLap: row.best_lap,
    demo: row.demo,
    notes: row.notes,
    state: row.state,
    referenceLapId: row.reference_lap_id,
    mine: row.owner_id === actor.userId,
    teamId: row.team_id,
  };
}

function notFound(): AppError {
  return new AppError('session_not_found', 'There is no such session');
}
