import type { StreamDescription } from '@outlap/protocol';
import { getTeamFor } from '../../../db/access.ts';
import { refuseQuarantined } from '../../../db/quarantine.ts';
import type { Ctx } from '../../../deps.ts';
import { AppError } from '../../../errors.ts';
import { lapKey } from '../../../objects/keys.ts';
import { type ListedChannel, listNames, resolveChannels, type WantedChannel } from './channels.ts';
import { firstPoint, holdSeconds, lastPoint, type Rows } from './grid.ts';
import {
  findCurrentSession,
  findEnd,
  findProgress,
  findSession,
  listOpenFrames,
  listRollups,
  listSealedLaps,
} from './queries.ts';
import type { SamplesTask } from './samples-thread.ts';

export { resolveChannels, type WantedChannel } from './channels.ts';
export * from './grid.ts';

const THREAD = new URL('./samples-thread.ts', import.meta.url);
/** Longer spans are drawn from one value a second. */
const RAW_SECONDS = 20 * 60;
const MOST_ROWS = 100_000;
/** Of all channels together: an answer of so many is some tens of megabytes of text. */
const MOST_VALUES = 4_000_000;
export const MOST_CHANNELS = 400;

/** A session as its samples are read: what it is made of now. */
export type SampledSession = {
  readonly id: string;
  readonly live: boolean;
  readonly streamId: string | null;
  readonly description: StreamDescription | null;
  readonly listed: readonly ListedChannel[];
  /** The recorder's last frame came in then. */
  readonly lastFrameAt: Date | null;
};

export type SamplesQuery = {
  readonly fromSeconds?: number;
  readonly toSeconds?: number;
  /** The last seconds there are, instead of `fromSeconds`. */
  readonly lastSeconds?: number;
  /** Names as they may be asked for; absent: all channels. */
  readonly channels?: readonly string[];
  readonly rateHz: number;
};

type SessionRow = NonNullable<Awaited<ReturnType<typeof findSession>>>;

export async function getSampledSession(ctx: Ctx, id: string): Promise<SampledSession> {
  const row = await findSession(ctx.db, ctx.actor, id);
  if (!row) throw new AppError('session_not_found', 'There is no such session');
  if (row.stream_id === null) await refuseQuarantined(ctx, [row.id]);
  return toSampled(row);
}

/** The newest running session: of a team, or of one's own. */
export async function getCurrentSession(ctx: Ctx, teamId?: string): Promise<SampledSession> {
  if (teamId) await getTeamFor(ctx.db, ctx.actor, teamId, 'viewer');
  const row = await findCurrentSession(ctx.db, ctx.actor.userId, teamId);
  if (!row) throw new AppError('session_not_live', 'No session is running');
  return toSampled(row);
}

function toSampled(row: SessionRow): SampledSession {
  return {
    id: row.id,
    live: row.state === 'live',
    streamId: row.stream_id,
    description: row.description,
    listed: row.channels as ListedChannel[],
    lastFrameAt: row.last_frame_at,
  };
}

/** The highest seq of a stream that reading its samples finds. */
export async function findReceivedSeq(ctx: Ctx, streamId: string): Promise<number | undefined> {
  return (await findProgress(ctx.db, streamId))?.received_seq;
}

/**
 * Samples of a session on a grid of event time: sealed laps, and the frames of the lap that is being driven. Points before
 * the first and behind the last sample are left out. Spans over twenty minutes come at one value a second at most.
 */
export async function readSamples(
  ctx: Ctx,
  session: SampledSession,
  query: SamplesQuery,
): Promise<Rows> {
  const task: SamplesTask = { ...(await prepare(ctx, session, query)), json: null };
  return (await ctx.threads.run(THREAD, task)) as Rows;
}

/** The same as JSON text, written by the thread. */
export async function readSamplesJson(
  ctx: Ctx,
  session: SampledSession,
  query: SamplesQuery,
): Promise<Uint8Array> {
  const { id, live, lastFrameAt } = session;
  const newestAgeSeconds =
    live && lastFrameAt ? Math.max(0, (ctx.now().getTime() - lastFrameAt.getTime()) / 1000) : null;
  const prepared = await prepare(ctx, session, query);
  const json = { sessionId: id, live, newestAgeSeconds, rateHz: prepared.rateHz };
  const task: SamplesTask = { ...prepared, json };
  return (await ctx.threads.run(THREAD, task)) as Uint8Array;
}

async function prepare(
  ctx: Ctx,
  session: SampledSession,
  query: SamplesQuery,
): Promise<Omit<SamplesTask, 'json'>> {
  const groups = session.description?.groups ?? [];
  const channels = pickChannels(session, query.channels);
  const names = channels.filter(({ present }) => present).map(({ name }) => name);
  const hold = Math.max(0, ...channels.map(({ rateHz }) => holdSeconds(rateHz)));
  const end = Math.min(
    await findEnd(ctx.db, session.id, session.streamId),
    query.toSeconds ?? Infinity,
  );
  const from = Math.max(0, query.fromSeconds ?? end - (query.lastSeconds ?? end));
  const isLong = end - from > RAW_SECONDS;
  const rateHz = Math.min(
    isLong ? 1 : query.rateHz,
    Math.min(MOST_ROWS, MOST_VALUES / Math.max(1, channels.length)) / Math.max(1, end - from),
    query.rateHz,
  );
  // Frames first: a lap that is sealed in between is then found twice, which does no harm, and not missed.
  const frames = session.streamId
    ? await listOpenFrames(ctx.db, session.streamId, from - hold, end)
    : [];
  const laps = await listSealedLaps(ctx.db, session.id, from - hold, end);
  const rollups = isLong ? await listRollups(ctx.db, session.id, names, from - hold, end) : [];
  const drawn = new Set(rollups.map((row) => row.lap_id));
  const first = firstPoint(from, rateHz);
  return {
    channels,
    first,
    count: end > 0 ? Math.max(0, lastPoint(end, rateHz) - first + 1) : 0,
    rateHz,
    laps: laps
      .filter(({ id }) => !drawn.has(id))
      .map((lap) => ({ key: lapKey(session.id, lap.id), startSeconds: lap.start_seconds })),
    groups,
    frames: frames.map(({ bytes }) => bytes),
    rollups: rollups.map((row) => ({
      channel: row.channel,
      startSecond: row.start_second,
      bytes: row.bytes,
    })),
  };
}

function pickChannels(
  { description, listed }: SampledSession,
  asked: readonly string[] | undefined,
): WantedChannel[] {
  const groups = description?.groups ?? [];
  const names = asked ?? listNames(groups, listed).slice(0, MOST_CHANNELS);
  if (names.length > MOST_CHANNELS)
    throw new AppError('invalid_request', `Name at most ${MOST_CHANNELS} channels`);
  return resolveChannels(names, groups, listed);
}
