import {
  buffersAfter,
  IBT_VARIABLE_BYTES,
  LIVE_HEADER_BYTES,
  type LiveHeader,
  type LiveLayout,
  parseLiveHeader,
  parseLiveLayout,
} from '@outlap/formats';
import type { LiveMemory } from './live-memory.ts';

/** One record as it was copied, whole. */
export type Tick = { readonly tick: number; readonly record: Uint8Array };

/** Takes records out of the live memory while the sim goes on writing there. */
export class TickReader {
  #memory: LiveMemory;
  #layout: { readonly key: string; readonly layout: LiveLayout } | undefined;
  /** A buffer of tick 0 was never written. */
  #last = 0;
  /** Records that were overwritten before they were copied. */
  torn = 0;

  constructor(memory: LiveMemory) {
    this.#memory = memory;
  }

  header(): LiveHeader {
    return parseLiveHeader(this.#memory.read(0, LIVE_HEADER_BYTES), this.#memory.size);
  }

  /** What the records hold; parsed anew only when the variables can have changed. */
  layout(header: LiveHeader): LiveLayout {
    const { variableCount, variablesOffset, recordLength, sessionUpdate } = header;
    const key = [variableCount, variablesOffset, recordLength, sessionUpdate].join('/');
    if (this.#layout?.key !== key) {
      const bytes = this.#memory.read(variablesOffset, variableCount * IBT_VARIABLE_BYTES);
      this.#layout = { key, layout: parseLiveLayout(bytes, header) };
    }
    return this.#layout.layout;
  }

  sessionText({ sessionTextOffset, sessionTextLength }: LiveHeader): Uint8Array {
    return this.#memory.read(sessionTextOffset, sessionTextLength);
  }

  /** Leaves out what is there already: it may be hours old. */
  skip(header: LiveHeader): void {
    this.#last = newestOf(header);
  }

  /** Every record that is newer than the last one taken, in order. Where the ticks count anew, the older ones are of the drive before. */
  take(header: LiveHeader): Tick[] {
    const newest = newestOf(header);
    if (newest < this.#last) this.#last = newest - 1;
    return buffersAfter(header, this.#last).flatMap(({ tick, offset }) => {
      const record = this.#memory.read(offset, header.recordLength);
      const isWhole = this.header().buffers.some(
        (now) => now.offset === offset && now.tick === tick,
      );
      if (!isWhole) this.torn++;
      else this.#last = tick;
      return isWhole ? [{ tick, record }] : [];
    });
  }
}

function newestOf({ buffers }: LiveHeader): number {
  return Math.max(...buffers.map(({ tick }) => tick));
}
