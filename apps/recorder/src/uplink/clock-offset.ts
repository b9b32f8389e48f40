const KEPT = 8;

type Sample = { readonly offsetMs: number; readonly tripMs: number };

/** How far the server's clock is ahead of ours, by the quickest of the last answers to a ping. */
export class ClockOffset {
  #samples: Sample[] = [];

  /** `sentAt` by our wall clock, `tripMs` by one that never jumps, `at` the server's wall clock. */
  add(sentAt: number, tripMs: number, at: number): void {
    if (!Number.isFinite(at)) return;
    this.#samples.push({ offsetMs: at - (sentAt + tripMs / 2), tripMs });
    if (this.#samples.length > KEPT) this.#samples.shift();
  }

  get best(): Sample | null {
    return this.#samples.reduce<Sample | null>(
      (best, one) => (best && best.tripMs <= one.tripMs ? best : one),
      null,
    );
  }
}
