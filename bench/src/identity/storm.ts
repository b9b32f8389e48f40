import { startProduct } from '@outlap/e2e/product';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { percentile, type Row, toMs } from '../report.ts';

const PER_SECOND = 200;
const CALM_SECONDS = 5;
const STORM_SECONDS = 15;

/** Wrong sign-ins from everywhere, while somebody reads the list of their sessions. */
export async function storm(): Promise<Row> {
  const product = await startProduct({ DEMO: '0', TRUSTED_PROXIES: '127.0.0.1' });
  try {
    const url = `${product.address}/api/sessions`;
    const calm = await read(url, product.headers, () => wait(CALM_SECONDS * 1000));
    const answers = new Map<number, number>();
    const busy = await read(url, product.headers, () => guess(product.address, answers));
    const told = [...answers].map(([status, count]) => `${count} × ${status}`).join(', ');
    const [ours, peer] = [percentile(busy, 0.99), percentile(calm, 0.99)];
    return {
      what: `reading while ${PER_SECOND} wrong sign-ins come in a second, 99 of 100 within`,
      ours: toMs(ours),
      peer: `before: ${toMs(peer)}; guesses answered ${told}`,
      ratio: `${(ours / peer).toFixed(1)} ×`,
      bound: '≤ 100 ms',
      holds: ours <= 0.1,
    };
  } finally {
    await product.stop();
  }
}

/** How long answers took for one who reads all the while, sorted. */
async function read(
  url: string,
  headers: Readonly<Record<string, string>>,
  meanwhile: () => Promise<unknown>,
): Promise<number[]> {
  const thread = new Worker(new URL('reader-thread.ts', import.meta.url), {
    workerData: { url, headers },
  });
  await once(thread, 'message');
  await meanwhile();
  thread.postMessage('stop');
  const [seconds] = (await once(thread, 'message')) as [number[]];
  return seconds.sort((a, b) => a - b);
}

async function guess(address: string, answers: Map<number, number>): Promise<void> {
  const sent: Promise<void>[] = [];
  const started = performance.now();
  for (let n = 0; n < PER_SECOND * STORM_SECONDS; n++) {
    const due = started + (n * 1000) / PER_SECOND;
    if (due > performance.now()) await wait(due - performance.now());
    sent.push(guessOnce(address, n, answers));
  }
  await Promise.all(sent);
}

async function guessOnce(address: string, n: number, answers: Map<number, number>) {
  const from = `10.${n % 250}.${Math.floor(n / 250) % 250}.9`;
  const response = await fetch(`${address}/auth/login`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': from },
    body: JSON.stringify({ email: `driver${n % 500}@example.org`, password: 'tarmac wolf 28' }),
  });
  await response.arrayBuffer();
  answers.set(response.status, (answers.get(response.status) ?? 0) + 1);
}
