import type { Worker } from 'node:worker_threads';
import { AppError, type ErrorCode, ERRORS } from '../../errors.ts';
import { startThread } from '../../threads/start-thread.ts';
import type { RecordedLayout } from '../tracks/verbs.ts';
import type { FromThread, ImportResult, ImportTask, PlaceQuestion, ToThread } from './messages.ts';

const FILE = new URL('./import-thread.ts', import.meta.url);
const HEAP_MEGABYTES = 1024;

export type ThreadEvents = {
  readonly onProgress: (state: 'reading' | 'analysing' | 'storing', progress: number) => void;
  readonly findLayouts: (question: PlaceQuestion) => Promise<readonly RecordedLayout[]>;
};

/**
 * Runs one import in a thread of its own, which ends with it. Rejects with AppError for what the file is to blame for
 * (also a thread that ran out of memory), with another error for what a new attempt may mend.
 */
export async function runImportThread(
  task: ImportTask,
  events: ThreadEvents,
  signal: AbortSignal,
): Promise<ImportResult> {
  signal.throwIfAborted();
  const worker = startThread(FILE, {
    workerData: task,
    name: 'import',
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MEGABYTES },
  });
  const stop = Promise.withResolvers<never>();
  const abort = () => stop.reject(signal.reason as Error);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([resultOf(worker, events), stop.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
    await worker.terminate();
  }
}

function resultOf(worker: Worker, events: ThreadEvents): Promise<ImportResult> {
  return new Promise((resolve, reject) => {
    worker.on('message', (message: FromThread) => {
      if (message.kind === 'progress') events.onProgress(message.state, message.progress);
      else if (message.kind === 'place')
        events
          .findLayouts(message.question)
          .then(
            (layouts) => worker.postMessage({ kind: 'layouts', layouts } satisfies ToThread),
            reject,
          );
      else if (message.kind === 'done') resolve(message.result);
      else if (message.kind === 'refused')
        reject(new AppError(toCode(message.code), message.detail));
      else reject(new Error(message.detail));
    });
    worker.on('error', (error: unknown) => reject(toThreadError(error)));
    worker.on('exit', () => reject(new AppError('import_crashed', 'The import ended by itself')));
  });
}

function toThreadError(error: unknown): Error {
  if ((error as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY')
    return new AppError('import_crashed', 'The file needs more memory than an import may take');
  return error instanceof Error ? error : new Error(String(error));
}

function toCode(code: string): ErrorCode {
  return Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : 'internal';
}
