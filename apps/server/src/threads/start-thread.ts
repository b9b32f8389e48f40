import { setFlagsFromString } from 'node:v8';
import { Worker, type WorkerOptions } from 'node:worker_threads';

const ENTRY = new URL('./entry.ts', import.meta.url);

// V8 lets the young generation of each thread grow to 134 MB and keeps it; with a handful of threads that is most of
// the server's memory.
const YOUNG_GENERATION_MEGABYTES = 48;

// Threads share what V8 knows of compiled WebAssembly: the embedded database's, and that with which Node strips types.
// Freeing it from several threads ends the process now and then (nodejs/node#64500), so it is not freed before the end.
setFlagsFromString('--no-wasm-code-gc');

/** Starts a thread that runs the given file. */
export function startThread(file: URL, options: WorkerOptions): Worker {
  const resourceLimits = {
    maxYoungGenerationSizeMb: YOUNG_GENERATION_MEGABYTES,
    ...options.resourceLimits,
  };
  return new Worker(ENTRY, { ...options, resourceLimits, argv: [file.href] });
}
