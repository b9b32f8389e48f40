// A thread that drives a simulated car in real time and tells its frames, as a recorder would send them.
import { parentPort, workerData } from 'node:worker_threads';
import { describeCar, encodeFrame } from '@outlap/protocol';
import { driveLive, LARKMOOR } from '@outlap/telemetry';
import type { FromSimulatedCar, SimulatedCarTask } from './messages.ts';

const FRAME_MS = 50;
const SAMPLES = 3;

const { seed, laps } = workerData as SimulatedCarTask;
const port = parentPort;
if (!port) throw new Error('This file runs as a thread');
const tell = (message: FromSimulatedCar) => port.postMessage(message);

const car = driveLive({
  circuit: LARKMOOR,
  seed,
  laps: Array.from({ length: laps }, () => ({})),
  inLap: true,
});
tell({ kind: 'described', description: describeCar(car, new Date().toISOString()) });

const started = performance.now();
let seq = 0;
const timer = setInterval(() => {
  while (performance.now() - started >= (seq + 1) * FRAME_MS) {
    const { firstSample, count, columns } = car.take(SAMPLES);
    if (count > 0) {
      const part = { group: 0, start: firstSample / car.rateHz, count, columns };
      tell({
        kind: 'frame',
        bytes: encodeFrame({ seq: ++seq, sentAt: Date.now(), parts: [part] }),
      });
    }
    if (count < SAMPLES) {
      clearInterval(timer);
      tell({ kind: 'over', seq });
      port.close();
      return;
    }
  }
}, FRAME_MS / 5);
port.once('message', () => {
  clearInterval(timer);
  tell({ kind: 'over', seq });
  port.close();
});
