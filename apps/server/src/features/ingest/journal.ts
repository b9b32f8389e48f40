/**
 * The durable lane: frames of all streams wait here until the next group commit. A batch is what one stream brought in
 * between; at most one batch of a stream is in a commit, so that its compare-and-set sees the one before. While the
 * database is away batches are kept and tried again; whoever fills the journal is told by `isFull` to stop.
 */
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { StreamEvent } from '@outlap/protocol';

/** What one stream brings to one commit: the frames `firstSeq … lastSeq`, as bytes of a CBOR sequence. */
export type Batch = {
  readonly streamId: string;
  readonly firstSeq: number;
  lastSeq: number;
  startSeconds: number;
  endSeconds: number;
  readonly frames: Uint8Array[];
  bytes: number;
  samples: number;
  duplicates: number;
  missing: number;
  /** When its first frame came, milliseconds since 1970. */
  readonly openedAt: number;
  readonly events: { readonly seq: number; readonly event: StreamEvent }[];
};

type Settled = {
  /** Durable now, or found to be durable already. */
  readonly stored: (batch: Batch) => void;
  /** Never will be: the stream has moved on elsewhere, is no more, or the database takes no such values. */
  readonly refused: (batch: Batch, why: Refusal) => void;
};
export type Refusal = 'conflict' | 'deleted' | 'invalid';

export type StoreBatches = (
  batches: readonly Batch[],
) => Promise<ReadonlyMap<string, 'stored' | 'conflict' | 'deleted'>>;

const MOST_EVENTS = 100;
const LARGEST_COMMIT = 8 * 2 ** 20;
const SETTLED_AT_ONCE = 32;
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5000;
const CLOSE_PATIENCE_MS = 5000;
/** Class 22 of SQLSTATE, data exception: the values are to blame, and trying again does not mend them. */
const DATA_EXCEPTION = /^22/;

export class Journal {
  readonly #store: StoreBatches;
  readonly #settled: Settled;
  readonly #log: Logger;
  readonly #intervalMs: number;
  readonly #limit: number;
  readonly #largestBatch: () => number;
  readonly #now: () => number;
  readonly #pending = new Map<string, Batch[]>();
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #committing: Promise<void> | undefined;
  #closed = false;
  #waiting: (() => void)[] = [];

  constructor(
    store: StoreBatches,
    settled: Settled,
    options: {
      readonly intervalMs: number;
      readonly limitBytes: number;
      readonly largestBatch: () => number;
      readonly log: Logger;
      readonly now: () => number;
    },
  ) {
    this.#now = options.now;
    this.#store = store;
    this.#settled = settled;
    this.#intervalMs = options.intervalMs;
    this.#limit = options.limitBytes;
    this.#largestBatch = options.largestBatch;
    this.#log = options.log;
  }

  /** Whether more waits than may: nobody should bring more until `whenRoom` ends. */
  get isFull(): boolean {
    return this.#bytes >= this.#limit;
  }

  /** What waits now, and since when the oldest of it does. */
  get waiting(): {
    readonly bytes: number;
    readonly frames: number;
    readonly since: number | undefined;
  } {
    const batches = [...this.#pending.values()].flat();
    const frames = batches.reduce((sum, batch) => sum + batch.frames.length, 0);
    const since = batches.reduce((first, { openedAt }) => Math.min(first, openedAt), Infinity);
    return { bytes: this.#bytes, frames, since: since === Infinity ? undefined : since };
  }

  /** Whether the last try to store failed. */
  get isFailing(): boolean {
    return this.#retryMs > 0;
  }

  /** Ends when half of the room is free again. */
  whenRoom(): Promise<void> {
    if (this.#bytes < this.#limit / 2) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** The batch that the next frame of a stream goes to; `seq` is the one it begins with if it is new. */
  batchOf(streamId: string, seq: number): Batch {
    let batches = this.#pending.get(streamId);
    if (!batches) this.#pending.set(streamId, (batches = []));
    const last = batches.at(-1);
    if (last && this.#hasRoom(last)) return last;
    const batch: Batch = {
      streamId,
      firstSeq: seq,
      lastSeq: seq - 1,
      startSeconds: Infinity,
      endSeconds: -Infinity,
      frames: [],
      bytes: 0,
      samples: 0,
      duplicates: 0,
      missing: 0,
      openedAt: this.#now(),
      events: [],
    };
    batches.push(batch);
    this.#schedule(this.#intervalMs);
    return batch;
  }

  #hasRoom(batch: Batch): boolean {
    return (
      batch.bytes < this.#largestBatch() &&
      batch.events.length < MOST_EVENTS &&
      !this.#inCommit.has(batch)
    );
  }

  add(batch: Batch, bytes: Uint8Array): void {
    batch.frames.push(bytes);
    batch.bytes += bytes.length;
    this.#bytes += bytes.length;
  }

  /** Forgets what waits of a stream, for one that was refused. */
  drop(streamId: string): void {
    for (const batch of this.#pending.get(streamId) ?? [])
      if (!this.#inCommit.has(batch)) this.#bytes -= batch.bytes;
    this.#pending.delete(streamId);
    this.#release();
  }

  isPending(streamId: string): boolean {
    return this.#pending.has(streamId);
  }

  /** Ends when what waits now, of one stream or of all, is durable or refused. What comes meanwhile is not waited for. */
  async flush(streamId?: string): Promise<void> {
    const all =
      streamId === undefined ? this.#pending.values() : [this.#pending.get(streamId) ?? []];
    let waiting = [...all].flat();
    const isPending = (batch: Batch) => this.#pending.get(batch.streamId)?.includes(batch) === true;
    while ((waiting = waiting.filter(isPending)).length > 0 && !this.#closed) {
      await (this.#committing ?? this.#commit());
      if (this.#retryMs > 0) await wait(this.#retryMs);
    }
  }

  /** Commits what waits, once, then takes nothing more. What cannot be stored in time nobody was told to be stored. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    const late = wait(CLOSE_PATIENCE_MS, undefined, { ref: false });
    await Promise.race([this.#commitLast(), late]);
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #commitLast(): Promise<void> {
    await this.#committing;
    if (this.#pending.size > 0 && !this.#closed) await this.#commit();
  }

  #inCommit: ReadonlySet<Batch> = new Set();
  #retryMs = 0;

  #schedule(delayMs: number): void {
    if (this.#timer !== undefined || this.#committing || this.#closed) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#commit();
    }, delayMs);
  }

  #commit(): Promise<void> {
    this.#committing ??= this.#commitOnce().finally(() => {
      this.#committing = undefined;
      if (this.#pending.size > 0) this.#schedule(this.#retryMs || this.#pause());
    });
    return this.#committing;
  }

  /** A journal that could not take everything into one commit goes on at once. */
  #pause(): number {
    return this.#bytes > LARGEST_COMMIT ? 0 : this.#intervalMs;
  }

  async #commitOnce(): Promise<void> {
    const batches = this.#nextBatches();
    if (batches.length === 0) return;
    this.#inCommit = new Set(batches);
    try {
      await this.#storeAll(batches);
      if (this.#retryMs > 0) this.#log.info('frames are stored again');
      this.#retryMs = 0;
    } catch (error) {
      if (this.#retryMs === 0)
        this.#log.error({ err: error }, 'frames could not be stored; trying on');
      this.#retryMs = Math.min(LAST_RETRY_MS, Math.max(FIRST_RETRY_MS, this.#retryMs * 2));
    } finally {
      this.#inCommit = new Set();
      this.#release();
    }
  }

  async #storeAll(batches: readonly Batch[]): Promise<void> {
    let results: Awaited<ReturnType<StoreBatches>>;
    try {
      results = await this.#store(batches);
    } catch (error) {
      if (!isDataException(error)) throw error;
      return this.#storeApart(batches, error);
    }
    for (const [n, batch] of batches.entries()) {
      // Each stored batch is an acknowledgement to be sent: viewers do not wait for hundreds of them.
      if (n % SETTLED_AT_ONCE === SETTLED_AT_ONCE - 1) await turn();
      this.#settle(batch, results.get(batch.streamId) ?? 'conflict');
    }
  }

  /** A batch that no database takes would keep those of all other streams out of it for ever: it goes alone. */
  async #storeApart(batches: readonly Batch[], error: unknown): Promise<void> {
    const [only, ...others] = batches;
    if (others.length > 0) {
      for (const batch of batches) await this.#storeAll([batch]);
    } else if (only) {
      const { streamId, firstSeq, lastSeq } = only;
      this.#log.error({ err: error, streamId, firstSeq, lastSeq }, 'frames cannot be stored');
      this.#settle(only, 'invalid');
    }
  }

  #nextBatches(): Batch[] {
    const batches: Batch[] = [];
    let bytes = 0;
    for (const [streamId, all] of [...this.#pending]) {
      const [first] = all;
      if (!first || bytes > LARGEST_COMMIT) continue;
      batches.push(first);
      bytes += first.bytes;
      if (all.length === 1) continue;
      // Whoever has more goes to the end, so that a full commit is not always full of the same streams.
      this.#pending.delete(streamId);
      this.#pending.set(streamId, all);
    }
    return batches;
  }

  #settle(batch: Batch, result: 'stored' | Refusal): void {
    this.#bytes -= batch.bytes;
    const batches = this.#pending.get(batch.streamId);
    if (batches?.[0] === batch) batches.shift();
    if (batches?.length === 0) this.#pending.delete(batch.streamId);
    if (result === 'stored') this.#settled.stored(batch);
    else this.#settled.refused(batch, result);
  }

  #release(): void {
    if (this.#bytes >= this.#limit / 2) return;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

function isDataException(error: unknown): boolean {
  const { code } = (error ?? {}) as { readonly code?: unknown };
  return typeof code === 'string' && DATA_EXCEPTION.test(code);
}
