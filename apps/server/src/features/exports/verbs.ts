import { refuseQuarantined } from '../../db/quarantine.ts';
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { lapKey } from '../../objects/keys.ts';
import type { LapInContext } from '../../resources/lap.ts';
import { getLaps } from '../laps/verbs.ts';
import { getSession } from '../sessions/verbs.ts';
import { findLayoutResource } from '../tracks/verbs.ts';
import type { ExportTask } from './export-thread.ts';
import type { ExportRequest } from './schemas.ts';
import { type ExportedFile, startExport } from './start-export.ts';

/** An hour and a half of 300 channels at 60 Hz; about a gigabyte while it is written. */
const MOST_VALUES = 100_000_000;

/** Laps, or a whole session, as a file of another format. Laps of several sessions cannot be joined into one. */
export async function exportLaps(ctx: Ctx, request: ExportRequest): Promise<ExportedFile> {
  const { format, channels } = request;
  if ((request.lapIds === undefined) === (request.sessionId === undefined))
    throw new AppError('invalid_request', 'Name either lapIds or sessionId');
  const ids =
    request.lapIds ?? (await getSession(ctx, request.sessionId ?? '')).laps.map(({ id }) => id);
  const laps = await getLaps(ctx, [...new Set(ids)], 'operator');
  const [first] = laps;
  if (!first) throw new AppError('no_samples', 'There is no lap to export');
  if (laps.some((lap) => lap.sessionId !== first.sessionId))
    throw new AppError(
      'export_unsupported',
      'Laps of different sessions: export them one session at a time',
    );
  await refuseQuarantined(ctx, [first.sessionId]);
  await ctx.audit.append({
    action: 'laps.exported',
    result: 'done',
    actorId: ctx.actor.userId,
    targetKind: 'session',
    targetId: first.sessionId,
    detail: { format, laps: laps.length },
  });
  return startExport({
    store: ctx.objects.settings,
    format,
    channels,
    mostValues: MOST_VALUES,
    stem: toStem(first, laps.length),
    lapKeys: laps.map((lap) => lapKey(lap.sessionId, lap.id)),
    about: await aboutOf(ctx, first),
  });
}

async function aboutOf(ctx: Ctx, { session }: LapInContext): Promise<ExportTask['about']> {
  const { driver, vehicle, track, startedAt } = session;
  const layout = track && (await findLayoutResource(ctx, track.layoutId));
  return {
    driver,
    startedAt,
    vehicle: { name: vehicle?.name ?? null },
    track: {
      name: track?.name ?? null,
      layout: track?.layout ?? null,
      lengthMetres: layout?.lengthMetres ?? null,
    },
  };
}

function toStem({ session, number }: LapInContext, laps: number): string {
  const words = [
    session.startedAt?.slice(0, 10),
    session.track?.name,
    session.vehicle?.name,
    laps === 1 ? `lap ${number}` : null,
  ];
  const stem = words
    .filter((word): word is string => Boolean(word))
    .join(' ')
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]/g, '')
    .replace(/[^A-Za-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 80);
  return stem || 'outlap';
}
