import { type Ctx, type Deps, serverActor } from '../../deps.ts';
import { deleteObjects } from '../../objects/delete-objects.ts';
import { lapKey } from '../../objects/keys.ts';
import { countLaps, findKnownLayouts, findRecordedLayout, keepLayout } from '../tracks/verbs.ts';
import { ANALYSIS_VERSION, type GeoPoint } from '@outlap/telemetry';
import {
  deleteFrames,
  findLastLap,
  findStreamToSeal,
  growSession,
  insertSealed,
  lockStream,
  moveSealed,
  placeSession,
  readFrames,
  type StreamToSeal,
  type Tx,
} from './queries.ts';
import type { SealAnswer, SealedLap, SealTask } from './seal-thread.ts';
import { MARGIN_SECONDS } from './seal-window.ts';

type SealDeps = Pick<Deps, 'db' | 'bus' | 'threads' | 'objects' | 'log' | 'now' | 'newId'>;

export type SealJob = {
  /** Frames behind this second need not be looked at. */
  readonly untilSeconds: number;
  readonly limit: SealTask['limit'];
  readonly isEnd: boolean;
  /** Where the car is, for a session that names no track. */
  readonly position: GeoPoint | null;
};

const THREAD = new URL('./seal-thread.ts', import.meta.url);
const ROWS_AT_ONCE = 500;

/**
 * Cuts what is over out of a stream's frames, writes the lap files, then rows and the stream's new place in one
 * transaction; frames go afterwards. A crash on the way leaves files that no row names, which the end of the session
 * removes. Where another server was faster, nothing happens; where somebody moved the session to another layout meanwhile,
 * it is cut again. Returns the laps that were sealed.
 */
export async function sealStream(
  deps: SealDeps,
  streamId: string,
  job: SealJob,
): Promise<readonly SealedLap[]> {
  const stream = await findStreamToSeal(deps.db, streamId);
  if (!stream) return [];
  const ctx = { ...deps, actor: serverActor(stream.owner_id) } as Ctx;
  const answer = await cut(ctx, stream, job);
  if (answer.laps.length === 0) return [];
  // Where this throws, the files stay: the rows may be there although the answer to the commit was lost.
  const kept = await deps.db.transaction().execute((tx) => keep(ctx, tx, stream, job, answer));
  if (kept !== 'kept') {
    await deleteObjects(deps, {
      keys: answer.laps.map(({ id }) => lapKey(stream.session_id, id)),
    });
    return kept === 'moved' ? sealStream(deps, streamId, job) : [];
  }
  for (const { id, number } of answer.laps)
    deps.bus.publish({ kind: 'lap', sessionId: stream.session_id, lapId: id, lapNumber: number });
  if (!job.isEnd) await dropFrames(deps, streamId, endOf(answer) - MARGIN_SECONDS);
  return answer.laps;
}

async function cut(ctx: Ctx, stream: StreamToSeal, job: SealJob): Promise<SealAnswer> {
  const isFirst = stream.sealed_laps === 0;
  const from = isFirst ? -Infinity : stream.sealed_seconds - MARGIN_SECONDS;
  const frames: Uint8Array[] = [];
  for await (const bytes of readFrames(ctx.db, stream.id, from, job.untilSeconds))
    frames.push(bytes);
  const { description } = stream;
  const layout = stream.layout_id === null ? null : await findRecordedLayout(ctx, stream.layout_id);
  const layouts = layout
    ? []
    : await findKnownLayouts(ctx, { trackName: description.track.name, position: job.position });
  const task: SealTask = {
    sessionId: stream.session_id,
    description,
    frames,
    sealedSeconds: isFirst ? null : stream.sealed_seconds,
    lastNumber: (await findLastLap(ctx.db, stream.session_id)) ?? -1,
    limit: job.limit,
    isEnd: job.isEnd,
    layout: layout ?? null,
    layouts,
    now: ctx.now(),
  };
  return (await ctx.threads.run(THREAD, task, ownBuffers(frames))) as SealAnswer;
}

/** Bytes that share their buffer with nothing else: those of the embedded database do, a PostgreSQL's do not. */
function ownBuffers(frames: readonly Uint8Array[]): ArrayBuffer[] {
  return frames
    .filter(({ byteLength, buffer }) => byteLength === buffer.byteLength)
    .map(({ buffer }) => buffer as ArrayBuffer);
}

async function keep(
  ctx: Ctx,
  tx: Tx,
  stream: StreamToSeal,
  { isEnd }: SealJob,
  answer: SealAnswer,
): Promise<'kept' | 'moved' | 'late'> {
  const now = await lockStream(tx, stream.id, stream.session_id);
  const isSame =
    now?.sealed_laps === stream.sealed_laps && now.sealed_seconds === stream.sealed_seconds;
  if (!isSame || (isEnd && now.state !== 'ended')) return 'late';
  if (isElsewhere(now, stream)) return 'moved';
  const { laps } = answer;
  const { vehicle_id, driver } = now;
  const { layoutId, valid } = await placeLaps(ctx, tx, stream, answer);
  // One after the other in the database, but not each waiting for an answer: the connection is this one's alone.
  await Promise.all([
    insertSealed(
      tx,
      laps.map((lap) => toRow({ ...stream, vehicle_id, driver }, layoutId, lap)),
      laps.flatMap((lap) => toRollupRows(stream.session_id, lap)),
    ),
    growSession(tx, stream.session_id, {
      durationSeconds: endOf(answer),
      bytes: laps.reduce((sum, { fileBytes }) => sum + fileBytes, 0),
      method: answer.method,
    }),
    moveSealed(tx, stream.id, {
      sealed_seconds: endOf(answer),
      sealed_laps: stream.sealed_laps + laps.length,
      tail_seconds: isEnd ? (laps.at(-1)?.startSeconds ?? null) : null,
    }),
    layoutId !== null && valid > 0 ? countLaps(tx, layoutId, valid) : undefined,
  ]);
  return 'kept';
}

/** The layout of the laps: that of the session, or the one that its first full lap told. */
async function placeLaps(
  ctx: Ctx,
  tx: Tx,
  stream: StreamToSeal,
  { laps, layout }: SealAnswer,
): Promise<{ readonly layoutId: string | null; readonly valid: number }> {
  const found = isPlacedByHand(stream) ? null : await keepLayout(ctx, tx, layout, ANALYSIS_VERSION);
  const layoutId = found?.layoutId ?? stream.layout_id;
  if (layoutId === null) return { layoutId, valid: 0 };
  let valid = laps.filter((lap) => lap.valid).length;
  if (found && layoutId !== stream.layout_id)
    valid += await placeSession(tx, stream.session_id, {
      layout_id: layoutId,
      track_id: found.trackId,
    });
  return { layoutId, valid };
}

type Placed = Pick<StreamToSeal, 'layout_id' | 'edited'>;

function isElsewhere(now: Placed, before: Placed): boolean {
  return now.layout_id !== before.layout_id || isPlacedByHand(now) !== isPlacedByHand(before);
}

function isPlacedByHand({ edited }: Placed): boolean {
  return 'trackName' in edited || 'layoutName' in edited;
}

function toRollupRows(session_id: string, { id, rollups }: SealedLap) {
  return rollups.map(({ channel, startSecond, seconds, bytes }) => ({
    session_id,
    lap_id: id,
    channel,
    start_second: startSecond,
    seconds,
    bytes,
  }));
}

function endOf({ laps }: SealAnswer): number {
  return laps.at(-1)?.endSeconds ?? 0;
}

function toRow(stream: StreamToSeal, layoutId: string | null, lap: SealedLap) {
  return {
    id: lap.id,
    owner_id: stream.owner_id,
    session_id: stream.session_id,
    layout_id: layoutId,
    vehicle_id: stream.vehicle_id,
    driver: stream.driver ?? '',
    driven_at: stream.started_at ?? stream.imported_at,
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
  };
}

/** Removes the frames of a stream that lie wholly before a second. */
async function dropFrames(
  { db }: Pick<Deps, 'db'>,
  streamId: string,
  beforeSeconds: number,
): Promise<void> {
  let removed: number;
  do removed = await deleteFrames(db, streamId, { beforeSeconds }, ROWS_AT_ONCE);
  while (removed === ROWS_AT_ONCE);
}
