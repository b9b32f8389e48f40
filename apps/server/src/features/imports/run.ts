import type { CsvMapping } from '@outlap/formats';
import { type Ctx, type Deps, serverActor } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { deleteObjects } from '../../objects/delete-objects.ts';
import { findKnownLayouts } from '../tracks/verbs.ts';
import {
  beginAttempt,
  findSessionByContent,
  finishImport,
  type ImportRow,
  listKnownSessions,
  saveProgress,
} from './queries.ts';
import { keepsFile } from './refusals.ts';
import { insertResult } from './store-result.ts';
import { runImportThread } from './thread-client.ts';

const MOST_ATTEMPTS = 3;
const PROGRESS_EVERY_MS = 200;

/**
 * One attempt at an import. What the file is to blame for ends it as failed; anything else is thrown, for the queue to
 * try again. Lap files of an attempt that fails are removed, and a file that was refused with them; those of a killed
 * process are found by the sweep.
 */
export async function runImport(deps: Deps, importId: string, signal: AbortSignal): Promise<void> {
  const row = await beginAttempt(deps.db, importId);
  if (!row) return;
  const ctx: Ctx = {
    ...deps,
    actor: serverActor(row.owner_id),
    log: deps.log.child({ importId, fileName: row.file_name }),
  };
  const sessionId = ctx.newId();
  try {
    if (row.attempts > MOST_ATTEMPTS)
      throw new AppError('import_crashed', 'The server went down each time it read this file');
    await attempt(ctx, row, sessionId, signal);
  } catch (error) {
    // The answer to the commit may have been lost: what is stored is done, and its files are named by rows.
    if ((await listKnownSessions(ctx.db, [sessionId])).has(sessionId)) {
      ctx.log.warn({ err: error, sessionId }, 'import is stored although its storing failed');
      return;
    }
    await deleteObjects(ctx, { prefixes: [`laps/${sessionId}/`] });
    await settle(ctx, row, error, signal);
  }
}

async function attempt(ctx: Ctx, row: ImportRow, sessionId: string, stop: AbortSignal) {
  const cancelled = new AbortController();
  const seconds = ctx.config.IMPORT_TIMEOUT_SECONDS;
  const timeout = AbortSignal.timeout(seconds * 1000);
  const signal = AbortSignal.any([stop, cancelled.signal, timeout]);
  const report = throttledProgress(ctx, row.id, () => cancelled.abort(new CancelledError()));
  try {
    const result = await runImportThread(
      {
        store: ctx.objects.settings,
        recordingKey: row.recording_key,
        companionKey: row.companion_key,
        fileName: row.file_name,
        mapping: row.mapping as CsvMapping | null,
        sessionId,
        now: ctx.now(),
        lapIds: new Map(),
      },
      { onProgress: report.add, findLayouts: (question) => findKnownLayouts(ctx, question) },
      signal,
    );
    await report.end();
    const kept = await insertResult(ctx, row, sessionId, result);
    if (!kept) throw new CancelledError();
  } catch (error) {
    if (timeout.aborted && !stop.aborted)
      throw new AppError('import_timed_out', `The import took longer than ${seconds} s`, {
        cause: error,
      });
    throw error;
  } finally {
    await report.end();
  }
}

/** Somebody deleted the import while it ran. */
class CancelledError extends Error {
  override name = 'CancelledError';
}

async function settle(ctx: Ctx, row: ImportRow, error: unknown, stop: AbortSignal): Promise<void> {
  if (error instanceof CancelledError) return;
  if (isDuplicate(error)) {
    const known = await findSessionByContent(ctx.db, row.owner_id, row.content_hash);
    if (known) return endAsDuplicate(ctx, row, known.id);
  }
  if (stop.aborted) throw error;
  const isLast = row.attempts >= MOST_ATTEMPTS;
  if (!(error instanceof AppError) && !isLast) {
    ctx.log.warn({ err: error }, 'import attempt failed');
    throw error;
  }
  const problem =
    error instanceof AppError
      ? error
      : new AppError('internal', 'Something went wrong inside the server', { cause: error });
  if (problem.status >= 500) ctx.log.error({ err: error }, 'import failed');
  else ctx.log.info({ code: problem.code }, 'import refused');
  await finishImport(ctx.db, row.id, {
    state: 'failed',
    session_id: null,
    duplicate: false,
    error_code: problem.code,
    error_detail: problem.message.slice(0, 2000),
    finished_at: ctx.now(),
  });
  if (!keepsFile(problem.code))
    await deleteObjects(ctx, { keys: [row.recording_key, row.companion_key] });
}

/** The same content came in twice at the same time, and the other one was faster. */
function isDuplicate(error: unknown): boolean {
  const { code, constraint } = error as { code?: unknown; constraint?: unknown };
  return code === '23505' && constraint === 'session_content';
}

async function endAsDuplicate(ctx: Ctx, row: ImportRow, sessionId: string): Promise<void> {
  await finishImport(ctx.db, row.id, {
    state: 'done',
    session_id: sessionId,
    duplicate: true,
    error_code: null,
    error_detail: null,
    finished_at: ctx.now(),
  });
  await deleteObjects(ctx, { keys: [row.recording_key, row.companion_key] });
}

function throttledProgress(ctx: Ctx, id: string, onGone: () => void) {
  let last = -Infinity;
  let saving: Promise<void> = Promise.resolve();
  let state = '';
  return {
    add: (newState: string, progress: number) => {
      const now = performance.now();
      if (newState === state && now - last < PROGRESS_EVERY_MS) return;
      last = now;
      state = newState;
      saving = saving.then(async () => {
        if (!(await saveProgress(ctx.db, id, newState, Math.min(1, Math.max(0, progress)))))
          onGone();
      });
      saving.catch(() => undefined);
    },
    end: () => saving.catch(() => undefined),
  };
}
