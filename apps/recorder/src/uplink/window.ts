/** What was sent and is not acknowledged. */
type Sent = { readonly seq: number; readonly bytes: number; readonly at: number };

const LEAST_BYTES = 128 * 1024;
const MOST_BYTES = 4 * 2 ** 20;
const START_BYTES = 512 * 1024;
const FAST_SECONDS = 1;
const SLOW_SECONDS = 2;

/**
 * How much may be on the way at once: more while acknowledgements come fast, less when they come late, so that what is
 * queued in the network never holds up a live frame for long.
 */
export class Window {
  #sent: Sent[] = [];
  #bytes = 0;
  #limit = START_BYTES;

  /** `oneByOne`: to find out which frame a server stumbles over. */
  hasRoom(oneByOne: boolean): boolean {
    return oneByOne ? this.#sent.length === 0 : this.#bytes < this.#limit;
  }
  get firstSeq(): number | undefined {
    return this.#sent[0]?.seq;
  }

  add(seq: number, bytes: number, now: number): void {
    this.#sent.push({ seq, bytes, at: now });
    this.#bytes += bytes;
  }

  ack(seq: number, now: number): void {
    let count = 0;
    let newest: Sent | undefined;
    for (let sent = this.#sent[0]; sent && sent.seq <= seq; sent = this.#sent[count]) {
      this.#bytes -= sent.bytes;
      newest = sent;
      count++;
    }
    if (!newest) return;
    this.#sent.splice(0, count);
    const took = now - newest.at;
    if (took < FAST_SECONDS) this.#limit = Math.min(MOST_BYTES, this.#limit * 1.5);
    else if (took > SLOW_SECONDS) this.#limit = Math.max(LEAST_BYTES, this.#limit / 2);
  }
}
