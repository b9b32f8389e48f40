/**
 * Takes frames from a queue into the database. Messages come twice, late and in any order: those of a stream wait in the
 * hand until their turn has come, by its position in the database, and are removed from the queue after their commit. What
 * several consumers bring of one stream is told apart by that position too; whoever was too late reads it anew.
 */
import { setTimeout as wait } from 'node:timers/promises';
import type { Queue, QueueMessage } from '../../queues/queue.ts';
import { receiveAll } from '../../queues/receive.ts';
import type { IngestDeps } from './ingest.ts';
import { Hand, type Held } from './hand.ts';
import { type Batch, Journal, type Refusal } from './journal.ts';
import { listPositions } from './queries.ts';
import { decodeQueued, roomOf } from './queued-batch.ts';
import { storeBatches } from './stream-store.ts';

const RECEIVERS = 4;
const POSITIONS_MS = 250;
const FULL_PATIENCE_MS = 5000;
/** What cannot be read comes again soon, so that it is soon where the dead letters are. */
const AGAIN_SECONDS = 2;

export type ConsumerOptions = {
  /** After so long a message that nobody removed is handed to somebody else. */
  readonly visibleAfterSeconds?: number;
  /** A message whose turn does not come within so long is given back. */
  readonly patienceSeconds?: number;
};

export type ConsumerFigures = {
  readonly received: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly unreadable: number;
  readonly held: number;
};

export class Consumer {
  readonly #deps: Pick<IngestDeps, 'db' | 'now' | 'log' | 'config'>;
  readonly #queue: Queue;
  readonly #visibleAfterSeconds: number;
  readonly #patienceMs: number;
  readonly #journal: Journal;
  readonly #streams = new Map<string, Hand>();
  readonly #stopping = new AbortController();
  readonly #running: Promise<unknown>[] = [];
  #removing: string[] = [];
  #removal: Promise<void> | undefined;
  #bytes = 0;
  #room: (() => void)[] = [];
  #received = 0;
  #stored = 0;
  #duplicates = 0;
  #unreadable = 0;

  constructor(
    deps: Pick<IngestDeps, 'db' | 'now' | 'log' | 'config'>,
    queue: Queue,
    { visibleAfterSeconds = 60, patienceSeconds = 180 }: ConsumerOptions = {},
  ) {
    this.#deps = deps;
    this.#queue = queue;
    this.#visibleAfterSeconds = visibleAfterSeconds;
    this.#patienceMs = patienceSeconds * 1000;
    this.#journal = new Journal(
      (batches) => storeBatches(deps as IngestDeps, batches),
      {
        stored: (batch) => this.#onStored(batch),
        refused: (batch, why) => this.#onRefused(batch, why),
      },
      {
        intervalMs: Math.min(100, deps.config.COMMIT_INTERVAL_MS),
        limitBytes: deps.config.INGEST_BUFFER_BYTES,
        largestBatch: () => roomOf(2 ** 20),
        log: deps.log,
        now: () => deps.now().getTime(),
      },
    );
  }

  get figures(): ConsumerFigures {
    return {
      received: this.#received,
      stored: this.#stored,
      duplicates: this.#duplicates,
      unreadable: this.#unreadable,
      held: [...this.#streams.values()].reduce((sum, { size }) => sum + size, 0),
    };
  }

  start(): void {
    const { signal } = this.#stopping;
    const { log } = this.#deps;
    for (let n = 0; n < RECEIVERS; n++)
      this.#running.push(
        receiveAll(this.#queue, {
          visibleAfterSeconds: this.#visibleAfterSeconds,
          log,
          signal,
          room: () => this.#whenRoom(),
          take: (messages) => this.#take(messages),
        }),
      );
    this.#running.push(this.#everyNow(POSITIONS_MS, () => this.#lookForPositions()));
    const beatMs = (this.#visibleAfterSeconds * 1000) / 3;
    this.#running.push(this.#everyNow(beatMs, () => this.#keepHidden()));
  }

  /** Commits what can be committed, gives back the rest. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const resolve of this.#room.splice(0)) resolve();
    await Promise.all(this.#running);
    await this.#journal.close();
    await this.#removal;
    const left = [...this.#streams.values()].flatMap((hand) => hand.receipts());
    await this.#queue.hide(left, 0).catch(() => undefined);
  }

  async #everyNow(ms: number, act: () => Promise<void>): Promise<void> {
    const { signal } = this.#stopping;
    while (!signal.aborted) {
      await wait(ms, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      await act().catch((error: unknown) => this.#deps.log.warn({ err: error }, 'consumer'));
    }
  }

  #whenRoom(): Promise<void> {
    if (!this.#isFull) return Promise.resolve();
    return new Promise((resolve) => this.#room.push(resolve));
  }

  async #take(messages: readonly QueueMessage[]): Promise<void> {
    this.#received += messages.length;
    const touched = new Set<Hand>();
    for (const message of messages) {
      const held = this.#read(message);
      if (!held) continue;
      const { streamId } = held.batch;
      let hand = this.#streams.get(streamId);
      if (!hand) this.#streams.set(streamId, (hand = new Hand(streamId)));
      hand.add(held);
      this.#bytes += message.body.length;
      touched.add(hand);
    }
    if ([...touched].some(({ position }) => position === null))
      await this.#lookForPositions().catch(() => undefined);
    for (const hand of touched) this.#play(hand);
  }

  #read(message: QueueMessage): Held | undefined {
    try {
      return { message, ...decodeQueued(message.body), since: performance.now(), used: false };
    } catch (error) {
      this.#unreadable++;
      const { id, deliveries } = message;
      this.#deps.log.error(
        { err: error, messageId: id, deliveries },
        'a message holds no frames; it goes where the queue’s dead letters go',
      );
      void this.#queue.hide([message.receipt], AGAIN_SECONDS).catch(() => undefined);
      return undefined;
    }
  }

  /** Brings to the journal whatever has its turn. */
  #play(hand: Hand): void {
    for (const piece of hand.play()) {
      const batch = this.#journal.batchOf(hand.streamId, piece.firstSeq);
      for (const bytes of piece.frames) this.#journal.add(batch, bytes);
      batch.lastSeq = piece.lastSeq;
      batch.startSeconds = Math.min(batch.startSeconds, piece.startSeconds);
      batch.endSeconds = Math.max(batch.endSeconds, piece.endSeconds);
      batch.duplicates += piece.duplicates;
      batch.missing += piece.missing;
      batch.events.push(...piece.events);
    }
    this.#settle(hand);
  }

  #onStored(batch: Batch): void {
    const hand = this.#streams.get(batch.streamId);
    if (!hand) return;
    this.#stored++;
    hand.durable = Math.max(hand.durable, batch.lastSeq);
    this.#settle(hand);
  }

  #onRefused(batch: Batch, why: Refusal): void {
    this.#journal.drop(batch.streamId);
    const hand = this.#streams.get(batch.streamId);
    if (!hand) return;
    if (why === 'invalid') {
      const within = ({ batch: { firstSeq, lastSeq } }: Held) =>
        firstSeq <= batch.lastSeq && lastSeq >= batch.firstSeq;
      this.#giveBack(hand, hand.all().filter(within), 'these frames cannot be stored');
    }
    if (why === 'deleted') this.#drop(hand, hand.all());
    else hand.startAgain();
  }

  /** Removes from the queue what the database has. */
  #settle(hand: Hand): void {
    const done = hand.takeDurable();
    this.#duplicates += done.filter(({ used }) => !used).length;
    this.#drop(hand, done);
  }

  #drop(hand: Hand, done: readonly Held[]): void {
    this.#letGo(hand, done);
    this.#removing.push(...done.map(({ message }) => message.receipt));
    if (this.#removing.length > 0) this.#removal ??= this.#remove();
  }

  #letGo(hand: Hand, gone: readonly Held[]): void {
    hand.forget(gone);
    for (const { message } of gone) this.#bytes -= message.body.length;
    if (hand.size === 0 && !this.#journal.isPending(hand.streamId))
      this.#streams.delete(hand.streamId);
    if (!this.#isFull) for (const resolve of this.#room.splice(0)) resolve();
  }

  /** What cannot be removed comes again, and is found to be stored. */
  async #remove(): Promise<void> {
    while (this.#removing.length > 0)
      await this.#queue
        .remove(this.#removing.splice(0))
        .catch((error: unknown) => this.#deps.log.warn({ err: error }, 'removing from the queue'));
    this.#removal = undefined;
  }

  /** For streams of which nothing is known, and those that wait for what another consumer may have. */
  async #lookForPositions(): Promise<void> {
    const hands = [...this.#streams.values()].filter((hand) => hand.isWaiting);
    if (hands.length === 0) return;
    const rows = await listPositions(
      this.#deps.db,
      hands.map(({ streamId }) => streamId),
    );
    const positions = new Map(rows.map((row) => [row.id, row]));
    for (const hand of hands) {
      const row = positions.get(hand.streamId);
      // A database older than the queue may not have the stream: its messages are given back, never removed.
      if (!row) this.#giveBack(hand, hand.all(), 'the database has no such stream');
      else if (row.session_id === null) this.#drop(hand, hand.all());
      else this.#goOnAt(hand, row.received_seq);
    }
  }

  #goOnAt(hand: Hand, received: number): void {
    if (!this.#journal.isPending(hand.streamId)) {
      hand.stand(received);
      this.#play(hand);
    }
    // With full hands nothing comes in any more, not even what the others wait for.
    const patienceMs = this.#isFull ? FULL_PATIENCE_MS : this.#patienceMs;
    const late = hand.waitingSince(performance.now() - patienceMs);
    this.#giveBack(hand, late, 'what comes before these frames is missing');
  }

  #giveBack(hand: Hand, held: readonly Held[], why: string): void {
    if (held.length === 0) return;
    const { streamId, position } = hand;
    const { deliveries } = held[0]?.message ?? {};
    this.#deps.log.warn(
      { streamId, position, firstSeq: held[0]?.batch.firstSeq, messages: held.length, deliveries },
      `${why}; they are given back to the queue`,
    );
    this.#letGo(hand, held);
    const receipts = held.map(({ message }) => message.receipt);
    void this.#queue.hide(receipts, AGAIN_SECONDS).catch(() => undefined);
  }

  get #isFull(): boolean {
    return this.#bytes >= this.#deps.config.INGEST_BUFFER_BYTES;
  }

  async #keepHidden(): Promise<void> {
    const receipts = [...this.#streams.values()].flatMap((hand) => hand.receipts());
    await this.#queue.hide(receipts, this.#visibleAfterSeconds);
  }
}
