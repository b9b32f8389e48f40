import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { decodeFrame, type FromIngest } from '@outlap/protocol';
import type { Ctx } from '../../deps.ts';
import { startThread } from '../../threads/start-thread.ts';
import type { Peer, StreamState } from '../ingest/verbs.ts';
import { deleteSession } from '../sessions/verbs.ts';
import type { FromSimulatedCar, SimulatedCarTask } from './messages.ts';
import { listSimulatedSessions, markDemo } from './queries.ts';

const THREAD = new URL('./simulated-car-thread.ts', import.meta.url);
/** A quarter of an hour; then the next drive replaces it, so that a server left alone does not fill up. */
const LAPS = 9;
const LOOK_MS = 1000;
const PAUSE_MS = 3000;

/**
 * Keeps a simulated car on the track as long as nobody else sends anything, so that a first visitor sees the live page
 * alive. Only the newest of its drives is kept.
 */
export async function driveSimulatedCar(ctx: Ctx, signal: AbortSignal): Promise<void> {
  for (let seed = 1; !signal.aborted; seed++) {
    while (hasOtherStreams(ctx)) await wait(LOOK_MS, undefined, { signal });
    await drive(ctx, { seed, laps: LAPS }, signal);
    await wait(PAUSE_MS, undefined, { signal });
  }
}

async function drive(ctx: Ctx, task: SimulatedCarTask, signal: AbortSignal): Promise<void> {
  const worker = startThread(THREAD, { workerData: task, name: 'simulated car' });
  const stop = () => worker.postMessage('stop');
  const watch = setInterval(() => {
    if (hasOtherStreams(ctx, streamId)) stop();
  }, LOOK_MS);
  const streamId = randomUUID();
  signal.addEventListener('abort', stop);
  try {
    await send(ctx, worker, streamId);
  } finally {
    clearInterval(watch);
    signal.removeEventListener('abort', stop);
    await worker.terminate();
  }
}

/** Sends the drive as a recorder does; ends when all of it is durable and its session ended. */
async function send(ctx: Ctx, worker: Worker, streamId: string): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const peer: Peer = {
    instance: () => streamId,
    send: (message: FromIngest) => {
      if (message.type === 'ack' && message.ended) ended.resolve();
    },
    close: (_reason, detail) => ended.reject(new Error(detail)),
  };
  const state = await ctx.ingest.attach(ctx.actor, streamId, peer);
  // Driven by this machine's own clock.
  state.clockOffsetMs = 0;
  worker.on('error', (error) => ended.reject(error));
  let begun: Promise<void> | undefined;
  worker.on('message', (message: FromSimulatedCar) => {
    if (message.kind === 'described')
      begun = begin(ctx, state, message.description).catch((error: unknown) =>
        ended.reject(error as Error),
      );
    else void begun?.then(() => take(ctx, state, message)).catch(ended.reject);
  });
  try {
    await ended.promise;
  } finally {
    ctx.ingest.detach(state, peer);
  }
}

async function begin(
  ctx: Ctx,
  state: StreamState,
  description: Extract<FromSimulatedCar, { kind: 'described' }>['description'],
): Promise<void> {
  await ctx.ingest.describe(state, description, { name: 'simulated car', version: ctx.version });
  if (state.sessionId === null) return;
  await markDemo(ctx.db, state.sessionId);
  const older = await listSimulatedSessions(ctx.db, ctx.actor.userId, state.sessionId);
  for (const id of older) await deleteSession(ctx, id);
}

function take(
  ctx: Ctx,
  state: StreamState,
  message: Exclude<FromSimulatedCar, { kind: 'described' }>,
): void {
  if (message.kind === 'over') ctx.ingest.end(state, message.seq);
  else ctx.ingest.take(state, decodeFrame(message.bytes));
}

function hasOtherStreams(ctx: Ctx, ownStreamId?: string): boolean {
  for (const { id, peer } of ctx.ingest.streams) if (peer && id !== ownStreamId) return true;
  return false;
}
