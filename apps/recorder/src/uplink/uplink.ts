import type { LogRecord, NewFrame, StreamLog } from '../spool/index.ts';
import { Link, type LinkOptions, type LinkState } from './link.ts';

export type UplinkOptions = LinkOptions & {
  /** The session of the current stream was deleted on the server: a new stream is wanted. */
  readonly onDeleted: () => void;
};

const OLD_AT_ONCE = 2;

/** Brings every stream of a spool to the server: the current one, and beside it those of earlier drives, oldest first. */
export class Uplink {
  readonly #options: UplinkOptions;
  readonly #stopped = new AbortController();
  readonly #old = new Map<StreamLog, Link>();
  readonly #running = new Set<Promise<void>>();
  #current: Link | undefined;
  #onChange: () => void = () => undefined;
  /** A fault of ours in one of the links: whoever records ends because of it. */
  #fault: { readonly error: unknown } | undefined;

  constructor(options: UplinkOptions) {
    this.#options = options;
    this.#startOld();
  }

  /** State of the link that matters: of the current stream, else of the oldest one. */
  get state(): LinkState | null {
    return (this.#current ?? this.#old.values().next().value)?.state ?? null;
  }
  get retries(): number {
    return [this.#current, ...this.#old.values()].reduce(
      (sum, link) => sum + (link?.state.retries ?? 0),
      0,
    );
  }
  get isSlowed(): boolean {
    return this.#current?.isSlowed ?? false;
  }

  /** Begins to send the stream that frames are added to now; the one before, which is over, goes on beside it. */
  begin(log: StreamLog): void {
    const before = this.#current;
    if (before) {
      this.#old.set(before.log, before);
      before.offer();
    }
    this.#current = new Link(log, true, this.#options);
    this.#start(this.#current);
    this.#startOld();
  }

  /** Throws where a link has failed by a fault of ours: the frame, which is on the disk, is the last one then. */
  offer(record: LogRecord, frame: NewFrame): void {
    this.#check();
    this.#current?.offer(record, frame);
  }

  /** The current stream has a new description. */
  describe(): void {
    this.#current?.describe();
  }

  /** Tells the links that a stream is over. */
  wake(): void {
    this.#current?.offer();
    for (const link of this.#old.values()) link.offer();
  }

  /** Waits until the server has everything, or `signal` aborts. Rejects where a link has failed by a fault of ours. */
  async drained(signal: AbortSignal): Promise<void> {
    const giveUp = () => this.#onChange();
    signal.addEventListener('abort', giveUp);
    while (this.#options.spool.logs.length > 0 && !signal.aborted && !this.#fault)
      await new Promise<void>((resolve) => {
        this.#onChange = resolve;
      });
    signal.removeEventListener('abort', giveUp);
    this.#check();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await Promise.all(this.#running);
  }

  #startOld(): void {
    for (const log of this.#options.spool.finished) {
      if (this.#old.size >= OLD_AT_ONCE || this.#stopped.signal.aborted) return;
      if (this.#old.has(log) || this.#current?.log === log || !log.ended) continue;
      const link = new Link(log, false, this.#options);
      this.#old.set(log, link);
      this.#start(link);
    }
  }

  #start(link: Link): void {
    const running = this.#run(link)
      .catch((error: unknown) => {
        this.#fault ??= { error };
        this.#onChange();
      })
      .finally(() => this.#running.delete(running));
    this.#running.add(running);
  }

  #check(): void {
    if (this.#fault) throw this.#fault.error;
  }

  async #run(link: Link): Promise<void> {
    const result = await link.run(this.#stopped.signal);
    if (result === 'stopped') return;
    const wasCurrent = this.#current === link;
    this.#old.delete(link.log);
    if (wasCurrent) this.#current = undefined;
    // The next stream is begun first: frames come in all the time.
    if (wasCurrent && !link.log.ended) this.#options.onDeleted();
    await this.#options.spool.remove(link.log);
    this.#startOld();
    this.#onChange();
  }
}
