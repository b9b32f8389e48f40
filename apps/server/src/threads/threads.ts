import type { Worker } from 'node:worker_threads';
import { startThread } from './start-thread.ts';

/** What a short task of a thread is asked, and answers. Messages must survive structured cloning. */
export type ThreadTask = { readonly id: number; readonly input: unknown };
export type ThreadAnswer =
  | { readonly id: number; readonly ok: true; readonly output: unknown }
  | {
      readonly id: number;
      readonly ok: false;
      readonly code: string | null;
      readonly detail: string;
    };

/** Threads for work that would block the event loop: reading lap files, comparing, writing long JSON. */
export type Threads = {
  /**
   * Runs one task in a thread whose file calls `answerTasks`. Threads stay and are used again, one for each file and
   * `slots` at most. A failed task rejects with TaskError.
   */
  readonly run: (
    file: URL,
    input: unknown,
    /** Buffers within the input that move to the thread. */
    transfer?: readonly ArrayBuffer[],
  ) => Promise<unknown>;
  readonly close: () => Promise<void>;
};

/** What a task of a thread threw: its code where it had one. */
export class TaskError extends Error {
  override name = 'TaskError';
  readonly code: string | null;
  constructor(code: string | null, detail: string) {
    super(detail);
    this.code = code;
  }
}

type Waiting = {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
};
type Slot = { readonly worker: Worker; readonly waiting: Map<number, Waiting> };

export function openThreads(slots: number, workerData: unknown): Threads {
  const pools = new Map<string, Slot[]>();
  let lastId = 0;
  let closed = false;

  const start = (file: URL, pool: Slot[]): Slot => {
    const worker = startThread(file, { workerData, name: 'task' });
    const slot: Slot = { worker, waiting: new Map() };
    const end = (error: Error) => {
      const at = pool.indexOf(slot);
      if (at >= 0) pool.splice(at, 1);
      for (const { reject } of slot.waiting.values()) reject(error);
      slot.waiting.clear();
    };
    worker.on('message', (answer: ThreadAnswer) => {
      const waiting = slot.waiting.get(answer.id);
      slot.waiting.delete(answer.id);
      if (answer.ok) waiting?.resolve(answer.output);
      else waiting?.reject(new TaskError(answer.code, answer.detail));
    });
    worker.on('error', (error) => end(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () => end(new Error('The thread ended before it answered')));
    worker.unref();
    pool.push(slot);
    return slot;
  };

  return {
    run: (file, input, transfer = []) => {
      if (closed) return Promise.reject(new Error('The server is stopping'));
      const pool = pools.get(file.href) ?? [];
      pools.set(file.href, pool);
      const idle = pool.find((slot) => slot.waiting.size === 0);
      const slot = idle ?? (pool.length < slots ? start(file, pool) : leastBusy(pool));
      const id = ++lastId;
      return new Promise((resolve, reject) => {
        slot.waiting.set(id, { resolve, reject });
        slot.worker.postMessage({ id, input } satisfies ThreadTask, [...transfer]);
      });
    },
    close: async () => {
      closed = true;
      await Promise.all([...pools.values()].flat().map(({ worker }) => worker.terminate()));
    },
  };
}

function leastBusy(pool: readonly Slot[]): Slot {
  return pool.reduce((best, slot) => (slot.waiting.size < best.waiting.size ? slot : best));
}
