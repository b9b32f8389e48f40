import { ANALYSIS_VERSION } from '@outlap/telemetry';
import type { Ctx, Deps } from '../../deps.ts';
import { deleteObjects } from '../../objects/delete-objects.ts';
import { lapKey } from '../../objects/keys.ts';
import { toLapOfRow } from '../../resources/lap-row.ts';
import { findRecordedLayout, keepLayout } from '../tracks/verbs.ts';
import type { DescribeAnswer, DescribeTask } from './laps-thread.ts';
import { closeSession, findStreamToSeal, listSessionLaps, lockStream } from './queries.ts';

const THREAD = new URL('./laps-thread.ts', import.meta.url);

/** Analyses a session whose stream has ended and whose laps are all sealed. False where a frame came in between. */
export async function finishSession(
  deps: Omit<Deps, 'ingest'>,
  streamId: string,
): Promise<boolean> {
  const stream = await findStreamToSeal(deps.db, streamId);
  if (!stream || stream.state !== 'ended') return false;
  const ctx = { ...deps, actor: { userId: stream.owner_id } } as Ctx;
  const sessionId = stream.session_id;
  const rows = await listSessionLaps(deps.db, sessionId);
  const layout = stream.layout_id === null ? null : await findRecordedLayout(ctx, stream.layout_id);
  const task: DescribeTask = {
    kind: 'describe',
    sessionId,
    laps: rows.map(toLapOfRow),
    layout: layout ?? null,
  };
  const answer = (await deps.threads.run(THREAD, task)) as DescribeAnswer;
  const isDone = await deps.db.transaction().execute(async (tx) => {
    const now = await lockStream(tx, streamId, sessionId);
    if (now?.state !== 'ended' || now.sealed_laps !== stream.sealed_laps) return false;
    await keepLayout(ctx, tx, answer.layout, ANALYSIS_VERSION);
    await closeSession(tx, sessionId, {
      theoretical_best: jsonOrNull(answer.theoreticalBest),
      consistency: jsonOrNull(answer.consistency),
      analysis_version: ANALYSIS_VERSION,
    });
    return true;
  });
  if (!isDone) return false;
  deps.bus.publish({ kind: 'ended', sessionId });
  await removeOrphans(deps, sessionId, new Set(rows.map(({ id }) => lapKey(sessionId, id))));
  return true;
}

/** Lap files that a crash left between file and row. */
async function removeOrphans(
  deps: Pick<Deps, 'objects' | 'log'>,
  sessionId: string,
  known: ReadonlySet<string>,
): Promise<void> {
  for await (const { key } of deps.objects.list(`laps/${sessionId}/`))
    if (!known.has(key)) await deleteObjects(deps, { keys: [key] });
}

function jsonOrNull(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
