import type { Frame } from '@outlap/protocol';
import type { QueueMessage } from '../../queues/queue.ts';
import type { Batch } from './journal.ts';
import type { QueuedBatch } from './queued-batch.ts';

/** A message in the hand. `used`: its frames went on to the journal. */
export type Held = {
  readonly message: QueueMessage;
  readonly batch: QueuedBatch;
  readonly frames: readonly Frame[];
  readonly since: number;
  used: boolean;
};

/** What a message brings to the stream where it stands. */
export type Piece = Omit<Batch, 'streamId' | 'bytes' | 'samples' | 'openedAt'>;

/** The messages of one stream that a consumer holds, and how far the stream is. */
export class Hand {
  readonly streamId: string;
  /** Up to here frames are stored or in the journal; null: not known yet. */
  position: number | null = null;
  /** Up to here they are stored. */
  durable = 0;
  readonly #held = new Set<Held>();

  constructor(streamId: string) {
    this.streamId = streamId;
  }

  get size(): number {
    return this.#held.size;
  }
  /** Whether something waits for what is not in this hand. */
  get isWaiting(): boolean {
    const position = this.position;
    return position === null || this.#some(({ batch, used }) => !used && batch.lastSeq > position);
  }

  add(held: Held): void {
    this.#held.add(held);
  }
  all(): Held[] {
    return [...this.#held];
  }
  forget(gone: readonly Held[]): void {
    for (const held of gone) this.#held.delete(held);
  }
  receipts(): string[] {
    return this.all().map(({ message }) => message.receipt);
  }

  /** The stream stands here, by the database. */
  stand(received: number): void {
    this.position = this.durable = Math.max(received, this.durable);
  }
  /** The journal has let go of what it was given: what is held is looked at anew. */
  startAgain(): void {
    this.position = null;
    for (const held of this.#held) held.used = false;
  }

  takeDurable(): Held[] {
    return this.all().filter(({ batch }) => batch.lastSeq <= this.durable);
  }
  waitingSince(before: number): Held[] {
    return this.all().filter(({ used, since }) => !used && since < before);
  }

  /** What has its turn now, in its order. */
  *play(): Generator<Piece> {
    if (this.position === null) return;
    const waiting = this.all().filter(({ used }) => !used);
    for (const held of waiting.sort((a, b) => a.batch.firstSeq - b.batch.firstSeq)) {
      const { firstSeq, lastSeq } = held.batch;
      if (lastSeq <= this.position) continue;
      if (firstSeq > this.position + 1) return;
      yield toPiece(held, this.position);
      held.used = true;
      this.position = lastSeq;
    }
  }

  #some(fits: (held: Held) => boolean): boolean {
    for (const held of this.#held) if (fits(held)) return true;
    return false;
  }
}

/** A batch without the frames up to `position`. */
function toPiece({ batch, frames: all }: Held, position: number): Piece {
  const frames = all.filter(({ seq }) => seq > position);
  const ofFrames = frames.flatMap(({ seq, events }) => events.map((event) => ({ seq, event })));
  const gaps = batch.gaps.filter(({ seq }) => seq > position);
  return {
    firstSeq: position + 1,
    lastSeq: batch.lastSeq,
    startSeconds: batch.startSeconds,
    endSeconds: batch.endSeconds,
    frames: frames.map(({ bytes }) => bytes),
    duplicates: batch.duplicates,
    missing: batch.lastSeq - position - frames.length,
    events: [...ofFrames, ...gaps].sort((a, b) => a.seq - b.seq),
  };
}
