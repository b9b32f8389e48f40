import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { copyFile, open, readFile } from 'node:fs/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { gzipSync } from 'node:zlib';
import { type Product, startProduct } from '@outlap/e2e/product';
import { CHANNELS, generatedSession } from './generated-session.ts';
import { percentile, type Row, toMs } from './report.ts';
import { temporaryPath } from './temporary-folder.ts';
import { upload } from './upload.ts';

const SETTLE_MS = 2000;

/** An hour of 270 channels through a server process: from the first byte sent to the session that can be opened. */
export async function importSession(): Promise<Row[]> {
  const file = await generatedSession(1);
  const megabytes = `${(file.bytes / 1e6).toFixed(0)} MB`;
  const copySeconds = await timeOf(() => copyDurably(file.path));
  const gzipSeconds = await timeOf(async () => gzipSync(await readFile(file.path), { level: 1 }));
  const product = await startProduct({ DEMO: '0' });
  try {
    const startBytes = readBytes(product, 'VmHWM');
    await wait(SETTLE_MS);
    const idleBytes = readBytes(product, 'VmRSS');
    forgetPeak(product);
    const health = await watchHealth(product);
    const seconds = await timeOf(() => upload(product, file.path));
    const answers = await health.stop();
    const peakBytes = readBytes(product, 'VmHWM');
    const worst = answers.at(-1) ?? Number.NaN;
    return [
      {
        what: `import ${megabytes}, one hour of ${CHANNELS} channels, from upload to the stored session`,
        ours: `${seconds.toFixed(1)} s`,
        peer: `copy and fsync of the file: ${copySeconds.toFixed(1)} s; gzip -1 of it: ${gzipSeconds.toFixed(1)} s`,
        ratio: `${(seconds / gzipSeconds).toFixed(1)} × gzip -1`,
        bound: '≤ 10 s',
        holds: seconds <= 10,
      },
      {
        what: 'memory of the server while it imports, at most',
        ours: toMegabytes(peakBytes),
        peer: `just before: ${toMegabytes(idleBytes)}; at most while its database was made: ${toMegabytes(startBytes)}`,
        ratio: `${((peakBytes - idleBytes) / file.bytes).toFixed(1)} × the file more`,
        bound: '≤ 1 GB',
        holds: Number.isNaN(peakBytes) ? null : peakBytes <= 1e9,
      },
      {
        what: `worst of ${answers.length} answers of /health meanwhile`,
        ours: toMs(worst),
        peer: `median: ${toMs(percentile(answers, 0.5))}`,
        ratio: '–',
        bound: '≤ 100 ms',
        holds: worst <= 0.1,
      },
    ];
  } finally {
    await product.stop();
  }
}

async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

async function copyDurably(path: string): Promise<void> {
  const to = temporaryPath('copy');
  await copyFile(path, to);
  const handle = await open(to, 'r+');
  await handle.sync();
  await handle.close();
}

/** Asks for /health again and again; the answers' seconds, sorted. */
async function watchHealth({ address }: Product): Promise<{ stop: () => Promise<number[]> }> {
  const thread = new Worker(new URL('./health-thread.ts', import.meta.url), {
    workerData: address,
  });
  await once(thread, 'message');
  return {
    stop: async () => {
      thread.postMessage('stop');
      const [seconds] = (await once(thread, 'message')) as [number[]];
      await thread.terminate();
      return seconds.sort((a, b) => a - b);
    },
  };
}

/** A figure of the process from Linux; NaN elsewhere. */
function readBytes({ process: { pid } }: Product, name: 'VmRSS' | 'VmHWM'): number {
  if (process.platform !== 'linux') return Number.NaN;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
}

/** Lets the kernel count the peak from here on. */
function forgetPeak({ process: { pid } }: Product): void {
  if (process.platform === 'linux') writeFileSync(`/proc/${pid}/clear_refs`, '5');
}

const toMegabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;
