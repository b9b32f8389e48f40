import { parentPort, type Transferable } from 'node:worker_threads';
import type { ThreadAnswer, ThreadTask } from './threads.ts';

/** Bytes that move to the asking thread instead of being copied. */
export class Moved {
  readonly bytes: Uint8Array<ArrayBuffer>;
  constructor(bytes: Uint8Array<ArrayBuffer>) {
    this.bytes = bytes;
  }
}

/** Makes the file it is called in a thread that answers tasks, one after the other. */
export function answerTasks(answer: (input: unknown) => Promise<unknown>): void {
  const port = parentPort;
  if (!port) throw new Error('This file runs as a thread');
  let last: Promise<void> = Promise.resolve();
  port.on('message', ({ id, input }: ThreadTask) => {
    last = last.then(async () => {
      const given = await answerOne(id, () => answer(input));
      const { output } = given as { output?: unknown };
      if (!(output instanceof Moved)) return port.postMessage(given);
      const transfer: Transferable[] = [output.bytes.buffer];
      port.postMessage({ ...given, output: output.bytes }, transfer);
    });
  });
}

async function answerOne(id: number, ask: () => Promise<unknown>): Promise<ThreadAnswer> {
  try {
    return { id, ok: true, output: await ask() };
  } catch (error) {
    const { code, message } = error as { code?: unknown; message?: unknown };
    return {
      id,
      ok: false,
      code: typeof code === 'string' ? code : null,
      detail: typeof message === 'string' ? message : String(error),
    };
  }
}
