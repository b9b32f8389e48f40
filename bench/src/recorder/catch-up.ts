import { cpSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startProduct } from '@outlap/e2e/product';
import { toMegabytes } from '../process-figures.ts';
import type { Row } from '../report.ts';
import { temporaryPath } from '../temporary-folder.ts';
import { copyThroughSocket } from './copy-bytes.ts';
import { startRecorder } from './recorder-command.ts';

const MINUTES = Number(process.env['BENCH_OFFLINE_MINUTES'] ?? 60);
const SPEED = '120';
const FRAME_SECONDS = 0.05;
/** Where nobody listens. */
const NO_SERVER = 'http://127.0.0.1:1';
/** The car that drives while it catches up has frames of its own on the way: three seconds. */
const MOST_QUEUED = 60;

type Offline = { readonly seconds: number; readonly frames: number };

/** How long a drive without a server takes to come in once there is one, while the next drive is recorded. */
export async function catchUp(): Promise<Row[]> {
  const spool = temporaryPath('spool-offline');
  const { seconds, frames } = await recordOffline(spool);
  const kept = temporaryPath('spool-kept');
  cpSync(spool, kept, { recursive: true });
  const files = listFiles(kept);
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const ours = await bringIn(spool);
  const peer = await copyThroughSocket(files, temporaryPath('copied'));
  const speed = seconds / ours;
  return [
    {
      what: `catch-up after ${(seconds / 60).toFixed(0)} min offline, 60 Hz, ${frames} frames, ${toMegabytes(bytes)}`,
      ours: `${speed.toFixed(0)} × real time (${ours.toFixed(1)} s from the start of the recorder to the last acknowledgement)`,
      peer: `these bytes through a socket onto the disk: ${peer.toFixed(2)} s`,
      ratio: `${(ours / peer).toFixed(1)} ×`,
      bound: '≥ 50 × real time',
      holds: speed >= 50,
    },
  ];
}

async function recordOffline(spool: string): Promise<Offline> {
  const wanted = (MINUTES * 60) / FRAME_SECONDS;
  const driven = startRecorder(NO_SERVER, spool, '--speed', SPEED, '--vehicle', 'Offline car');
  try {
    const [{ recordedFrames = 0, queuedFrames }] = await Promise.all([
      driven.until(({ end }) => end === true),
      driven.until((said) => said.queuedFrames >= wanted).then(driven.stop),
    ]);
    if (queuedFrames < recordedFrames) throw new Error('Frames have gone without a server');
    return { seconds: recordedFrames * FRAME_SECONDS, frames: recordedFrames };
  } finally {
    await driven.stop();
  }
}

/** Seconds until only the newest frames of the next drive wait; looked at once a second. */
async function bringIn(spool: string): Promise<number> {
  const product = await startProduct({ DEMO: '0' });
  const started = performance.now();
  const running = startRecorder(product.address, spool, '--vehicle', 'Next car');
  try {
    await running.until(({ queuedFrames }) => queuedFrames <= MOST_QUEUED);
    return (performance.now() - started) / 1000;
  } finally {
    await running.stop();
    await product.stop();
  }
}

function listFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
}
