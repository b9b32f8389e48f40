import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startProduct } from '@outlap/e2e/product';
import { encodeFrame } from '@outlap/protocol';
import { driveLive, LARKMOOR } from '@outlap/telemetry';
import { WebSocketServer } from 'ws';
import {
  cpuSecondsOf,
  peakResidentBytesOf,
  residentBytesOf,
  toMegabytes,
} from '../process-figures.ts';
import { type Row, toPercent } from '../report.ts';
import { temporaryPath } from '../temporary-folder.ts';
import type { SenderTask } from './bare-sender-process.ts';
import { startRecorder } from './recorder-command.ts';

const SECONDS = Number(process.env['BENCH_RECORDER_SECONDS'] ?? 60);
const WARM_SECONDS = 5;
const CHANNELS = 300;
const SAMPLES_PER_FRAME = 3;
const FRAMES_PER_SECOND = 20;
const PEER_FRAMES = 10 * FRAMES_PER_SECOND;
/** Frames of which no acknowledgement is expected yet: three seconds. */
const MOST_QUEUED = 3 * FRAMES_PER_SECOND;

/** Processor time over the window as a share of one core, and bytes. */
type Used = { readonly share: number; readonly peak: number; readonly resident: number };

/** What a recorder takes from the computer in the car; beside it a process that does nothing but send the same bytes. */
export async function recorder(): Promise<Row[]> {
  const ours = await measureOurs();
  const bare = await measureBare();
  const what = `recorder, 60 Hz × ${CHANNELS} channels for ${SECONDS} s`;
  return [
    {
      what: `${what}: processor time of one core`,
      ours: toPercent(ours.share),
      peer: `bare ws sending of the same bytes: ${toPercent(bare.share)}`,
      ratio: `${(ours.share / bare.share).toFixed(1)} ×`,
      bound: '≤ 5 %',
      holds: ours.share <= 0.05,
    },
    {
      what: `${what}: resident memory at most`,
      ours: `${toMegabytes(ours.peak)} (in the end ${toMegabytes(ours.resident)})`,
      peer: `bare: ${toMegabytes(bare.peak)}`,
      ratio: `${(ours.peak / bare.peak).toFixed(1)} ×`,
      bound: '≤ 120 MB',
      holds: ours.peak <= 120e6,
    },
  ];
}

async function measureOurs(): Promise<Used> {
  const product = await startProduct({ DEMO: '0' });
  const start = (spool: string) =>
    startRecorder(product.address, temporaryPath(spool), '--channels', String(CHANNELS));
  // The first one leaves behind what was compiled.
  const first = start('spool-warm');
  await first.until(({ queuedFrames }) => queuedFrames > 0);
  await first.stop();
  const measured = start('spool-recorder');
  try {
    await wait(WARM_SECONDS * 1000);
    const used = await measure(measured.process);
    const { queuedFrames, droppedFrames } = await measured.until(() => true);
    if (queuedFrames > MOST_QUEUED || droppedFrames > 0)
      throw new Error(`${queuedFrames} frames wait, ${droppedFrames} were dropped`);
    return used;
  } finally {
    await measured.stop();
    await product.stop();
  }
}

async function measureBare(): Promise<Used> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const file = temporaryPath('frames.cbor');
  const frames = driveFrames();
  writeFileSync(file, Buffer.concat(frames));
  const task: SenderTask = {
    url: `ws://127.0.0.1:${port}`,
    file,
    sizes: frames.map(({ length }) => length),
    framesPerSecond: FRAMES_PER_SECOND,
  };
  const path = fileURLToPath(new URL('./bare-sender-process.ts', import.meta.url));
  const sender = spawn(process.execPath, [path, JSON.stringify(task)], { stdio: 'inherit' });
  try {
    await once(server, 'connection');
    await wait(WARM_SECONDS * 1000);
    return await measure(sender);
  } finally {
    sender.kill();
    for (const client of server.clients) client.terminate();
    server.close();
  }
}

async function measure(running: ChildProcess): Promise<Used> {
  const before = cpuSecondsOf(running);
  const started = performance.now();
  await wait(SECONDS * 1000);
  const seconds = (performance.now() - started) / 1000;
  const share = (cpuSecondsOf(running) - before) / seconds;
  return { share, peak: peakResidentBytesOf(running), resident: residentBytesOf(running) };
}

/** The frames that a recorder of this car sends. */
function driveFrames(): Uint8Array[] {
  const car = driveLive({ circuit: LARKMOOR, seed: 1, channels: CHANNELS });
  return Array.from({ length: PEER_FRAMES }, (_, i) => {
    const { firstSample, count, columns } = car.take(SAMPLES_PER_FRAME);
    const parts = [{ group: 0, start: firstSample / car.rateHz, count, columns }];
    return encodeFrame({ seq: i + 1, sentAt: Date.now(), parts });
  });
}
