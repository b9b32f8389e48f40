// A client of its own that reads while others storm: asks again and again until told to stop, then answers with the
// seconds of each answer.
import { setTimeout as wait } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const PAUSE_MS = 10;

const { url, headers } = workerData as { url: string; headers: Record<string, string> };
const seconds: number[] = [];
const watch = { on: true };
parentPort?.once('message', () => (watch.on = false));

const ask = async () => {
  const response = await fetch(url, { headers });
  await response.text();
  if (!response.ok) throw new Error(`The reader was answered ${response.status}`);
};
await ask();
parentPort?.postMessage('ready');
while (watch.on) {
  const started = performance.now();
  await ask();
  seconds.push((performance.now() - started) / 1000);
  await wait(PAUSE_MS);
}
parentPort?.postMessage(seconds);
