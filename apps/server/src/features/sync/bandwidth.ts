/** A wait that ends early, without an error, when the signal says so. */
export type Sleep = (milliseconds: number, signal?: AbortSignal) => Promise<void>;

export type Clock = { readonly now: () => number; readonly sleep: Sleep };

/**
 * Holds bytes back to a rate: a token bucket that starts empty and holds at most one second, so that over any time t no
 * more than (t + 1 s) · rate bytes pass. A rate of 0 is no limit.
 */
export class Bandwidth {
  readonly #rate: number;
  readonly #clock: Clock;
  #tokens = 0;
  #filledAt: number;

  constructor(bytesPerSecond: number, clock: Clock) {
    this.#rate = bytesPerSecond;
    this.#clock = clock;
    this.#filledAt = clock.now();
  }

  /** The largest number of bytes to ask for at once. */
  get largest(): number {
    return this.#rate === 0 ? 65_536 : Math.max(1, Math.min(65_536, this.#rate));
  }

  /** Ends when so many bytes may go. */
  async take(bytes: number, signal?: AbortSignal): Promise<void> {
    if (this.#rate === 0) return;
    for (;;) {
      signal?.throwIfAborted();
      this.#fill();
      if (this.#tokens >= bytes) break;
      await this.#clock.sleep(Math.ceil(((bytes - this.#tokens) / this.#rate) * 1000), signal);
    }
    this.#tokens -= bytes;
  }

  #fill(): void {
    const now = this.#clock.now();
    const passed = Math.max(0, now - this.#filledAt);
    this.#filledAt = now;
    this.#tokens = Math.min(this.#rate, this.#tokens + (passed / 1000) * this.#rate);
  }
}

const LONGEST_SECONDS = 60;

/** Seconds until the next try: 1 … 60, with full jitter so that servers do not come back all at once. */
export function backOffSeconds(
  attempts: number,
  random: () => number,
  retryAfterSeconds: number | null = null,
): number {
  const most = Math.min(LONGEST_SECONDS, 2 ** Math.min(attempts, 10));
  return Math.max(1 + random() * (most - 1), retryAfterSeconds ?? 0);
}
