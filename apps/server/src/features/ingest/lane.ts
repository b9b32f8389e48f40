import type { StoreBatches } from './journal.ts';

/** Where frames are made durable: the database at once, or a queue in front of it. */
export type Lane = {
  readonly store: StoreBatches;
  /** Up to which seq a stream is held, by everything any server has taken. */
  readonly heldSeq: (streamId: string) => Promise<number>;
  /** Whether another server may have taken more of a stream without this one hearing of it at its next commit. */
  readonly asksEachTime: boolean;
  /** Ends when the database has the stream up to `seq`, or the server stops. */
  readonly whenCommitted: (streamId: string, seq: number) => Promise<void>;
  /** Bytes of a frame at most. */
  readonly largestFrame: () => number;
  /** Bytes of a batch after which the next one begins. */
  readonly largestBatch: () => number;
};
