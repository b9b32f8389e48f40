import { Readable } from 'node:stream';
import { refuseQuarantined } from '../../db/quarantine.ts';
import type { Ctx } from '../../deps.ts';
import { AppError, ERRORS, type ErrorCode } from '../../errors.ts';
import { lapKey } from '../../objects/keys.ts';
import type { LapInContext } from '../../resources/lap.ts';
import { getLaps } from '../laps/verbs.ts';
import { getSession } from '../sessions/verbs.ts';
import { startThread } from '../../threads/start-thread.ts';
import { findLayoutResource } from '../tracks/verbs.ts';
import type { ExportTask, FromExport } from './export-thread.ts';
import type { ExportRequest } from './schemas.ts';

/** A file on its way to the client. The name is safe in a header: ASCII, no quotes. */
export type ExportedFile = {
  readonly name: string;
  readonly mediaType: string;
  readonly body: Readable;
};

const THREAD = new URL('./export-thread.ts', import.meta.url);

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

/** Resolves once the thread knows what the file is called; refusals therefore still become an error answer. */
function startExport(task: ExportTask): Promise<ExportedFile> {
  const worker = startThread(THREAD, { workerData: task, name: 'export' });
  const body = new Readable({
    read: () => worker.postMessage('taken'),
    destroy: (error, done) => {
      void worker.terminate();
      done(error);
    },
  });
  return new Promise((resolve, reject) => {
    let named = false;
    let ended = false;
    const end = () => {
      if (!ended && !body.destroyed) body.push(null);
      ended = true;
    };
    const fail = (error: Error) => {
      reject(error);
      // Before the answer has begun nobody listens to the stream: the error is the promise's alone.
      body.destroy(named ? error : undefined);
    };
    const begin = (file: { name: string; mediaType: string }) => {
      named = true;
      resolve({ ...file, body });
    };
    worker.on('message', (message: FromExport) => {
      if (message.kind === 'file') begin(message);
      else if (message.kind === 'chunk') body.push(message.bytes);
      else if (message.kind === 'end') end();
      else if (message.kind === 'refused') fail(new AppError(toCode(message.code), message.detail));
      else fail(new Error(message.detail));
    });
    worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () =>
      ended || body.destroyed ? undefined : fail(new Error('The export ended before its file did')),
    );
  });
}

function toCode(code: string): ErrorCode {
  return Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : 'internal';
}
