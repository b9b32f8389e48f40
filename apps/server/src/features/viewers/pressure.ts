/** Beyond this nothing that another message replaces is queued for a viewer. */
export const HIGH_BYTES = 256 * 1024;
/** Beyond this the socket is closed: even what cannot be skipped does not get through. */
const MOST_BYTES = 4 * HIGH_BYTES;
/** So little waits for everyone now and then. */
export const LOW_BYTES = 16 * 1024;
const STALLED_TICKS = 60;
const HEALTHY_TICKS = 5;
const SLOWER_HZ = [5, 1];

/**
 * How well a viewer keeps up. Full queue: samples are skipped, newest wins. Skipped in the last second: a lower rate. Five
 * seconds without a queue: the next higher one. A minute without any progress: it never reads, and has to go.
 */
export class Pressure {
  readonly #queuedBytes: () => number;
  #steps = 0;
  #skipped = false;
  #healthyTicks = 0;
  #stalledTicks = 0;
  #lastQueued = 0;

  constructor(queuedBytes: () => number) {
    this.#queuedBytes = queuedBytes;
  }

  /** Whether there is room for samples; remembers that there was none. */
  hasRoom(): boolean {
    if (this.#queuedBytes() <= HIGH_BYTES) return true;
    this.#skipped = true;
    return false;
  }

  get isLost(): boolean {
    return this.#stalledTicks >= STALLED_TICKS || this.#queuedBytes() > MOST_BYTES;
  }

  /** The rate that a subscription gets now instead of the one it asked for. */
  rateOf(wantedHz: number): number {
    const slower = SLOWER_HZ.filter((rate) => rate < wantedHz);
    return this.#steps === 0
      ? wantedHz
      : (slower[Math.min(this.#steps, slower.length) - 1] ?? wantedHz);
  }

  /** Once a second; true when `rateOf` may have changed. */
  tick(): boolean {
    const queued = this.#queuedBytes();
    const isStuck = queued > LOW_BYTES && queued >= this.#lastQueued;
    this.#stalledTicks = isStuck ? this.#stalledTicks + 1 : 0;
    this.#lastQueued = queued;
    this.#healthyTicks = queued <= LOW_BYTES && !this.#skipped ? this.#healthyTicks + 1 : 0;
    const slower = this.#skipped && this.#steps < SLOWER_HZ.length;
    const faster = this.#healthyTicks >= HEALTHY_TICKS && this.#steps > 0;
    this.#skipped = false;
    if (slower) this.#steps++;
    else if (faster) this.#steps--;
    if (slower || faster) this.#healthyTicks = 0;
    return slower || faster;
  }
}
