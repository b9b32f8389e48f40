/** Ticks as seconds of the stream: by the sim's own count, set anew where it jumps away from the clock. */
export class TickClock {
  #tickRate: number;
  #anchor: { readonly tick: number; readonly seconds: number } | undefined;
  #end = 0;

  constructor(tickRate: number) {
    this.#tickRate = tickRate;
  }

  /** Seconds of the first of `count` ticks, which was written at about `now`; never before the end of those before. */
  secondsOf(tick: number, count: number, now: number): number {
    const seconds = this.#place(tick, now);
    this.#end = seconds + (count - 1) / this.#tickRate;
    return seconds;
  }

  #place(tick: number, now: number): number {
    const expected = this.#expect(tick);
    const isNear = expected !== undefined && Math.abs(expected - now) < FARTHEST_SECONDS;
    if (isNear && expected > this.#end) return expected;
    const seconds = Math.max(now, this.#end + 1 / this.#tickRate);
    this.#anchor = { tick, seconds };
    return seconds;
  }

  #expect(tick: number): number | undefined {
    if (!this.#anchor) return undefined;
    return this.#anchor.seconds + (tick - this.#anchor.tick) / this.#tickRate;
  }
}

const FARTHEST_SECONDS = 0.5;
