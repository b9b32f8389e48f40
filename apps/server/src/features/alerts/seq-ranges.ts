const MOST_RANGES = 1000;

/** Which frames of a stream were evaluated as they came: whole numbers as ranges, the oldest forgotten beyond a bound. */
export class SeqRanges {
  readonly #ranges: { from: number; to: number }[] = [];

  has(seq: number): boolean {
    for (let i = this.#ranges.length - 1; i >= 0; i--) {
      const range = this.#ranges[i];
      if (range && seq >= range.from && seq <= range.to) return true;
    }
    return false;
  }

  add(seq: number): void {
    const last = this.#ranges.at(-1);
    if (last?.to === seq - 1) last.to = seq;
    else if (!this.has(seq)) this.#ranges.push({ from: seq, to: seq });
    if (this.#ranges.length > MOST_RANGES) this.#ranges.shift();
  }
}
