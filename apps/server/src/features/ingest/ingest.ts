/**
 * What takes in the frames of all recorders connected to this process. A frame is decoded once: it goes to the bus at once
 * (live lane: viewers, laps, alerts) and to the journal (durable lane), and is acknowledged after its commit. Streams are
 * taken strictly in the order of `seq`; what comes early waits within a bound, what came before is counted and let go.
 */
import { setTimeout as wait } from 'node:timers/promises';
import {
  checkFrame,
  type Frame,
  type Gap,
  spanOfFrame,
  type StreamDescription,
  WireError,
} from '@outlap/protocol';
import type { Deps } from '../../deps.ts';
import { endLiveSession, reopenLiveSession } from '../live/verbs.ts';
import { type Batch, Journal, type Refusal } from './journal.ts';
import { openDirectLane } from './direct-lane.ts';
import type { Lane } from './lane.ts';
import { commit, countSamples, noteStored } from './measure.ts';
import { describeStream, findStreamRow } from './stream-store.ts';
import { newStreamState, type Peer, type StreamState } from './stream-state.ts';

/** Everything the ingest needs of the server. */
export type IngestDeps = Omit<Deps, 'ingest'>;

/** Whose a stream is, and the team that the session of a new one is shared with. */
export type Recording = { readonly userId: string; readonly teamId?: string | null };

const MOST_HELD = 1000;
const MOST_HELD_BYTES = 4 * 2 ** 20;
/** Older frames fill history: they are no current value any more. */
const BACKLOG_MS = 10_000;
const LINK_MS = 1000;
const PRESSED_MS = 250;

export class Ingest {
  readonly #deps: IngestDeps;
  readonly #streams = new Map<string, StreamState>();
  readonly #lane: Lane;
  readonly #journal: Journal;
  #links: NodeJS.Timeout | undefined;
  readonly #opening = new Map<string, Promise<StreamState>>();
  #isPressed: () => boolean = () => false;
  #isClosed = false;

  constructor(deps: IngestDeps, lane: Lane = openDirectLane(deps)) {
    this.#deps = deps;
    this.#lane = lane;
    this.#journal = new Journal(
      (batches) => commit(deps, lane.store, batches),
      {
        stored: (batch) => this.#stored(batch),
        refused: (batch, why) => this.#refused(batch, why),
      },
      {
        intervalMs: deps.config.COMMIT_INTERVAL_MS,
        limitBytes: deps.config.INGEST_BUFFER_BYTES,
        largestBatch: lane.largestBatch,
        log: deps.log,
        now: () => deps.now().getTime(),
      },
    );
  }

  /** Streams that are connected here now. */
  get streams(): Iterable<StreamState> {
    return this.#streams.values();
  }

  /** What waits to become durable. */
  get waiting(): Journal['waiting'] {
    return this.#journal.waiting;
  }

  /** Slows recorders down also while `isPressed` says so. */
  slowWhile(isPressed: () => boolean): void {
    this.#isPressed = isPressed;
  }

  /** Whether intake should stop for a while; `whenRoom` ends when it may go on. */
  get isFull(): boolean {
    return this.#journal.isFull || this.#isPressed();
  }
  /** Whether what comes in cannot be made durable at the moment. */
  get isFailing(): boolean {
    return this.#journal.isFailing;
  }
  async whenRoom(): Promise<void> {
    while (this.#isPressed() && !this.#isClosed) await wait(PRESSED_MS);
    await this.#journal.whenRoom();
  }

  /** Connects a recorder to its stream. What waits of it is made durable first, so that the answer is the truth. */
  async attach(
    { userId, teamId = null }: Recording,
    streamId: string,
    peer: Peer,
  ): Promise<StreamState> {
    const state = await this.#open(userId, streamId.toLowerCase());
    if (state.sessionId === null) state.teamId = teamId;
    const other = state.peer;
    if (other && other !== peer && other.instance() !== peer.instance())
      throw new WireError('stream_in_use', 'Another recorder is sending this stream');
    state.peer = peer;
    try {
      this.#links ??= setInterval(() => this.#publishLinks(), LINK_MS).unref();
      other?.close('stream_in_use', 'The recorder has connected again');
      // While one asks, the one before may have brought more: taken again, it would be there twice in one batch.
      do await this.#catchUp(state, peer);
      while (this.#journal.isPending(state.id) && !this.#isClosed);
      if (state.acceptedSeq !== state.durableSeq) state.acceptedSeq = state.durableSeq;
      this.#letGo(state);
      return state;
    } catch (error) {
      // The caller has no state to detach from: the peer would keep its stream for as long as the server runs.
      this.detach(state, peer);
      throw error;
    }
  }

  /** Makes durable what waits of a stream, and asks how far it is where that is not known here. */
  async #catchUp(state: StreamState, peer: Peer): Promise<void> {
    if (this.#journal.isPending(state.id)) await this.#journal.flush(state.id);
    const held = this.#lane.asksEachTime ? await this.#lane.heldSeq(state.id) : state.durableSeq;
    // Whoever came meanwhile goes on from an answer of his own, which this one may be older than.
    if (state.peer !== peer)
      throw new WireError('stream_in_use', 'The recorder has connected again');
    state.durableSeq = held;
  }

  detach(state: StreamState, peer: Peer): void {
    if (state.peer !== peer) return;
    state.peer = null;
    this.#publishLink(state);
    this.#letGo(state);
    this.#forget(state);
  }

  /** Takes what the recorder says about its stream; the session begins with the first description. */
  async describe(
    state: StreamState,
    description: StreamDescription,
    recorder: unknown,
  ): Promise<void> {
    state.sessionId = await describeStream(this.#deps, state, description, recorder);
    state.description = description;
    state.groups = description.groups;
    state.startedAtMs = Date.parse(description.startedAt);
    this.#deps.bus.publish({ kind: 'described', sessionId: state.sessionId, description });
  }

  /** Takes one frame. Throws WireError for one that no sending again mends. */
  take(state: StreamState, frame: Frame): void {
    if (state.sessionId === null)
      throw new WireError('hello_missing', 'Frames come after hello and session', frame.seq);
    const most = this.#lane.largestFrame();
    if (frame.bytes.length > most)
      throw new WireError('frame_too_large', `A frame has at most ${most} bytes`, frame.seq);
    checkFrame(frame, state.groups);
    state.framesThisSecond++;
    if (frame.lane === 'live') this.#show(state, frame);
    else if (frame.seq <= state.acceptedSeq) this.#countDuplicate(state);
    else if (frame.seq === state.acceptedSeq + 1) {
      this.#accept(state, frame);
      this.#takeHeld(state);
    } else this.#hold(state, frame);
  }

  /** The recorder gives up frames: the stream goes on behind them. */
  takeGap(state: StreamState, gap: Gap): void {
    if (gap.to <= state.acceptedSeq) return;
    if (gap.seq > state.acceptedSeq + 1)
      throw new WireError(
        'unavailable',
        `Frame ${state.acceptedSeq + 1} is missing before the gap`,
      );
    const batch = this.#journal.batchOf(state.id, state.acceptedSeq + 1);
    const missing = gap.to - state.acceptedSeq;
    batch.lastSeq = gap.to;
    batch.missing += missing;
    const seconds = Number.isFinite(batch.endSeconds) ? batch.endSeconds : 0;
    batch.events.push({
      seq: gap.to,
      event: { seconds, kind: 'link', data: { gap: missing, reason: String(gap.reason) } },
    });
    state.acceptedSeq = gap.to;
    this.#takeHeld(state);
  }

  /** The drive is over once everything up to `seq` is durable. */
  end(state: StreamState, seq: number): void {
    state.endSeq = seq;
    this.#endIfComplete(state);
  }

  /** Ends when what waits now, of one stream or of all, is durable or refused. */
  flush(streamId?: string): Promise<void> {
    return this.#journal.flush(streamId);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#links);
    await this.#journal.close();
  }

  #open(ownerId: string, id: string): Promise<StreamState> {
    const known = this.#streams.get(id);
    if (known) {
      if (known.ownerId !== ownerId)
        return Promise.reject(new WireError('forbidden', 'This stream is somebody else’s'));
      return Promise.resolve(known);
    }
    let opening = this.#opening.get(id);
    if (!opening) {
      opening = this.#read(ownerId, id).finally(() => this.#opening.delete(id));
      this.#opening.set(id, opening);
    }
    return opening;
  }

  async #read(ownerId: string, id: string): Promise<StreamState> {
    const row = await findStreamRow(this.#deps, ownerId, id);
    const state = newStreamState(id, ownerId, row);
    if (row) state.acceptedSeq = state.durableSeq = await this.#lane.heldSeq(id);
    this.#streams.set(id, state);
    return state;
  }

  #accept(state: StreamState, frame: Frame): void {
    const batch = this.#journal.batchOf(state.id, frame.seq);
    const span = spanOfFrame(frame, state.groups);
    if (span) {
      batch.startSeconds = Math.min(batch.startSeconds, span.start);
      batch.endSeconds = Math.max(batch.endSeconds, span.end);
    } else if (batch.bytes === 0 && !Number.isFinite(batch.startSeconds)) {
      batch.startSeconds = batch.endSeconds = frame.events[0]?.seconds ?? 0;
    }
    batch.lastSeq = frame.seq;
    batch.samples += countSamples(frame);
    batch.duplicates += state.uncountedDuplicates;
    state.uncountedDuplicates = 0;
    for (const event of frame.events) batch.events.push({ seq: frame.seq, event });
    this.#journal.add(batch, frame.bytes);
    state.acceptedSeq = frame.seq;
    if (state.ended) this.#reopen(state);
    this.#publish(state, frame, frame.seq <= state.liveSeq || this.#isOld(state, frame, span?.end));
  }

  #show(state: StreamState, frame: Frame): void {
    if (frame.seq <= state.acceptedSeq || frame.seq <= state.liveSeq) return;
    state.liveSeq = frame.seq;
    this.#publish(state, frame, false);
  }

  #publish(state: StreamState, frame: Frame, backlog: boolean): void {
    const receivedAt = this.#deps.now().getTime();
    if (!backlog) {
      state.lastFrameAt = receivedAt;
      if (state.clockOffsetMs !== null)
        state.latencyMs = Math.max(0, receivedAt - (frame.sentAt - state.clockOffsetMs));
    }
    if (state.sessionId === null) return;
    this.#deps.bus.publish({
      kind: 'frame',
      sessionId: state.sessionId,
      streamId: state.id,
      frame,
      receivedAt,
      clockOffsetMs: state.clockOffsetMs,
      backlog,
    });
  }

  /** While a recorder is connected. */
  #publishLinks(): void {
    const connected = [...this.#streams.values()].filter(({ peer }) => peer !== null);
    for (const state of connected) this.#publishLink(state);
    if (connected.length > 0) return;
    clearInterval(this.#links);
    this.#links = undefined;
  }

  #publishLink(state: StreamState): void {
    const { sessionId, framesThisSecond, lastFrameAt } = state;
    if (sessionId === null) return;
    state.framesThisSecond = 0;
    const silentMs = lastFrameAt === 0 ? 0 : this.#deps.now().getTime() - lastFrameAt;
    this.#deps.bus.publish({
      kind: 'link',
      sessionId,
      link: {
        sessionId,
        connected: state.peer !== null,
        silentSeconds: Math.max(0, silentMs / 1000),
        latencyMs: state.latencyMs,
        framesPerSecond: framesThisSecond,
        queuedFrames: state.queuedFrames,
        droppedFrames: state.droppedFrames,
      },
    });
  }

  /** By both clocks of the recorder, of which one may have jumped. */
  #isOld(state: StreamState, frame: Frame, endSeconds: number | undefined): boolean {
    const now = this.#deps.now().getTime() + (state.clockOffsetMs ?? 0);
    const byStream = endSeconds === undefined ? 0 : now - (state.startedAtMs + endSeconds * 1000);
    return Math.min(Math.abs(now - frame.sentAt), Math.abs(byStream)) > BACKLOG_MS;
  }

  #countDuplicate(state: StreamState): void {
    state.duplicates++;
    state.uncountedDuplicates++;
    if (state.acceptedSeq === state.durableSeq) this.#acknowledge(state);
  }

  #hold(state: StreamState, frame: Frame): void {
    if (state.held.has(frame.seq)) return this.#countDuplicate(state);
    if (state.held.size >= MOST_HELD || state.heldBytes + frame.bytes.length > MOST_HELD_BYTES)
      throw new WireError('unavailable', `Frame ${state.acceptedSeq + 1} is missing`);
    state.held.set(frame.seq, frame);
    state.heldBytes += frame.bytes.length;
  }

  #takeHeld(state: StreamState): void {
    if (state.held.size === 0) return;
    for (let frame; (frame = state.held.get(state.acceptedSeq + 1));) {
      state.held.delete(frame.seq);
      state.heldBytes -= frame.bytes.length;
      this.#accept(state, frame);
    }
    for (const [seq, { bytes }] of state.held) {
      if (seq > state.acceptedSeq) continue;
      state.held.delete(seq);
      state.heldBytes -= bytes.length;
      this.#countDuplicate(state);
    }
  }

  #letGo(state: StreamState): void {
    state.held.clear();
    state.heldBytes = 0;
  }

  #stored(batch: Batch): void {
    const state = this.#streams.get(batch.streamId);
    if (!state) return;
    state.durableSeq = batch.lastSeq;
    this.#acknowledge(state);
    noteStored(this.#deps, state, batch);
    this.#endIfComplete(state);
    this.#forget(state);
  }

  #refused(batch: Batch, why: Refusal): void {
    this.#journal.drop(batch.streamId);
    this.#deps.metrics.refusedBatches.add(1, { reason: why });
    const state = this.#streams.get(batch.streamId);
    this.#streams.delete(batch.streamId);
    const peer = state?.peer;
    if (why === 'deleted') peer?.close('session_deleted', 'The session of this stream was deleted');
    else if (why === 'invalid')
      peer?.close('invalid_frame', 'A frame says what cannot be stored', blamedOf(batch));
    else peer?.close('stream_in_use', 'The stream went on at another server');
  }

  #acknowledge(state: StreamState): void {
    const { durableSeq: seq, duplicates, sessionId } = state;
    state.peer?.send({ type: 'ack', seq, duplicates, sessionId });
  }

  #endIfComplete(state: StreamState): void {
    if (state.endSeq === null || state.durableSeq < state.endSeq) return;
    state.endSeq = null;
    const { durableSeq: seq, duplicates, sessionId } = state;
    const ended = this.#lane
      .whenCommitted(state.id, seq)
      .then(() => endLiveSession(this.#deps, state.id));
    ended.then(
      () => {
        state.ended = true;
        state.peer?.send({ type: 'ack', seq, duplicates, sessionId, ended: true });
        this.#forget(state);
      },
      (error: unknown) => {
        this.#deps.log.error({ err: error, streamId: state.id }, 'session could not be ended');
        state.peer?.close('unavailable', 'The session could not be ended; try again');
      },
    );
  }

  #reopen(state: StreamState): void {
    state.ended = false;
    reopenLiveSession(this.#deps, state.id).catch((error: unknown) =>
      this.#deps.log.error({ err: error, streamId: state.id }, 'session could not be reopened'),
    );
  }

  /** What nobody is connected to and of which nothing waits lives in the database alone. */
  #forget(state: StreamState): void {
    if (state.peer === null && !this.#journal.isPending(state.id)) this.#streams.delete(state.id);
  }
}

/** Of a batch that cannot be stored: its only frame that says more than numbers, if there is one. */
function blamedOf({ events }: Batch): number | undefined {
  const seqs = new Set(events.map(({ seq }) => seq));
  return seqs.size === 1 ? events[0]?.seq : undefined;
}
