const KEPT = 60;

/** How long samples take from the car to the screen: each is measured once, in the first frame that can show it. */
export class LatencyMeter {
  private waiting: number[] = [];
  private measured: number[] = [];

  /** Samples came, the newest of them taken at this moment of the server's clock, milliseconds. */
  came(takenAt: number): void {
    this.waiting.push(takenAt);
  }

  /** A frame is drawn at this moment of the server's clock. */
  drawn(at: number): void {
    for (const taken of this.waiting) this.measured.push(at - taken);
    this.waiting = [];
    if (this.measured.length > KEPT) this.measured = this.measured.slice(-KEPT);
  }

  get median(): number | null {
    const sorted = [...this.measured].sort((a, b) => a - b);
    return sorted[sorted.length >> 1] ?? null;
  }
}
