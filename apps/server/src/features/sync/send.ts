// Sends one session. Whatever stops it, the next try goes on where the upstream server says it is.
import type { Readable } from 'node:stream';
import type { Ctx } from '../../deps.ts';
import type { Bandwidth, Sleep } from './bandwidth.ts';
import { requireClean } from '../imports/verbs.ts';
import { digestOf, readContent, type SessionContent } from './content.ts';
import { findItem, saveItem, saveSentBytes } from './queries.ts';
import type { SyncAnswer, SyncObject, SyncObjectState } from './schemas.ts';
import { hashOf } from './canonical.ts';
import { type Upstream, UpstreamError } from './upstream.ts';

export type Sending = {
  readonly upstream: Upstream;
  readonly bandwidth: Bandwidth;
  readonly signal: AbortSignal;
  readonly sleep: Sleep;
  /** Called for each piece of a file that has gone out. */
  readonly onBytes: (bytes: number) => void;
  /** Called when the upstream server has more than before. */
  readonly onProgress: () => void;
};

/** After a break the upstream server may still be storing what it got. */
const SETTLE_MS = [100, 500, 2000] as const;

const SAVE_MS = 1000;

/** Brings one session to the upstream server, and checks that it has arrived as it is here. */
export async function sendSession(ctx: Ctx, sending: Sending, sessionId: string): Promise<void> {
  const content = await readContent(ctx, sessionId);
  await requireClean(
    ctx,
    content.manifest.objects.filter(({ kind }) => kind !== 'lap').map((one) => content.keyOf(one)),
  );
  const { manifest, rowVersion } = content;
  const manifestHash = hashOf(manifest);
  const total = manifest.objects.reduce((sum, { bytes }) => sum + bytes, 0);
  const known = { row_version: rowVersion, lap_count: manifest.session.lapCount };
  const item = await findItem(ctx.db, sessionId);
  const settled = item?.state === 'sent' || item?.state === 'duplicate';
  if (settled && item.manifest_hash === manifestHash)
    return saveItem(ctx.db, sessionId, { ...known, state: item.state });
  await saveItem(ctx.db, sessionId, { state: 'sending', total_bytes: total });
  const answer = await sending.upstream.announce(manifest, sending.signal);
  const done = {
    ...known,
    manifest_hash: manifestHash,
    total_bytes: total,
    sent_bytes: total,
    attempts: 0,
    error_code: null,
    error_detail: null,
    next_try_at: null,
    sent_at: ctx.now(),
  };
  if (answer.state === 'duplicate')
    return saveItem(ctx.db, sessionId, {
      ...done,
      state: 'duplicate',
      sent_bytes: 0,
      digest: null,
    });
  await sendObjects(ctx, sending, content, answer);
  const there = await sending.upstream.complete(sessionId, answer.manifestHash, sending.signal);
  const here = digestOf(manifest);
  const isSame = manifest.samplesRemoved
    ? here.rowsDigest === there.rowsDigest
    : here.digest === there.digest;
  if (!isSame)
    throw new UpstreamError(
      409,
      'sync_digest_differs',
      'What arrived is not what is here; it is sent again',
    );
  await saveItem(ctx.db, sessionId, { ...done, state: 'sent', digest: here.digest });
}

/** In the order of the manifest: laps as they were driven, then the recording. */
async function sendObjects(
  ctx: Ctx,
  sending: Sending,
  { manifest, keyOf }: SessionContent,
  { needed }: SyncAnswer,
): Promise<void> {
  const sessionId = manifest.session.id;
  const total = manifest.objects.reduce((sum, { bytes }) => sum + bytes, 0);
  let left = needed.reduce((sum, { bytes, offset }) => sum + bytes - offset, 0);
  let savedAt = 0;
  const counted = (bytes: number) => {
    left -= bytes;
    sending.onBytes(bytes);
    const now = ctx.now().getTime();
    if (now - savedAt < SAVE_MS) return;
    savedAt = now;
    void saveSentBytes(ctx.db, sessionId, Math.min(total, total - left)).catch(() => undefined);
  };
  for (const { sha256, offset } of needed) {
    const object = manifest.objects.find((one) => one.sha256 === sha256);
    if (!object)
      throw new UpstreamError(409, 'unexpected_answer', 'A file is wanted that is not ours');
    await sendObject(ctx, { ...sending, onBytes: counted }, object, keyOf(object), offset);
  }
}

/** A connection that breaks after some bytes is taken up again at once; one that brought nothing is an error. */
async function sendObject(
  ctx: Ctx,
  sending: Sending,
  object: SyncObject,
  key: string,
  from: number,
): Promise<void> {
  const { upstream, signal } = sending;
  const { sha256, bytes } = object;
  for (let offset = from; ;) {
    try {
      const state = await upstream.put(
        sha256,
        { offset, bytes },
        readFrom(ctx, sending, key, offset),
        signal,
      );
      if (state.proven) return;
      if (state.offset <= offset)
        throw new UpstreamError(502, 'unexpected_answer', 'The upstream server takes no bytes');
      offset = state.offset;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof UpstreamError) || ![0, 416].includes(error.status)) throw error;
      const state = await stateAfter(sending, sha256, offset, error);
      if (state.proven) return;
      offset = state.offset;
    }
    sending.onProgress();
  }
}

/** Where to go on after a break. Throws the error again when nothing has arrived. */
async function stateAfter(
  { upstream, signal, sleep }: Sending,
  sha256: string,
  offset: number,
  error: UpstreamError,
): Promise<SyncObjectState> {
  for (const milliseconds of SETTLE_MS) {
    await sleep(milliseconds, signal);
    signal.throwIfAborted();
    const state = await upstream.objectState(sha256, signal);
    if (state.proven || state.offset > offset || error.status === 416) return state;
  }
  throw error;
}

async function* readFrom(
  ctx: Ctx,
  { bandwidth, signal, onBytes }: Sending,
  key: string,
  start: number,
): AsyncGenerator<Uint8Array> {
  const found = await ctx.objects.head(key);
  const body: Readable | undefined =
    found && (await ctx.objects.get(key, { start, end: found.bytes - 1 }));
  if (!body) throw new Error(`${key} is gone`);
  for await (const chunk of body) {
    const bytes = chunk as Uint8Array;
    for (let at = 0; at < bytes.length; at += bandwidth.largest) {
      const part = bytes.subarray(at, at + bandwidth.largest);
      await bandwidth.take(part.length, signal);
      onBytes(part.length);
      yield part;
    }
  }
}
