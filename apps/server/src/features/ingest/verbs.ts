import { setTimeout as wait } from 'node:timers/promises';
import {
  checkDescription,
  decodeFrame,
  decodeItem,
  encodeFrame,
  toFrameInput,
  WireError,
} from '@outlap/protocol';
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { IngestBatch, IngestReceipt } from './schemas.ts';
import type { Peer, StreamState } from './stream-state.ts';
import { toRecording } from './stream-store.ts';

export type { Peer, StreamState } from './stream-state.ts';
export { Consumer } from './consumer.ts';
export { openQueueLane } from './queue-lane.ts';

const PATIENCE_MS = 15_000;

/** What a CBOR body says. Throws AppError ingest_invalid. */
export function parseCborBatch(body: Uint8Array): unknown {
  try {
    return decodeItem(body);
  } catch (error) {
    throw new AppError('ingest_invalid', (error as Error).message, { cause: error });
  }
}

/** Takes a batch of one stream and answers when it is durable. */
export async function takeBatch(ctx: Ctx, batch: IngestBatch): Promise<IngestReceipt> {
  if (ctx.ingest.isFull || ctx.ingest.isFailing)
    throw new AppError('ingest_overloaded', 'More waits to be stored than may; try again later');
  let refused: WireError | undefined;
  const peer: Peer = {
    instance: () => 'http',
    send: () => undefined,
    close: (reason, detail) => (refused = new WireError(reason, detail)),
  };
  const refuse = () => {
    if (refused) throw refused;
  };
  try {
    const recording = await toRecording(ctx, ctx.actor, batch);
    const state = await ctx.ingest.attach(recording, batch.streamId, peer);
    try {
      await describe(ctx, state, batch);
      // Whoever was let in meanwhile was told where to go on: frames behind his back would be there twice.
      refuse();
      takeAll(ctx, state, batch);
      await flushInTime(ctx, state);
    } finally {
      ctx.ingest.detach(state, peer);
    }
    refuse();
    const { durableSeq: seq, duplicates, sessionId } = state;
    return { seq, duplicates, sessionId };
  } catch (error) {
    throw toAppError(error);
  }
}

/** Frames that could not be stored in time are stored later all the same: who sends them again sends them twice. */
async function flushInTime(ctx: Ctx, { id }: StreamState): Promise<void> {
  const late = wait(PATIENCE_MS, 'late', { ref: false });
  if ((await Promise.race([ctx.ingest.flush(id), late])) === 'late')
    throw new AppError('ingest_overloaded', 'The frames could not be stored in time');
}

async function describe(ctx: Ctx, state: StreamState, batch: IngestBatch): Promise<void> {
  if (batch.description === undefined) return;
  checkDescription(batch.description);
  await ctx.ingest.describe(state, batch.description, { name: 'http' });
}

function takeAll(ctx: Ctx, state: StreamState, batch: IngestBatch): void {
  const frames = (batch.frames ?? []).map((frame) => toFrameInput(frame, state.groups));
  const gaps = (batch.gaps ?? []).map((gap) => ({ type: 'gap' as const, ...gap }));
  for (const one of [...frames, ...gaps].sort((a, b) => a.seq - b.seq))
    if ('type' in one) ctx.ingest.takeGap(state, one);
    else ctx.ingest.take(state, decodeFrame(encodeFrame(one)));
  if (batch.end !== undefined) ctx.ingest.end(state, batch.end);
}

function toAppError(error: unknown): unknown {
  if (!(error instanceof WireError)) return error;
  const { reason, message } = error;
  if (reason === 'forbidden' || reason === 'session_deleted')
    return new AppError('stream_not_found', message, { cause: error });
  if (reason === 'stream_in_use' || reason === 'unavailable')
    return new AppError('ingest_overloaded', message, { cause: error });
  return new AppError('ingest_invalid', `${reason}: ${message}`, { cause: error });
}
