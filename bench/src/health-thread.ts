// A thread of its own, so that what the bench does itself is not taken for waiting: asks /health again and again until
// told to stop, then answers with the seconds of each answer.
import { parentPort, workerData } from 'node:worker_threads';
import { setTimeout as wait } from 'node:timers/promises';

const PAUSE_MS = 20;

const address = workerData as string;
const seconds: number[] = [];
const watch = { on: true };
parentPort?.once('message', () => (watch.on = false));

const ask = async () => (await fetch(`${address}/health`)).text();
// The first request opens the connection and loads the client.
await ask();
parentPort?.postMessage('ready');
while (watch.on) {
  const started = performance.now();
  await ask();
  seconds.push((performance.now() - started) / 1000);
  await wait(PAUSE_MS);
}
parentPort?.postMessage(seconds);
