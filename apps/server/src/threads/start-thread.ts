import { Worker, type WorkerOptions } from 'node:worker_threads';

const ENTRY = new URL('./entry.ts', import.meta.url);

// V8 lets the young generation of each thread grow to 134 MB and keeps it; with a handful of threads that is most of
// the server's memory.
const YOUNG_GENERATION_MEGABYTES = 48;

/** Starts a thread that runs the given file. */
export function startThread(file: URL, options: WorkerOptions): Worker {
  const resourceLimits = {
    maxYoungGenerationSizeMb: YOUNG_GENERATION_MEGABYTES,
    ...options.resourceLimits,
  };
  return new Worker(ENTRY, { ...options, resourceLimits, argv: [file.href] });
}
