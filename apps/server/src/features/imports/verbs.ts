import { setTimeout as sleep } from 'node:timers/promises';
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { deleteObjects } from '../../objects/delete-objects.ts';
import type { Upload } from '../../resources/upload.ts';
import { TaskError } from '../../threads/threads.ts';
import {
  deleteImportRow,
  findImport,
  findSessionByContent,
  findUnfinishedByContent,
  type ImportRow,
  insertImport,
  isRecordingUsed,
  listImportRows,
  restartImport,
} from './queries.ts';
import { keepsFile } from './refusals.ts';
import { requireClean, settleScanned } from './scan.ts';
import type { CsvMapping, Import, ImportColumns } from './schemas.ts';
import { type StoredUpload, storeUploads } from './uploads.ts';

export { runImport } from './run.ts';
export { reanalyse } from './reanalyse.ts';
export { resumeImports, resumeLost, startResume } from './resume.ts';
export { isClean, releaseUnscanned, requireClean } from './scan.ts';
export { startObjectEvents } from './object-events.ts';
export { sweepOrphans } from './orphans.ts';

const COLUMNS_THREAD = new URL('./columns-thread.ts', import.meta.url);
const LOOK_AGAIN_MS = 150;

export async function startImports(
  ctx: Ctx,
  uploads: AsyncIterable<Upload>,
): Promise<{ items: Import[] }> {
  const items: Import[] = [];
  for (const stored of await storeUploads(ctx, uploads))
    items.push(toImport(await startImport(ctx, stored, false)));
  return { items };
}

/** Queues the import of a stored file, unless the same content is there or on its way already. */
export async function startImport(
  ctx: Ctx,
  stored: StoredUpload,
  demo: boolean,
): Promise<ImportRow> {
  const { userId } = ctx.actor;
  const companionKey = stored.companion?.key ?? null;
  const known = await findSessionByContent(ctx.db, userId, stored.hash);
  const running = known ? undefined : await findUnfinishedByContent(ctx.db, userId, stored.hash);
  if (known || running) await deleteObjects(ctx, { keys: [stored.key, companionKey] });
  if (running) return running;
  const isScanned = ctx.config.UPLOAD_SCAN !== 'none' && !demo;
  const beginning = { ...WAITING, state: isScanned ? 'scanning' : 'queued' };
  const row = await insertImport(ctx.db, {
    id: stored.importId,
    owner_id: userId,
    file_name: stored.fileName,
    file_bytes: stored.bytes,
    content_hash: stored.hash,
    recording_key: stored.key,
    companion_key: companionKey,
    mapping: null,
    demo,
    error_code: null,
    error_detail: null,
    created_at: ctx.now(),
    ...(known ? asDuplicate(known.id, ctx.now()) : beginning),
  });
  if (known) return row;
  // The verdict may have come before the row.
  if (isScanned) await settleScanned(ctx, row);
  else await ctx.jobs.queueImport(row.id);
  return row;
}

const WAITING = { session_id: null, duplicate: false, finished_at: null } as const;

function asDuplicate(sessionId: string, now: Date) {
  return { state: 'done', progress: 1, session_id: sessionId, duplicate: true, finished_at: now };
}

export async function listImports(
  ctx: Ctx,
  { state }: { readonly state?: 'active' | 'all' },
): Promise<{ items: Import[] }> {
  const rows = await listImportRows(ctx.db, ctx.actor.userId, state === 'active');
  return { items: rows.map(toImport) };
}

/** An import as it is, or as soon as it is different, at most `waitSeconds` later. */
export async function getImport(ctx: Ctx, id: string, waitSeconds: number): Promise<Import> {
  const first = await mustFind(ctx, id);
  const until = performance.now() + waitSeconds * 1000;
  let row = first;
  while (
    row.finished_at === null &&
    row.state === first.state &&
    row.progress === first.progress &&
    performance.now() < until
  ) {
    await sleep(LOOK_AGAIN_MS);
    row = await mustFind(ctx, id);
  }
  return toImport(row);
}

export async function getImportColumns(ctx: Ctx, id: string): Promise<ImportColumns> {
  const row = await mustFind(ctx, id);
  if (row.error_code !== 'mapping_needed')
    throw new AppError('import_not_mappable', 'Only a CSV whose columns are unclear is mapped');
  await requireClean(ctx, [row.recording_key, row.companion_key]);
  try {
    return (await ctx.threads.run(COLUMNS_THREAD, { key: row.recording_key })) as ImportColumns;
  } catch (error) {
    if (error instanceof TaskError && error.code === 'object_missing')
      throw new AppError('object_missing', error.message, { cause: error });
    throw error;
  }
}

export async function mapImport(ctx: Ctx, id: string, mapping: CsvMapping): Promise<Import> {
  const row = await mustFind(ctx, id);
  const isCsv = row.error_code === 'mapping_needed' || row.mapping !== null;
  if (!isCsv || !keepsFile(row.error_code))
    throw new AppError('import_not_mappable', 'Only a CSV whose columns are unclear is mapped');
  await requireClean(ctx, [row.recording_key, row.companion_key]);
  if (mapping.firstDataRow <= mapping.headerRow)
    throw new AppError('mapping_invalid', 'The first data row comes after the header row');
  const restarted = await restartImport(ctx.db, id, JSON.stringify(mapping));
  if (!restarted) throw new AppError('import_running', 'The import is under way');
  await ctx.jobs.queueImport(id);
  return toImport(restarted);
}

/** Cancels an import that is under way (its thread ends at the next progress), or forgets a finished one. */
export async function deleteImport(ctx: Ctx, id: string): Promise<void> {
  const row = await mustFind(ctx, id);
  await deleteImportRow(ctx.db, id);
  if (await isRecordingUsed(ctx.db, row.recording_key)) return;
  await deleteObjects(ctx, { keys: [row.recording_key, row.companion_key] });
}

async function mustFind(ctx: Ctx, id: string): Promise<ImportRow> {
  const row = await findImport(ctx.db, ctx.actor.userId, id);
  if (!row) throw new AppError('import_not_found', 'There is no such import');
  return row;
}

function toImport(row: ImportRow): Import {
  return {
    id: row.id,
    fileName: row.file_name,
    fileBytes: row.file_bytes,
    state: row.state as Import['state'],
    progress: row.progress,
    sessionId: row.session_id,
    duplicate: row.duplicate,
    error:
      row.error_code === null ? null : { code: row.error_code, detail: row.error_detail ?? '' },
    createdAt: row.created_at.toISOString(),
    finishedAt: row.finished_at?.toISOString() ?? null,
  };
}
