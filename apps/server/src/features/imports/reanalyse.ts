import type { CsvMapping } from '@outlap/formats';
import { ANALYSIS_VERSION } from '@outlap/telemetry';
import { isQuarantined } from '../../db/quarantine.ts';
import { type Ctx, serverActor } from '../../deps.ts';
import { reanalyseLiveSession } from '../live/verbs.ts';
import { findKnownLayouts } from '../tracks/verbs.ts';
import { findSessionForAnalysis, listLapIds, listSessionIds } from './queries.ts';
import { replaceResult } from './store-result.ts';
import { runImportThread } from './thread-client.ts';

export type Reanalysed = { readonly done: number; readonly failed: readonly string[] };

/** Computes again what an older analysis made (or, with `all`, everything), from the recordings as they came. */
export async function reanalyse(
  ctx: Ctx,
  options: {
    readonly all: boolean;
    readonly signal: AbortSignal;
    readonly onProgress: (done: number, total: number) => void;
  },
): Promise<Reanalysed> {
  const ids = await listSessionIds(ctx.db, options.all ? null : ANALYSIS_VERSION);
  const failed: string[] = [];
  for (const [index, id] of ids.entries()) {
    options.onProgress(index, ids.length);
    try {
      await reanalyseSession(ctx, id, options.signal);
    } catch (error) {
      if (options.signal.aborted) throw error;
      ctx.log.error({ err: error, sessionId: id }, 'session could not be analysed again');
      failed.push(id);
    }
  }
  options.onProgress(ids.length, ids.length);
  return { done: ids.length - failed.length, failed };
}

async function reanalyseSession(ctx: Ctx, id: string, signal: AbortSignal): Promise<void> {
  const session = await findSessionForAnalysis(ctx.db, id);
  // What the retention policy took cannot be analysed again.
  if (!session || session.samples_removed_at !== null) return;
  if (session.recording_key === null) return reanalyseLiveSession(ctx, id);
  // What a scanner warns of is not read again.
  if (await isQuarantined(ctx, [id])) return;
  const owner: Ctx = { ...ctx, actor: serverActor(session.owner_id) };
  const result = await runImportThread(
    {
      store: ctx.objects.settings,
      recordingKey: session.recording_key,
      companionKey: session.companion_key,
      fileName: session.file_name,
      mapping: session.mapping as CsvMapping | null,
      sessionId: id,
      now: ctx.now(),
      lapIds: await listLapIds(ctx.db, id),
    },
    {
      onProgress: () => undefined,
      findLayouts: (question) => findKnownLayouts(owner, question),
    },
    signal,
  );
  await replaceResult(owner, id, result);
}
