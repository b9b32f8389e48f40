import { Type } from 'typebox';
import { getTeamFor, roleTooLow } from '../../db/access.ts';
import { refuseQuarantined } from '../../db/quarantine.ts';
import type { TeamRole } from '../../db/tables.ts';
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { lapKey } from '../../objects/keys.ts';
import type { ByteRange } from '../../objects/object-store.ts';
import { parseCursor, toPage } from '../../resources/cursor.ts';
import { toLap, toPlace } from '../../resources/lap-row.ts';
import type { Channel, LapInContext } from '../../resources/lap.ts';
import type { StoredFile } from '../../resources/stored-file.ts';
import { TaskError } from '../../threads/threads.ts';
import {
  findChannels,
  findLapFile,
  findLapRows,
  type LapInContextRow,
  listLapRows,
} from './queries.ts';
import type { LapDetail, LapQuery } from './schemas.ts';

const Id = Type.String({ format: 'uuid' });
const Place = Type.Tuple([Id, Type.Boolean(), Type.Number(), Id]);
const THREAD = new URL('./lap-thread.ts', import.meta.url);
const CHANNELS_AT_ONCE = 100;

export async function listLaps(
  ctx: Ctx,
  query: LapQuery,
): Promise<{ items: LapInContext[]; nextCursor: string | null }> {
  const limit = query.limit ?? 50;
  if (query.team) await getTeamFor(ctx.db, ctx.actor, query.team, 'viewer');
  const rows = await listLapRows(ctx.db, ctx.actor, {
    ...query,
    after: parseCursor(query.cursor, Place),
    limit: limit + 1,
  });
  const page = toPage(rows, limit, (row) => [
    row.layout_key,
    row.invalid,
    row.time_seconds,
    row.id,
  ]);
  return { ...page, items: page.items.map(toLapInContext) };
}

/** Laps by their ids, in the order of the ids. Throws AppError lap_not_found when one is missing. */
export async function getLaps(
  ctx: Ctx,
  ids: readonly string[],
  role: TeamRole = 'viewer',
): Promise<LapInContext[]> {
  const rows = await findLapRows(ctx.db, ctx.actor, ids, role);
  const byId = new Map(rows.map((row) => [row.id, toLapInContext(row)]));
  const laps = ids.map((id) => byId.get(id.toLowerCase()));
  const found = laps.filter((lap) => lap !== undefined);
  if (found.length === laps.length) return found;
  if (role === 'viewer') throw notFound();
  // Whoever sees them all lacks only the role.
  await getLaps(ctx, ids);
  throw roleTooLow();
}

export async function getLap(ctx: Ctx, id: string): Promise<LapDetail> {
  const [lap] = await getLaps(ctx, [id]);
  if (!lap) throw notFound();
  const channels = (await findChannels(ctx.db, lap.sessionId)) as Channel[];
  return { ...lap, channels };
}

export async function getLapFile(ctx: Ctx, id: string): Promise<StoredFile> {
  const row = await findLapFile(ctx.db, ctx.actor, id);
  if (!row) throw notFound();
  await refuseQuarantined(ctx, [row.session_id]);
  const key = lapKey(row.session_id, row.id);
  const gone = () => new AppError('object_missing', 'The file of this lap is gone');
  // The row may still tell of the file before: a new analysis writes over it first.
  const object = await ctx.objects.head(key);
  if (!object) throw gone();
  const { bytes, modifiedAt } = object;
  return {
    bytes,
    etag: `"${[row.analysis_version, bytes, modifiedAt.getTime()].join('-')}"`,
    mediaType: 'application/vnd.apache.parquet',
    fileName: `lap-${row.number}.parquet`,
    open: async (range?: ByteRange) => {
      const body = await ctx.objects.get(key, range);
      if (!body) throw gone();
      return body;
    },
  };
}

/** The columns of a lap as JSON text, written by the thread that read them. */
export async function readLapColumns(
  ctx: Ctx,
  id: string,
  { channels }: { readonly channels: string },
): Promise<Uint8Array> {
  const row = await findLapFile(ctx.db, ctx.actor, id);
  if (!row) throw notFound();
  await refuseQuarantined(ctx, [row.session_id]);
  const names = [...new Set(channels.split(',').map((name) => name.trim()))].filter(Boolean);
  if (names.length === 0 || names.length > CHANNELS_AT_ONCE)
    throw new AppError('invalid_request', `Name 1 to ${CHANNELS_AT_ONCE} channels`);
  try {
    return (await ctx.threads.run(THREAD, {
      lapId: row.id,
      key: lapKey(row.session_id, row.id),
      names,
    })) as Uint8Array;
  } catch (error) {
    const code = error instanceof TaskError ? error.code : null;
    if (code === 'channel_not_found' || code === 'object_missing')
      throw new AppError(code, (error as Error).message, { cause: error });
    throw error;
  }
}

function toLapInContext(row: LapInContextRow): LapInContext {
  return {
    ...toLap(row),
    session: {
      id: row.session_id,
      name: row.session_name,
      startedAt: row.started_at?.toISOString() ?? null,
      driver: row.session_driver,
      ...toPlace(row),
    },
    personalBest: row.personal_best,
  };
}

function notFound(): AppError {
  return new AppError('lap_not_found', 'There is no such lap');
}
