/**
 * Looks after running streams: shows the state of their laps, seals laps that are over, ends drives that fell silent. A
 * stream is looked after by one server at a time, which holds a lease on its row; another one takes over when that ends,
 * and begins with the frames that are in no lap file yet.
 */
import { randomUUID } from 'node:crypto';
import type { BusMessage } from '../../bus/bus.ts';
import { decodeFrames } from '@outlap/protocol';
import type { LapClosed, LapLayout } from '@outlap/telemetry';
import { type Ctx, type Deps, serverActor } from '../../deps.ts';
import { toLapLayout } from '../analysis/verbs.ts';
import { finishSession } from './finish.ts';
import { endLiveSession, reopenLiveSession } from './lifecycle.ts';
import { LiveStream, type Standing } from './live-stream.ts';
import { referTo } from './reference.ts';
import {
  findLastLapRow,
  findStreamToSeal,
  type LastLap,
  leaseStreams,
  listDurable,
  listLeased,
  readFrames,
  releaseStreams,
  type StreamToSeal,
} from './queries.ts';
import { type SealJob, sealStream } from './seal.ts';
import { findKnownLayouts, findRecordedLayout } from '../tracks/verbs.ts';
import { SETTLE_SECONDS } from './seal-window.ts';

type LiveDeps = Omit<Deps, 'ingest'>;

const LEASE_MS = 10_000;
const TICK_MS = 250;
const LEASE_TICKS = 4;
/** Where nothing is driven a server only looks for streams that another one left, as long as there can be another. */
const QUIET_MS = 10_000;
const ALONE_QUIET_MS = 300_000;
const STATE_MS = 100;
/** A source that tells the official time late makes a lap wait this long at most. */
const LOOKAHEAD_SECONDS = 5;
const RETRY_SECONDS = 1.1;
const MOST_WAITING = 2000;
const SEALERS = 2;

type FrameMessage = Extract<BusMessage, { kind: 'frame' }>;
type Leased = Awaited<ReturnType<typeof listLeased>>[number];

export class LiveSessions {
  readonly #deps: LiveDeps;
  readonly #id = randomUUID();
  readonly #isAlone: boolean;
  #leases = 0;
  /** Streams that the last look around gave to this server. */
  #leased = 0;
  readonly #streams = new Map<string, LiveStream>();
  /** Frames that came while a stream was being taken over. */
  readonly #waiting = new Map<string, FrameMessage[]>();
  readonly #busy = new Set<string>();
  #timer: NodeJS.Timeout | undefined;
  #unsubscribe: (() => void) | undefined;
  #ticks = 0;
  #isAsleep = false;
  #heardAt = -Infinity;
  #running: Promise<void> = Promise.resolve();
  readonly #work = new Set<Promise<unknown>>();
  #stopped = false;

  constructor(deps: LiveDeps) {
    this.#deps = deps;
    this.#isAlone = deps.config.DATABASE_URL === '';
  }

  start(): void {
    this.#unsubscribe = this.#deps.bus.subscribe('*', (message) => this.#hear(message), {
      here: true,
    });
    this.#heardAt = performance.now();
    this.#next(0);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#unsubscribe?.();
    await this.#running;
    await Promise.allSettled(this.#work);
    await releaseStreams(this.#deps.db, this.#id).catch(() => undefined);
  }

  #next(afterMs: number): void {
    this.#timer = setTimeout(() => {
      this.#isAsleep = false;
      this.#running = this.#round().finally(() => {
        this.#isAsleep = this.#isQuiet;
        if (!this.#stopped) this.#next(this.#isAsleep ? this.#quietMs : TICK_MS);
      });
    }, afterMs);
    this.#timer.unref();
  }

  #wake(): void {
    this.#heardAt = performance.now();
    if (!this.#isAsleep || this.#stopped) return;
    this.#isAsleep = false;
    clearTimeout(this.#timer);
    this.#next(0);
  }

  async #round(): Promise<void> {
    try {
      if (this.#isQuiet || this.#ticks++ % LEASE_TICKS === 0) await this.#lookAround();
      await this.#sealWhatIsDurable();
    } catch (error) {
      if (!this.#stopped) this.#deps.log.error({ err: error }, 'running sessions');
    }
  }

  /** Nothing is driven here: no need to ask the database every second. */
  get #isQuiet(): boolean {
    const known = this.#leased + this.#streams.size + this.#waiting.size;
    // What was heard of, or left by an earlier process, may be held for a moment by whoever stores it.
    return known === 0 && performance.now() - this.#heardAt > LEASE_MS;
  }

  get #quietMs(): number {
    return this.#isAlone ? ALONE_QUIET_MS : QUIET_MS;
  }

  #hear(message: BusMessage): void {
    if (message.kind === 'stream-changed') return this.#wake();
    if (message.kind === 'described') {
      this.#dropSession(message.sessionId);
      this.#ticks = 0;
      this.#wake();
    }
    if (message.kind !== 'frame') return;
    const stream = this.#streams.get(message.streamId);
    if (!stream) return this.#wait(message);
    this.#take(stream, message);
    if (!message.backlog) this.#tell(stream);
  }

  #tell(stream: LiveStream): void {
    const now = this.#deps.now().getTime();
    if (Math.abs(now - stream.lastStateAt) < STATE_MS) return;
    stream.lastStateAt = now;
    this.#deps.bus.publish({ kind: 'state', sessionId: stream.sessionId, state: stream.state() });
  }

  #take(stream: LiveStream, { frame, backlog }: Pick<FrameMessage, 'frame' | 'backlog'>): void {
    if (frame.lane !== 'live') stream.store(frame);
    if (!backlog) stream.show(frame);
  }

  #wait(message: FrameMessage): void {
    const waiting = this.#waiting.get(message.streamId) ?? [];
    if (waiting.length === 0) this.#waiting.set(message.streamId, waiting);
    waiting.push(message);
    if (waiting.length > MOST_WAITING) waiting.shift();
    this.#wake();
  }

  /** A stream whose description, layout or place in the database changed is taken up anew. */
  #dropSession(sessionId: string): void {
    for (const [id, stream] of this.#streams)
      if (stream.sessionId === sessionId) this.#streams.delete(id);
  }

  async #lookAround(): Promise<void> {
    const { db, now } = this.#deps;
    await leaseStreams(db, {
      watcher: this.#id,
      now: now(),
      forMs: LEASE_MS,
      // Alone on its database, a server that starts knows that no other one looks after a stream.
      all: this.#isAlone && this.#leases++ === 0,
      // Their recorders are connected here.
      heard: [...this.#waiting.keys()],
    });
    const rows = await listLeased(db, this.#id);
    this.#leased = rows.length;
    const ids = new Set(rows.map(({ id }) => id));
    for (const id of this.#streams.keys()) if (!ids.has(id)) this.#streams.delete(id);
    for (const id of this.#waiting.keys()) if (!ids.has(id)) this.#waiting.delete(id);
    for (const row of rows) this.#begin(row.id, () => this.#lookAt(row));
  }

  /** At most one piece of work a stream at a time. */
  #begin(streamId: string, work: () => Promise<unknown>): void {
    if (this.#busy.has(streamId) || this.#stopped) return;
    this.#busy.add(streamId);
    const done = work()
      .catch((error: unknown) => {
        if (!this.#stopped) this.#deps.log.error({ err: error, streamId }, 'running session');
      })
      .finally(() => {
        this.#busy.delete(streamId);
        this.#work.delete(done);
      });
    this.#work.add(done);
  }

  async #lookAt(row: Leased): Promise<void> {
    const { id } = row;
    // Frames came after an end that was sealed.
    const isStale = row.tail_seconds !== null || row.session_state === 'done';
    if (isStale) {
      await reopenLiveSession(this.#deps, id);
      this.#streams.delete(id);
      return;
    }
    const known = this.#streams.get(id);
    const hasMoved =
      known && (known.sealedSeconds !== row.sealed_seconds || known.layoutId !== row.layout_id);
    const stream = known && !hasMoved ? known : await this.#takeUp(id, known?.layouts);
    if (!stream) return;
    if (row.state === 'ended') return this.#finish(stream);
    const silentMs = this.#deps.now().getTime() - row.last_frame_at.getTime();
    if (silentMs > this.#deps.config.SILENCE_SECONDS * 1000) await endLiveSession(this.#deps, id);
    await this.#findPlace(stream);
    await referTo(this.#deps, stream, row.reference_lap_id);
  }

  /** Begins to watch a stream with the frames that are in no lap file yet. */
  async #takeUp(id: string, nearby: readonly LapLayout[] = []): Promise<LiveStream | undefined> {
    const { db } = this.#deps;
    this.#streams.delete(id);
    if (!this.#waiting.has(id)) this.#waiting.set(id, []);
    const row = await findStreamToSeal(db, id);
    if (!row) return undefined;
    const last = await findLastLapRow(db, row.session_id);
    const layout = await this.#layoutOf(row);
    const stream = new LiveStream(row, toStanding(row, last), layout ? [layout] : nearby);
    stream.setTimes(row, last);
    const from = row.sealed_laps === 0 ? -Infinity : row.sealed_seconds;
    for await (const bytes of readFrames(db, id, from, Infinity))
      for (const frame of decodeFrames(bytes)) this.#take(stream, { frame, backlog: false });
    for (const message of this.#waiting.get(id) ?? []) this.#take(stream, message);
    this.#waiting.delete(id);
    this.#streams.set(id, stream);
    this.#tell(stream);
    return stream;
  }

  async #layoutOf({ owner_id, layout_id }: StreamToSeal): Promise<LapLayout | undefined> {
    if (layout_id === null) return undefined;
    const recorded = await findRecordedLayout(this.#as(owner_id), layout_id);
    return recorded && toLapLayout(recorded);
  }

  #as(userId: string): Ctx {
    return { ...this.#deps, actor: serverActor(userId) } as Ctx;
  }

  /** Where the recorder names no track, the first position tells which lines may be crossed. */
  async #findPlace(stream: LiveStream): Promise<void> {
    const { position } = stream;
    if (!stream.isPlaceOpen || !position) return;
    stream.isPlaceOpen = false;
    const layouts = await findKnownLayouts(this.#as(stream.ownerId), { trackName: null, position });
    const nearby = layouts.map(toLapLayout).filter(({ gates }) => gates.length > 0);
    if (nearby.length === 0) return;
    const again = await this.#takeUp(stream.id, nearby);
    if (again) again.isPlaceOpen = false;
  }

  async #sealWhatIsDurable(): Promise<void> {
    const due = [...this.#streams.values()].filter(({ closed }) => closed.length > 0);
    if (due.length === 0) return;
    const durable = await listDurable(
      this.#deps.db,
      due.map(({ id }) => id),
    );
    let room = SEALERS - this.#sealing;
    for (const stream of due) {
      const received = durable.get(stream.id) ?? -Infinity;
      const [next] = stream.closed;
      if (!next || received < next.endSeconds + SETTLE_SECONDS || room <= 0) continue;
      if (this.#busy.has(stream.id) || received < stream.triedSeconds + RETRY_SECONDS) continue;
      room--;
      this.#begin(stream.id, () => this.#seal(stream, received));
    }
  }

  #sealing = 0;

  async #seal(stream: LiveStream, received: number): Promise<void> {
    const [next] = stream.closed;
    if (!next) return;
    this.#sealing++;
    try {
      stream.triedSeconds = received;
      const untilSeconds = next.endSeconds + LOOKAHEAD_SECONDS;
      const laps = await sealStream(this.#deps, stream.id, {
        untilSeconds,
        limit: limitOf(next),
        isEnd: false,
        position: stream.position,
      });
      if (laps.length > 0) await this.#goOn(stream);
      else if (received >= untilSeconds) stream.closed.shift();
    } finally {
      this.#sealing--;
    }
  }

  /** After laps were sealed: what they closed is done, their times count, they may be the new reference. */
  async #goOn(stream: LiveStream): Promise<void> {
    const row = await findStreamToSeal(this.#deps.db, stream.id);
    if (!row) return;
    if (row.layout_id !== stream.layoutId) {
      await this.#takeUp(stream.id);
      return;
    }
    const last = await findLastLapRow(this.#deps.db, row.session_id);
    stream.sealedSeconds = row.sealed_seconds;
    stream.setTimes(row, last);
    while (stream.closed[0] && stream.closed[0].endSeconds < row.sealed_seconds + 0.05)
      stream.closed.shift();
    await referTo(this.#deps, stream, row.reference_lap_id);
  }

  async #finish({ id }: LiveStream): Promise<void> {
    for (let stream; (stream = this.#streams.get(id)) && stream.closed.length > 0;)
      await this.#seal(stream, Infinity);
    const stream = this.#streams.get(id);
    const before = await findStreamToSeal(this.#deps.db, id);
    if (!stream || !before) return;
    await sealStream(this.#deps, stream.id, {
      untilSeconds: Infinity,
      limit: null,
      isEnd: true,
      position: stream.position,
    });
    const isDone = await finishSession(this.#deps, stream.id, before.received_seq);
    if (isDone) this.#streams.delete(stream.id);
  }
}

function toStanding(row: StreamToSeal, last: LastLap | undefined): Standing {
  return {
    sealedSeconds: row.sealed_seconds,
    sealedLaps: row.sealed_laps,
    lastNumber: last?.number ?? null,
    endedAtLine: last?.kind === 'full' || last?.kind === 'out',
  };
}

function limitOf({ end, endSeconds }: LapClosed): SealJob['limit'] {
  if (end === 'stop') return { seconds: endSeconds, kind: 'stretch' };
  return end === 'limit' ? { seconds: endSeconds, kind: 'partial' } : null;
}
