import { randomUUID } from 'node:crypto';
import { WebSocket } from 'ws';
import type { StreamDescription } from '@outlap/protocol';
import packageJson from '../../package.json' with { type: 'json' };
import { systemClock } from '../clock.ts';
import { CommandError } from '../errors.ts';
import { openCredential } from '../login/index.ts';
import type { Source, SourceClock, SourceItem } from '../sources/source.ts';
import {
  continuedBy,
  type FsyncPolicy,
  type NewFrame,
  Spool,
  type StreamLog,
} from '../spool/index.ts';
import { ClockOffset, type OpenSocket, toIngestUrl, Uplink } from '../uplink/index.ts';
import type { World } from '../world.ts';
import { createView } from '../terminal/live-view.ts';
import { Readings } from './readings.ts';
import { splitSamples } from './split-samples.ts';
import { type RecorderState, writeState } from './state-file.ts';

export type RecordOptions = {
  /** Opens what is recorded; it is closed in the end. */
  readonly open: (clock: SourceClock) => Promise<Source>;
  /** A replayed file begins a stream of its own each time, and waits where the spool has no room. */
  readonly isReplay: boolean;
  readonly server: string;
  readonly token?: string | undefined;
  readonly spool: string;
  readonly spoolLimitBytes: number;
  readonly fsync: FsyncPolicy;
  readonly sessionBreakSeconds: number;
  readonly vehicle?: string | undefined;
  readonly driver?: string | undefined;
  readonly durationSeconds?: number | undefined;
  readonly json: boolean;
  /** Nothing is shown, for a command that records many cars at once. */
  readonly quiet?: boolean;
  readonly clock?: SourceClock;
  readonly random?: () => number;
  readonly openSocket?: OpenSocket;
};

/** What is left on the disk when a recording ends; 0 frames: the server has everything. */
export type RecordResult = {
  readonly recordedFrames: number;
  readonly queuedFrames: number;
  readonly droppedFrames: number;
};

/** Seconds that acknowledgements are waited for after an interruption. */
const GOODBYE_SECONDS = 5;
const RETRY_SECONDS = 1;
const UNREADABLE = 'nothing says what they are; they stay there and are not sent';
const VIEW_SECONDS = 0.2;
const VIEWS_PER_STATE = 5;

/**
 * Records from a source into a spool and brings it to a server until the source is over or `signal` aborts. Throws
 * CommandError where the spool or the source cannot be had at all.
 */
export async function record(
  world: World,
  options: RecordOptions,
  signal: AbortSignal,
): Promise<RecordResult> {
  const recording = new Recording(world, options);
  return recording.run(signal);
}

class Recording {
  readonly #world: World;
  readonly #options: RecordOptions;
  readonly #clock: SourceClock;
  readonly #readings = new Readings();
  readonly #offset = new ClockOffset();
  readonly #url: string;
  #source: Source | undefined;
  #spool: Spool | undefined;
  #log: StreamLog | undefined;
  #uplink: Uplink | undefined;
  #car: RecorderState['car'] = null;
  #offsetSeconds = 0;
  #recorded = 0;
  #isRunning = true;
  #description: StreamDescription | undefined;
  /** The disk took no stream for what comes now. */
  #unbegun: { readonly detail: string; readonly retryAt: number } | undefined;

  constructor(world: World, options: RecordOptions) {
    this.#world = world;
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#url = toIngestUrl(options.server);
  }

  async run(signal: AbortSignal): Promise<RecordResult> {
    const {
      spool: folder,
      fsync,
      spoolLimitBytes: limitBytes,
      sessionBreakSeconds,
    } = this.#options;
    const clock = this.#clock;
    const spool = new Spool(folder, { fsync, limitBytes, sessionBreakSeconds, clock });
    this.#spool = spool;
    for (const path of spool.unreadable)
      this.#world.stderr.write(`outlap: ${path} holds frames that cannot be read: ${UNREADABLE}\n`);
    const shown = new AbortController();
    let showing: Promise<void> | undefined;
    try {
      const source = await this.#options.open(clock);
      this.#source = source;
      this.#uplink = this.#createUplink(spool);
      this.#begin(this.#named(source.describe()), !this.#options.isReplay);
      showing = this.#show(shown.signal);
      const until = AbortSignal.any([signal, spool.failed]);
      await this.#take(source, until);
      spool.failed.throwIfAborted();
      await this.#sendRest(until);
      spool.failed.throwIfAborted();
      return {
        recordedFrames: this.#recorded,
        queuedFrames: this.#queuedFrames(),
        droppedFrames: this.#droppedFrames(),
      };
    } finally {
      await this.#source?.close();
      await this.#uplink?.stop();
      this.#isRunning = false;
      shown.abort();
      await showing;
      await spool.close();
    }
  }

  #createUplink(spool: Spool): Uplink {
    const { token, server, openSocket, random } = this.#options;
    return new Uplink({
      url: this.#url,
      credential: openCredential(this.#world, server, token),
      recorder: { name: 'outlap', version: packageJson.version, instance: randomUUID() },
      clock: this.#clock,
      random: random ?? Math.random,
      openSocket: openSocket ?? ((...given) => new WebSocket(...given)),
      spool,
      offset: this.#offset,
      status: () => ({
        queuedFrames: this.#queuedFrames(),
        oldestSeconds: this.#oldestSeconds(),
        droppedFrames: this.#droppedFrames(),
        achievedHz: this.#readings.achievedHz,
      }),
      request: (method, signal) =>
        this.#source?.request(method, signal) ?? Promise.reject(new Error('No source')),
      onDeleted: () => {
        if (this.#description) this.#beginAnother(this.#description);
      },
    });
  }

  #begin(description: StreamDescription, mayContinue: boolean): void {
    const begun = (this.#spool as Spool).begin(description, mayContinue);
    this.#log = begun.log;
    this.#unbegun = undefined;
    this.#offsetSeconds = begun.offsetSeconds;
    this.#describe(begun.log.description);
    this.#uplink?.begin(begun.log);
  }

  /** Begins another stream on the way; where the disk takes none, frames are dropped until it does. */
  #beginAnother(description: StreamDescription): void {
    try {
      this.#begin(description, false);
    } catch (error) {
      if (!(error instanceof CommandError) || error.code !== 'spool_not_writable') throw error;
      this.#log = undefined;
      const retryAt = this.#clock.seconds() + RETRY_SECONDS;
      this.#unbegun = { detail: error.message, retryAt };
      this.#describe(description);
      // The stream before is over.
      this.#uplink?.wake();
    }
  }

  #describe(description: StreamDescription): void {
    this.#description = description;
    this.#readings.describe(description);
  }

  /** Frames from the source to the disk until it is over, interrupted, or has lasted long enough. */
  async #take(source: Source, signal: AbortSignal): Promise<void> {
    const { durationSeconds } = this.#options;
    const stop = new AbortController();
    const until = AbortSignal.any([signal, stop.signal]);
    if (durationSeconds !== undefined)
      void this.#clock.sleep(durationSeconds, until).then(() => stop.abort());
    for await (const item of source.frames(until)) {
      if (this.#spool?.failed.aborted) break;
      this.#onItem(item);
      if (this.#options.isReplay) await this.#waitForRoom(until);
    }
    stop.abort();
  }

  #onItem(item: SourceItem): void {
    if (item.kind === 'samples') this.#onSamples(item);
    else if (item.kind === 'described') this.#onDescribed(this.#named(item.description));
    else {
      const { state, detail } = item;
      this.#car = { state, detail };
    }
  }

  #onSamples({ parts, events }: NewFrame): void {
    const shift = this.#offsetSeconds;
    const frame: NewFrame = {
      parts: shift === 0 ? parts : parts.map((part) => ({ ...part, start: part.start + shift })),
      ...(events && {
        events: events.map((event) => ({ ...event, seconds: event.seconds + shift })),
      }),
    };
    this.#readings.add(frame.parts, this.#clock.seconds());
    for (const one of splitSamples(frame, this.#description?.groups ?? [])) this.#keep(one);
  }

  #keep(frame: NewFrame): void {
    const log = this.#logOf();
    if (!log) this.#spool?.countDropped();
    const written = log?.append(frame);
    if (!written) return;
    this.#recorded++;
    this.#uplink?.offer(written, frame);
    this.#spool?.keepLimit();
  }

  /** The stream that is recorded into, once the disk takes it. */
  #logOf(): StreamLog | undefined {
    const { retryAt = Infinity } = this.#unbegun ?? {};
    if (this.#description && this.#clock.seconds() >= retryAt)
      this.#beginAnother(this.#description);
    return this.#log;
  }

  /** Another car or track, or groups that are not the same, make a stream of their own. */
  #onDescribed(description: StreamDescription): void {
    const merged = this.#description && continuedBy(this.#description, description);
    if (!merged) {
      this.#beginAnother(description);
      return;
    }
    this.#describe(merged);
    this.#log?.describe(merged);
    if (this.#log) this.#uplink?.describe();
  }

  #named(description: StreamDescription): StreamDescription {
    const { vehicle, driver } = this.#options;
    return {
      ...description,
      driver: driver ?? description.driver,
      vehicle: { ...description.vehicle, name: vehicle ?? description.vehicle.name },
    };
  }

  async #waitForRoom(signal: AbortSignal): Promise<void> {
    const { spoolLimitBytes } = this.#options;
    while ((this.#spool?.bytes ?? 0) > spoolLimitBytes / 2 && !signal.aborted)
      await this.#clock.sleep(0.1, signal);
  }

  /** A source that is over is sent completely; after an interruption only for a few seconds. */
  async #sendRest(signal: AbortSignal): Promise<void> {
    this.#log?.end();
    this.#uplink?.wake();
    const isOver = !signal.aborted && this.#options.durationSeconds === undefined;
    const limit = new AbortController();
    if (!isOver) void this.#clock.sleep(GOODBYE_SECONDS, limit.signal).then(() => limit.abort());
    await this.#uplink?.drained(isOver ? signal : limit.signal);
    limit.abort();
  }

  /** The view and the state file until the end. */
  async #show(signal: AbortSignal): Promise<void> {
    const view = createView(this.#world, this.#options);
    for (let count = 0; !signal.aborted; count++) {
      const state = this.#state();
      if (count % VIEWS_PER_STATE === 0) writeState(this.#options.spool, state);
      view.show(state, this.#readings.reading, this.#clock.seconds());
      await this.#clock.sleep(VIEW_SECONDS, signal);
    }
    view.close();
    if (!this.#spool?.failed.aborted) writeState(this.#options.spool, this.#state());
  }

  #state(): RecorderState {
    const { link, lastAckAt } = this.#link();
    const offset = this.#offset.best;
    const description = this.#description as StreamDescription;
    return {
      version: 1,
      pid: process.pid,
      updatedAt: new Date(this.#clock.wall()).toISOString(),
      running: this.#isRunning,
      source: description.source,
      vehicle: description.vehicle.name,
      server: this.#options.server,
      link,
      car: this.#car,
      queuedFrames: this.#queuedFrames(),
      oldestSeconds: this.#oldestSeconds(),
      droppedFrames: this.#droppedFrames(),
      retries: this.#uplink?.retries ?? 0,
      lastAckAt,
      clockOffsetMs: offset && Math.round(offset.offsetMs),
      roundTripMs: offset && Math.round(offset.tripMs),
      achievedHz: this.#readings.achievedHz,
      diskTrouble: this.#unbegun?.detail ?? this.#log?.diskTrouble ?? null,
    };
  }

  #link(): Pick<RecorderState, 'link' | 'lastAckAt'> {
    const link = this.#uplink?.state ?? null;
    const at = link?.lastAckAt;
    return { link, lastAckAt: at ? new Date(at).toISOString() : null };
  }

  #queuedFrames(): number {
    return this.#spool?.logs.reduce((sum, log) => sum + log.queuedFrames, 0) ?? 0;
  }
  #droppedFrames(): number {
    return this.#spool?.dropped ?? 0;
  }
  #oldestSeconds(): number {
    const wall = this.#spool?.logs.flatMap((log) => log.oldestWall() ?? [])[0];
    return wall === undefined ? 0 : Math.max(0, (this.#clock.wall() - wall) / 1000);
  }
}

/** What a person reads at the end. */
export function toFarewell({ queuedFrames, recordedFrames }: RecordResult, spool: string): string {
  if (queuedFrames === 0) return `${recordedFrames} frames recorded, the server has them all.`;
  return `${recordedFrames} frames recorded, ${queuedFrames} wait in ${spool}: they are sent by the next recording with this spool.`;
}

/** A number of bytes as `2GB`, `500MB`, `64k`, or plain; throws CommandError usage. */
export function parseBytes(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([kmgt]?)i?b?$/i.exec(text.trim());
  const power = ['', 'k', 'm', 'g', 't'].indexOf((match?.[2] ?? '').toLowerCase());
  const bytes = Number(match?.[1]) * 1024 ** power;
  if (!(bytes >= 1)) throw new CommandError('usage', `${text} is not a size: 2GB, 500MB`);
  return Math.floor(bytes);
}
