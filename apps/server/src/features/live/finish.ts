import { ANALYSIS_VERSION } from '@outlap/telemetry';
import { type Ctx, type Deps, serverActor } from '../../deps.ts';
import { deleteObjects } from '../../objects/delete-objects.ts';
import { lapKey } from '../../objects/keys.ts';
import { toLapOfRow } from '../../resources/lap-row.ts';
import { findRecordedLayout, keepLayout } from '../tracks/verbs.ts';
import type { DescribeAnswer, DescribeTask } from './laps-thread.ts';
import {
  findStreamOfSession,
  findStreamToSeal,
  listSessionLaps,
  lockStream,
  replaceDescription,
  type StreamToSeal,
  type Tx,
} from './queries.ts';

type FinishDeps = Omit<Deps, 'ingest'>;

const THREAD = new URL('./laps-thread.ts', import.meta.url);

/**
 * Analyses a session whose stream has ended and whose laps are all sealed, as far as the given frame. False where a later
 * one came in between.
 */
export async function finishSession(
  deps: FinishDeps,
  streamId: string,
  sealedSeq: number,
): Promise<boolean> {
  const stream = await findStreamToSeal(deps.db, streamId);
  if (!stream || stream.state !== 'ended') return false;
  const sessionId = stream.session_id;
  const { answer, lapIds } = await describe(deps, stream);
  const isDone = await deps.db.transaction().execute(async (tx) => {
    const now = await lockStream(tx, streamId, sessionId);
    const isSame = now?.sealed_laps === stream.sealed_laps && now.received_seq === sealedSeq;
    if (!isSame || now.state !== 'ended') return false;
    await keep(deps, tx, stream, answer);
    return true;
  });
  if (!isDone) return false;
  deps.bus.publish({ kind: 'ended', sessionId });
  await removeOrphans(deps, sessionId, new Set(lapIds.map((id) => lapKey(sessionId, id))));
  return true;
}

/**
 * Computes again what is derived of a finished session that was recorded live. Its laps stay as they were cut: their files
 * are the recording.
 */
export async function reanalyseLiveSession(deps: FinishDeps, sessionId: string): Promise<void> {
  const stream = await findStreamOfSession(deps.db, sessionId);
  if (!stream || stream.session_state !== 'done' || stream.samples_removed_at !== null) return;
  const { answer } = await describe(deps, stream);
  await deps.db.transaction().execute((tx) => keep(deps, tx, stream, answer));
}

async function describe(
  deps: FinishDeps,
  stream: StreamToSeal,
): Promise<{ readonly answer: DescribeAnswer; readonly lapIds: readonly string[] }> {
  const rows = await listSessionLaps(deps.db, stream.session_id);
  const { layout_id: layoutId } = stream;
  const layout = layoutId === null ? null : await findRecordedLayout(as(deps, stream), layoutId);
  const task: DescribeTask = {
    kind: 'describe',
    sessionId: stream.session_id,
    laps: rows.map(toLapOfRow),
    layout: layout ?? null,
  };
  const answer = (await deps.threads.run(THREAD, task)) as DescribeAnswer;
  return { answer, lapIds: rows.map(({ id }) => id) };
}

async function keep(
  deps: FinishDeps,
  tx: Tx,
  stream: StreamToSeal,
  answer: DescribeAnswer,
): Promise<void> {
  await keepLayout(as(deps, stream), tx, answer.layout, ANALYSIS_VERSION);
  await replaceDescription(tx, stream.session_id, {
    theoretical_best: jsonOrNull(answer.theoreticalBest),
    consistency: jsonOrNull(answer.consistency),
    analysis_version: ANALYSIS_VERSION,
    state: 'done',
  });
}

function as(deps: FinishDeps, { owner_id }: StreamToSeal): Ctx {
  return { ...deps, actor: serverActor(owner_id) } as Ctx;
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
