/** Counts of whole milliseconds up to a minute, so that millions of latencies take no memory. */
export class Histogram {
  readonly counts = new Uint32Array(60_001);
  total = 0;
  add(ms: number, times = 1): void {
    const slot = Math.min(60_000, Math.max(0, Math.ceil(ms)));
    this.counts[slot] = (this.counts[slot] ?? 0) + times;
    this.total += times;
  }
  /** Milliseconds that the given share did not pass. */
  at(share: number): number {
    let left = this.total * share;
    for (let ms = 0; ms < this.counts.length; ms++) {
      left -= this.counts[ms] ?? 0;
      if (left <= 0) return ms;
    }
    return Number.NaN;
  }
}
