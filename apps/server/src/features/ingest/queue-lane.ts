import { setTimeout as wait } from 'node:timers/promises';
import { MESSAGE_LIMIT, type Queue } from '../../queues/queue.ts';
import type { IngestDeps } from './ingest.ts';
import type { Batch } from './journal.ts';
import type { Lane } from './lane.ts';
import { findHeld, noteTaken } from './queue-queries.ts';
import { encodeQueued, roomOf } from './queued-batch.ts';

const LOOK_AGAIN_MS = 500;
const COMMITTED_LATEST_MS = 3_600_000;

/**
 * Frames are handed to a queue. They are acknowledged once the queue has them and the database knows that it has: whoever
 * asks later, by whichever server, is told at least what was acknowledged.
 */
export function openQueueLane(
  deps: Pick<IngestDeps, 'db' | 'now' | 'log'>,
  queue: Queue,
): Lane & { readonly stop: () => void } {
  const stopping = new AbortController();
  const taken = new WeakSet<Batch>();
  let room = roomOf(MESSAGE_LIMIT);
  queue.facts().then(
    ({ largestMessage, deliveries }) => {
      room = roomOf(largestMessage);
      if (deliveries === null)
        deps.log.warn(
          'the ingest queue has no dead-letter queue: what nobody can read stays in it',
        );
    },
    (error: unknown) => deps.log.warn({ err: error }, 'the ingest queue does not answer'),
  );

  const send = async (batches: readonly Batch[]) => {
    const waiting = batches.filter((batch) => !taken.has(batch));
    const answers = await queue.send(
      waiting.map((batch) => ({ body: encodeQueued(batch), group: batch.streamId })),
    );
    for (const [i, batch] of waiting.entries()) if (answers[i]) taken.add(batch);
    if (!waiting.every((batch) => taken.has(batch))) throw new Error('The queue did not take all');
  };

  return {
    store: async (batches) => {
      await send(batches);
      const known = await noteTaken(deps.db, batches, deps.now());
      return new Map(
        batches.map(({ streamId }) => [streamId, known.has(streamId) ? 'stored' : 'deleted']),
      );
    },
    heldSeq: async (streamId) => {
      const held = await findHeld(deps.db, streamId);
      return Math.max(held.received, held.taken);
    },
    asksEachTime: true,
    whenCommitted: async (streamId, seq) => {
      const { signal } = stopping;
      const until = performance.now() + COMMITTED_LATEST_MS;
      for (;;) {
        signal.throwIfAborted();
        const held = await findHeld(deps.db, streamId).catch(() => undefined);
        if (held && held.received >= seq) return;
        if (performance.now() > until) throw new Error('The queue is an hour behind');
        await wait(LOOK_AGAIN_MS, undefined, { signal });
      }
    },
    largestFrame: () => Math.floor((room * 2) / 3),
    largestBatch: () => Math.floor(room / 3),
    stop: () => stopping.abort(),
  };
}
