import { Worker } from 'node:worker_threads';
import type { SessionText } from '@outlap/formats';

/** Reads session texts in a thread of its own: one can take longer than a tick of the sim. */
export class SessionParser {
  #worker: Worker | undefined;
  #newest: SessionText | undefined;
  #wake: (() => void) | undefined;

  /** Hands over a text; what comes of it is there later. */
  parse(bytes: Uint8Array): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(bytes);
  }

  /** The newest text that was read since this was asked last. */
  take(): SessionText | undefined {
    const text = this.#newest;
    this.#newest = undefined;
    return text;
  }

  /** Resolves when there is a text to take. */
  async arrived(): Promise<void> {
    while (!this.#newest) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #start(): Worker {
    const worker = new Worker(new URL('./session-text-worker.ts', import.meta.url));
    worker.on('message', (text: SessionText) => {
      this.#newest = text;
      this.#wake?.();
    });
    // A text that cannot be read costs the names of driver and track, not the recording.
    worker.on('error', () => {
      this.#worker = undefined;
    });
    worker.unref();
    return worker;
  }
}
