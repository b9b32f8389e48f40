import type { Gap } from '@outlap/protocol';

/** Frames that will never come, as a range. */
export type GapRange = Omit<Gap, 'type'>;

/** Ranges of seq in rising order that do not touch each other unless their reasons differ. */
export class Gaps {
  #ranges: GapRange[];

  constructor(ranges: readonly GapRange[] = []) {
    this.#ranges = [...ranges];
  }

  get ranges(): readonly GapRange[] {
    return this.#ranges;
  }

  /** Adds a range; what is already known of it keeps its reason. */
  add({ seq, to, reason }: GapRange): void {
    const added: GapRange[] = [];
    let from = seq;
    for (const known of this.#ranges) {
      if (known.to < from || known.seq > to) continue;
      if (known.seq > from) added.push({ seq: from, to: known.seq - 1, reason });
      from = known.to + 1;
    }
    if (from <= to) added.push({ seq: from, to, reason });
    if (added.length > 0) this.#ranges = merged([...this.#ranges, ...added]);
  }

  /** The range that holds a seq. */
  at(seq: number): GapRange | undefined {
    return this.#ranges.find((range) => range.seq <= seq && seq <= range.to);
  }

  /** First seq behind `seq` where a range begins. */
  nextStart(seq: number): number | undefined {
    return this.#ranges.find((range) => range.seq > seq)?.seq;
  }

  /** Frames in `from … to` that are in a range. */
  count(from: number, to: number): number {
    let count = 0;
    for (const range of this.#ranges)
      count += Math.max(0, Math.min(to, range.to) - Math.max(from, range.seq) + 1);
    return count;
  }

  /** Forgets ranges that the server holds. */
  forget(acked: number): boolean {
    const kept = this.#ranges.filter((range) => range.to > acked);
    const changed = kept.length !== this.#ranges.length;
    this.#ranges = kept;
    return changed;
  }
}

function merged(ranges: readonly GapRange[]): GapRange[] {
  const result: GapRange[] = [];
  for (const range of ranges.toSorted((a, b) => a.seq - b.seq)) {
    const last = result.at(-1);
    if (last && last.reason === range.reason && last.to + 1 === range.seq)
      result[result.length - 1] = { ...last, to: range.to };
    else result.push(range);
  }
  return result;
}
