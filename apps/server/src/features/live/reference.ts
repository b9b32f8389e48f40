import type { LiveReference } from '@outlap/telemetry';
import type { Deps } from '../../deps.ts';
import { lapKey } from '../../objects/keys.ts';
import type { ReferenceTask } from './laps-thread.ts';
import type { LiveStream } from './live-stream.ts';
import { findPersonalBest, findReferenceLap, findStreamToSeal } from './queries.ts';

const THREAD = new URL('./laps-thread.ts', import.meta.url);

/** Gives a running session the lap it is compared with: the chosen one, else the session's best, else the driver's. */
export async function referTo(
  deps: Pick<Deps, 'db' | 'threads' | 'log'>,
  stream: LiveStream,
  chosen: string | null,
): Promise<void> {
  const key = [chosen, stream.bestLapId, stream.layoutId].join();
  if (key === stream.referenceKey) return;
  stream.referenceKey = key;
  const found = await find(deps, stream, chosen);
  if (!found) return stream.setReference(undefined);
  if (found.lap.id === stream.referenceId) return;
  const { lap, label } = found;
  const task: ReferenceTask = {
    kind: 'reference',
    key: lapKey(lap.session_id, lap.id),
    lengthMetres: lap.length_metres,
  };
  try {
    const laid = (await deps.threads.run(THREAD, task)) as LiveReference | undefined;
    stream.setReference(laid && { lapId: lap.id, label, laid });
  } catch (error) {
    deps.log.warn({ err: error, lapId: lap.id }, 'a reference lap could not be read');
    stream.setReference(undefined);
  }
}

async function find({ db }: Pick<Deps, 'db'>, stream: LiveStream, chosen: string | null) {
  const { ownerId, bestLapId } = stream;
  if (chosen !== null) {
    const lap = await findReferenceLap(db, ownerId, chosen);
    if (lap) return { lap, label: `Lap ${lap.number}` };
  }
  const best = bestLapId === null ? undefined : await findReferenceLap(db, ownerId, bestLapId);
  if (best) return { lap: best, label: 'Session best' };
  const row = await findStreamToSeal(db, stream.id);
  if (!row || row.layout_id === null) return undefined;
  const lap = await findPersonalBest(db, ownerId, { ...row, layout_id: row.layout_id });
  return lap && { lap, label: 'Personal best' };
}
