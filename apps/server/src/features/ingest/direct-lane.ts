import { WireError } from '@outlap/protocol';
import type { IngestDeps } from './ingest.ts';
import type { Lane } from './lane.ts';
import { findHeld } from './queue-queries.ts';
import { storeBatches } from './stream-store.ts';

const LARGEST = 2 ** 20;

/** Frames are committed to the database before they are acknowledged. */
export function openDirectLane(deps: IngestDeps): Lane {
  return {
    store: (batches) => storeBatches(deps, batches),
    heldSeq: async (streamId) => {
      const { received, taken } = await findHeld(deps.db, streamId);
      // What the recorder sent to a queue it has not any more: a lower answer would make a gap of it.
      if (taken > received)
        throw new WireError('unavailable', 'A queue still holds frames of this stream');
      return received;
    },
    asksEachTime: false,
    whenCommitted: () => Promise.resolve(),
    largestFrame: () => LARGEST,
    largestBatch: () => LARGEST,
  };
}
