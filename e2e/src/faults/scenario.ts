import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createClient } from '@outlap/protocol';
import { fetchSignedIn } from '../credentials.ts';
import { compare, type DriveOfExpected, ExpectedDrive, type Verdict } from './expected.ts';
import type { RecorderProcess } from './recorder-process.ts';
import { readStored } from './stored.ts';

/** What a fault did, as a line of the table. */
export type FaultResult = {
  readonly what: string;
  readonly times: number;
  readonly samples: number;
  readonly lost: number;
  readonly twice: number;
  readonly note: string;
};

type FaultOptions = { readonly times: number; readonly random: () => number };
export type Fault = {
  readonly name: string;
  /** Why it cannot be tried here; undefined where it can. */
  readonly missing?: () => string | undefined;
  readonly run: (options: FaultOptions) => Promise<FaultResult>;
};

/** Changes with every sample and is never the same twice in a row. */
const CHANNEL = 'sessionTime';

/** A folder of its own that goes away. */
export async function withFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'outlap-faults-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The only session of a server. */
export async function theSession(address: string): Promise<string> {
  const { data } = await createClient(address, fetchSignedIn).GET('/api/sessions', {});
  const [session, ...others] = data?.items ?? [];
  if (!session || others.length > 0)
    throw new Error(`There are ${(data?.items ?? []).length} sessions instead of one`);
  return session.id;
}

/** Waits until a session is finished and analysed. */
async function untilDone(address: string, id: string, seconds = 120): Promise<void> {
  for (let left = seconds * 5; left > 0; left--) {
    const { data } = await createClient(address, fetchSignedIn)
      .GET('/api/sessions/{id}', { params: { path: { id } } })
      .catch(() => ({ data: undefined }));
    if (data?.state === 'done') return;
    await wait(200);
  }
  throw new Error(`Session ${id} is not finished after ${seconds} s`);
}

/** Compares the only session of a server with what was driven. `expected`: samples of a recorder that ran through. */
export async function verify(
  address: string,
  expected?: number,
  options: DriveOfExpected = {},
): Promise<Verdict> {
  const id = await theSession(address);
  await untilDone(address, id);
  const stored = await readStored(address, id, CHANNEL);
  return compare(stored, new ExpectedDrive(CHANNEL, options), expected);
}

/** Samples of frames that a recorder says it recorded. */
export function samplesOf(recorder: RecorderProcess): number {
  const end = recorder.lines.find((line) => line['end'] === true);
  const frames = Number(end?.['recordedFrames']);
  if (!Number.isFinite(frames)) throw new Error(`The recorder did not say:\n${recorder.errors()}`);
  return frames * 3;
}

/** Waits for the first sign of a recorder. */
export async function untilRecording(recorder: RecorderProcess): Promise<void> {
  for (let left = 600; left > 0 && recorder.lines.length === 0; left--) {
    if (recorder.process.exitCode !== null) throw new Error(recorder.errors());
    await wait(50);
  }
}

type RecorderLine = {
  readonly link: { readonly state: string } | null;
  readonly queuedFrames: number;
};

const FEW_FRAMES = 500;
const PATIENCE_SECONDS = 180;

/** A recorder that has just lost its server has few frames waiting too. */
function isUpToDate({ lines }: RecorderProcess): boolean {
  const line = lines.at(-1) as RecorderLine | undefined;
  return line?.link?.state === 'connected' && line.queuedFrames < FEW_FRAMES;
}

/** Lets a recorder catch up, ends it, and makes sure that the server has all of it. Returns its samples. */
export async function finish(recorder: RecorderProcess): Promise<number> {
  for (let left = PATIENCE_SECONDS * 5; left > 0; left--) {
    if (isUpToDate(recorder) || recorder.process.exitCode !== null) break;
    await wait(200);
  }
  const code = await recorder.stop();
  const end = recorder.lines.find((line) => line['end'] === true);
  if (code !== 0 || Number(end?.['queuedFrames']) > 0)
    throw new Error(`The recorder ended with ${code}, ${String(end?.['queuedFrames'])} queued`);
  return samplesOf(recorder);
}
