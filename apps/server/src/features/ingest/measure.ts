import type { Frame } from '@outlap/protocol';
import { inSpan } from '../../observe/spans.ts';
import type { IngestDeps } from './ingest.ts';
import type { Batch, StoreBatches } from './journal.ts';
import type { StreamState } from './stream-state.ts';

/** Streams that sent so recently are live: how far behind they are matters. */
const LIVE_MS = 10_000;

/** One group commit, measured. */
export async function commit(
  deps: IngestDeps,
  store: StoreBatches,
  batches: readonly Batch[],
): ReturnType<StoreBatches> {
  const startedAt = performance.now();
  let result = 'failed';
  try {
    const stored = await inSpan('group commit', { batches: batches.length }, () => store(batches));
    result = 'stored';
    return stored;
  } finally {
    deps.metrics.commitSeconds.record((performance.now() - startedAt) / 1000, { result });
  }
}

/** Counts what has become durable, and how long that took. */
export function noteStored(deps: IngestDeps, state: StreamState, batch: Batch): void {
  const { metrics } = deps;
  const now = deps.now().getTime();
  metrics.ackSeconds.record(Math.max(0, now - batch.openedAt) / 1000);
  metrics.frames.add(batch.frames.length);
  metrics.samples.add(batch.samples);
  metrics.frameBytes.add(batch.bytes);
  metrics.duplicates.add(batch.duplicates);
  metrics.missingFrames.add(batch.missing);
  if (!Number.isFinite(batch.endSeconds)) return;
  state.durableAtMs = state.startedAtMs + batch.endSeconds * 1000 - (state.clockOffsetMs ?? 0);
  if (state.peer === null || now - state.lastFrameAt > LIVE_MS) return;
  metrics.ingestLagSeconds.record(Math.max(0, now - state.durableAtMs) / 1000);
}

export function countSamples({ parts }: Frame): number {
  return parts.reduce((sum, { count, columnCount }) => sum + count * columnCount, 0);
}
