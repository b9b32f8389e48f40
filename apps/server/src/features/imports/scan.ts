import type { Deps } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { finishImport, type ImportRow, listJudged } from './queries.ts';
import {
  findScannedImport,
  keepVerdict,
  listScanningIds,
  listVerdicts,
  queueScanned,
  waitAgain,
} from './verdict-queries.ts';

type ScanDeps = Pick<Deps, 'db' | 'jobs' | 'log' | 'now' | 'config'>;

/** What a scanner said of one object; `clean` for the one word that lets it out. */
export type Verdict = { readonly key: string; readonly clean: boolean; readonly verdict: string };

/** Keeps a verdict, and lets the import that waits for it go on or end. May be told twice. */
export async function takeVerdict(deps: ScanDeps, verdict: Verdict): Promise<void> {
  await keepVerdict(deps.db, { ...verdict, told_at: deps.now() });
  const row = await findScannedImport(deps.db, verdict.key);
  if (row) await settleScanned(deps, row);
}

/** Lets an import go on once all its files are clean; ends it where one of them is not. */
export async function settleScanned(deps: ScanDeps, row: ImportRow): Promise<void> {
  const keys = keysOf(row);
  const verdicts = await listVerdicts(deps.db, keys);
  const bad = verdicts.find(({ clean }) => !clean);
  if (bad) {
    deps.log.warn({ importId: row.id, verdict: bad.verdict }, 'an upload is quarantined');
    await finishImport(deps.db, row.id, {
      state: 'failed',
      session_id: null,
      duplicate: false,
      error_code: 'file_quarantined',
      error_detail: `The file was not found clean (${bad.verdict}); it is kept apart and not read`,
      finished_at: deps.now(),
    });
  } else if (verdicts.length === keys.length) await letGo(deps, row.id);
}

async function letGo(deps: ScanDeps, importId: string): Promise<void> {
  if (!(await queueScanned(deps.db, importId))) return;
  try {
    await deps.jobs.queueImport(importId);
  } catch (error) {
    // The event, or the next look, comes again: it has to find an import that waits.
    await waitAgain(deps.db, importId);
    throw error;
  }
}

/**
 * Settles what waits although its verdict is there. A verdict may come before its import, and its event is gone then: a
 * process that dies between writing the row and settling it leaves an import that nobody else would let go.
 */
export async function settleJudged(deps: ScanDeps): Promise<void> {
  if (deps.config.UPLOAD_SCAN === 'none') return;
  for (const row of await listJudged(deps.db)) await settleScanned(deps, row);
}

/** Lets go what waits for a scanner that is not asked any more. */
export async function releaseUnscanned(deps: ScanDeps): Promise<void> {
  if (deps.config.UPLOAD_SCAN !== 'none') return;
  for (const { id } of await listScanningIds(deps.db)) await letGo(deps, id);
}

/** Whether files may be handed out. */
export async function isClean(
  deps: Pick<Deps, 'db' | 'config'>,
  keys: readonly (string | null)[],
): Promise<boolean> {
  const wanted = keys.filter((key) => key !== null);
  if (deps.config.UPLOAD_SCAN === 'none' || wanted.length === 0) return true;
  const verdicts = await listVerdicts(deps.db, wanted);
  return verdicts.filter(({ clean }) => clean).length === wanted.length;
}

/** Throws AppError where a file may not be handed out: it was not found clean, or nobody looked. */
export async function requireClean(
  deps: Pick<Deps, 'db' | 'config'>,
  keys: readonly (string | null)[],
): Promise<void> {
  if (!(await isClean(deps, keys)))
    throw new AppError('file_quarantined', 'The file was not found clean; it is not handed out');
}

function keysOf({ recording_key, companion_key }: ImportRow): string[] {
  return [recording_key, companion_key].filter((key) => key !== null);
}
