import type { LogRecord } from './record.ts';

const KEPT_BYTES = 512 * 1024;

/** The newest records in memory: those that the disk has not taken yet, and a few more, so that sending need not read. */
export class Tail {
  #records: LogRecord[] = [];
  /** Index of the first record that is not on disk. */
  #unwritten = 0;
  #bytes = 0;
  unwrittenBytes = 0;

  get first(): LogRecord | undefined {
    return this.#records[0];
  }

  push(record: LogRecord): void {
    this.#records.push(record);
    this.#bytes += record.bytes.length;
    this.unwrittenBytes += record.bytes.length;
  }

  /** The first record from `seq` on. */
  from(seq: number): LogRecord | undefined {
    const first = this.#records[0];
    if (!first) return undefined;
    // Without drops it lies exactly there; with drops before it.
    let at = Math.min(this.#records.length, Math.max(0, seq - first.seq));
    while (at > 0 && (this.#records[at - 1]?.seq ?? 0) >= seq) at--;
    return this.#records[at];
  }

  /** Hands the waiting records to the disk in order; what it throws goes through, with the rest still waiting. */
  write(append: (record: LogRecord) => void): void {
    for (;;) {
      const record = this.#records[this.#unwritten];
      if (!record) break;
      append(record);
      this.#unwritten++;
      this.unwrittenBytes -= record.bytes.length;
    }
    while (this.#bytes > KEPT_BYTES && this.#unwritten > 0) this.#shift();
  }

  removeUpTo(seq: number): void {
    while (this.#records[0] && this.#records[0].seq <= seq) this.#shift();
  }

  /** Takes away the oldest waiting record without events. */
  dropOldest(): LogRecord | undefined {
    const at = this.#records.findIndex(({ hasEvents }, i) => i >= this.#unwritten && !hasEvents);
    const [gone] = at < 0 ? [] : this.#records.splice(at, 1);
    if (!gone) return undefined;
    this.#bytes -= gone.bytes.length;
    this.unwrittenBytes -= gone.bytes.length;
    return gone;
  }

  #shift(): void {
    const gone = this.#records.shift();
    if (!gone) return;
    this.#bytes -= gone.bytes.length;
    if (this.#unwritten > 0) this.#unwritten--;
    else this.unwrittenBytes -= gone.bytes.length;
  }
}
