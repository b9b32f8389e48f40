import { crc32 } from 'node:zlib';
import {
  decodeFrames,
  decodeMessage,
  encodeMessage,
  type Frame,
  type StreamEvent,
} from '@outlap/protocol';
import type { Batch } from './journal.ts';

type GapEvent = { readonly seq: number; readonly event: StreamEvent };

/** A batch as it lies in the queue: the frames `firstSeq … lastSeq` of one stream, less those that never come. */
export type QueuedBatch = {
  readonly streamId: string;
  readonly firstSeq: number;
  readonly lastSeq: number;
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly duplicates: number;
  readonly missing: number;
  /** What the frames themselves do not tell: gaps that the recorder reported. */
  readonly gaps: readonly GapEvent[];
  readonly bytes: Uint8Array;
};

const VERSION = 1;
/** A queue takes text only. */
const TEXT = 'base64';
/** What the envelope takes of a message, gaps included. */
const ENVELOPE = 1 / 12;

/** Bytes of frames that fit into a message. */
export function roomOf(largestMessage: number): number {
  return Math.floor((largestMessage * (1 - ENVELOPE) * 3) / 4);
}

export function encodeQueued(batch: Batch): string {
  const { frames, events, ...rest } = batch;
  const gaps = events.filter(({ event }) => 'gap' in event.data);
  const bytes = Buffer.concat(frames);
  const message = { type: 'queued', version: VERSION, ...rest, gaps, bytes, crc: crc32(bytes) };
  return Buffer.from(encodeMessage(message, 'outlap.v1.cbor')).toString(TEXT);
}

/** Throws for what is not a batch, or not as it was sent. */
export function decodeQueued(body: string): {
  readonly batch: QueuedBatch;
  readonly frames: readonly Frame[];
} {
  const batch = readEnvelope(body);
  const frames = [...decodeFrames(batch.bytes)];
  let last = batch.firstSeq - 1;
  for (const { seq } of frames) {
    if (seq <= last || seq > batch.lastSeq) throw new TypeError('Frames out of their order');
    last = seq;
  }
  return { batch, frames };
}

function readEnvelope(body: string): QueuedBatch {
  const message = decodeMessage(Buffer.from(body, TEXT)) as unknown as Partial<QueuedBatch> & {
    readonly type: string;
    readonly version?: unknown;
    readonly crc?: unknown;
  };
  const { streamId, firstSeq, lastSeq, bytes, gaps } = message;
  const isBatch =
    message.type === 'queued' &&
    message.version === VERSION &&
    /^[0-9a-f-]{36}$/.test(String(streamId)) &&
    isSeq(firstSeq) &&
    isSeq(lastSeq) &&
    lastSeq >= firstSeq &&
    bytes instanceof Uint8Array &&
    message.crc === crc32(bytes) &&
    Array.isArray(gaps);
  if (!isBatch) throw new TypeError('This message holds no frames');
  return message as QueuedBatch;
}

function isSeq(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) > 0;
}
