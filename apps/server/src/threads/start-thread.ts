import { Worker, type WorkerOptions } from 'node:worker_threads';

const ENTRY = new URL('./entry.ts', import.meta.url);

/** Starts a thread that runs the given file. */
export function startThread(file: URL, options: WorkerOptions): Worker {
  return new Worker(ENTRY, { ...options, argv: [file.href] });
}
