import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { StreamDescription } from '@outlap/protocol';
import { CommandError } from '../errors.ts';
import type { SourceClock } from '../sources/source.ts';
import { continuedBy } from './continued.ts';
import { isDiskTrouble, isNoSpace, replaceFile, syncFolder } from './files.ts';
import { lockSpool, type SpoolLock } from './lock.ts';
import { hasSegments } from './segments.ts';
import { type FsyncPolicy, type LogOptions, StreamLog } from './stream-log.ts';

export type SpoolOptions = {
  readonly fsync: FsyncPolicy;
  readonly limitBytes: number;
  /** A stream whose newest frame is older than this is not gone on with. */
  readonly sessionBreakSeconds: number;
  readonly clock: SourceClock;
  readonly memoryBytes?: number;
};

const TICK_SECONDS = 0.5;
const TICKS_PER_TOUCH = 10;
const LARGEST_SEGMENT = 4 * 2 ** 20;
const SMALLEST_SEGMENT = 16 * 1024;
const MEMORY_BYTES = 16 * 2 ** 20;

/**
 * A folder that keeps frames until the server holds them: `streams/<number>-<streamId>/` with segment files, a manifest
 * and the reserved numbers; `quarantine/` with frames that were refused. One process at a time.
 */
export class Spool {
  readonly folder: string;
  readonly #options: SpoolOptions;
  readonly #lock: SpoolLock;
  readonly #stopped = new AbortController();
  readonly #failed = new AbortController();
  /** Streams in the order of their beginning; the last one may still be going on. */
  #logs: StreamLog[] = [];
  #current: StreamLog | undefined;
  readonly #unreadable: string[] = [];
  #droppedOfRemoved = 0;
  #unkept = 0;
  #ticking: Promise<void> = Promise.resolve();

  /** Takes the folder. Throws CommandError `spool_in_use` or `spool_not_writable`. */
  constructor(folder: string, options: SpoolOptions) {
    this.folder = folder;
    this.#options = options;
    try {
      mkdirSync(join(folder, 'streams'), { recursive: true });
      this.#lock = lockSpool(folder);
      this.#logs = this.#openLogs();
    } catch (error) {
      if (error instanceof CommandError) throw error;
      throw notWritable(folder, error);
    }
    this.#ticking = this.#tick();
  }

  /** Aborts when the spool can be kept up no longer, or is another recorder's; its reason says why. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }
  /** The stream that frames are added to now. */
  get current(): StreamLog | undefined {
    return this.#current;
  }
  /** Streams that are over but not wholly sent, the oldest first. */
  get finished(): readonly StreamLog[] {
    return this.#logs.filter((log) => log !== this.#current);
  }
  get logs(): readonly StreamLog[] {
    return this.#logs;
  }
  /** Folders with frames of which nothing says what they are: they stay as they are, for a person to look at. */
  get unreadable(): readonly string[] {
    return this.#unreadable;
  }
  /** Frames that were dropped for want of space. */
  get dropped(): number {
    return this.#logs.reduce(
      (sum, log) => sum + log.dropped,
      this.#droppedOfRemoved + this.#unkept,
    );
  }
  get bytes(): number {
    return this.#logs.reduce((sum, log) => sum + log.bytes, 0);
  }

  /**
   * The stream for what a source brings: the last one where it was cut off a moment ago and is about the same, else a
   * new one. `offsetSeconds`: where second 0 of the source lies in the stream. Throws CommandError `spool_not_writable`
   * where the disk takes no new stream; the one before is over all the same.
   */
  begin(
    description: StreamDescription,
    mayContinue: boolean,
  ): { readonly log: StreamLog; readonly offsetSeconds: number } {
    const last = this.#logs.at(-1);
    const continued = mayContinue && last && !last.ended ? this.#continue(last, description) : null;
    if (continued !== null && last) {
      this.#current = last;
      return { log: last, offsetSeconds: continued };
    }
    for (const log of this.#logs) log.end();
    const number = Number(last?.name.split('-')[0] ?? 0) + 1;
    const streamId = randomUUID();
    const folder = join(this.folder, 'streams', `${String(number).padStart(6, '0')}-${streamId}`);
    this.#current = undefined;
    const log = this.#create(folder, streamId, description);
    this.#unkept = 0;
    this.#logs.push(log);
    this.#current = log;
    return { log, offsetSeconds: 0 };
  }

  /** Counts a frame that was lost because the disk had no room for its stream. */
  countDropped(): void {
    this.#unkept++;
  }

  /** Drops the oldest telemetry while there is more than the limit; called after frames were added. */
  keepLimit(): void {
    while (this.bytes > this.#options.limitBytes) if (!this.#dropOldest()) return;
  }

  /** Puts a refused frame aside, with the reason, for a person to look at. */
  quarantine(log: StreamLog, seq: number, reason: string): void {
    const record = log.find(seq);
    const folder = join(this.folder, 'quarantine');
    const name = join(folder, `${log.streamId}-${seq}`);
    try {
      mkdirSync(folder, { recursive: true });
      const about = { streamId: log.streamId, seq, reason, at: this.#options.clock.wall() };
      if (record) replaceFile(`${name}.cbor`, record.bytes, false);
      replaceFile(`${name}.json`, `${JSON.stringify(about)}\n`, false);
    } catch (error) {
      if (!isDiskTrouble(error)) throw error;
    }
    log.declareGap({ seq, to: seq, reason: 'quarantined' });
  }

  /** Forgets a stream that the server holds completely. */
  async remove(log: StreamLog): Promise<void> {
    this.#logs = this.#logs.filter((one) => one !== log);
    if (this.#current === log) this.#current = undefined;
    this.#droppedOfRemoved += log.dropped;
    await log.remove();
  }

  /** Makes everything durable and gives the folder back. */
  async close(): Promise<void> {
    this.#stopped.abort();
    await this.#ticking;
    try {
      await Promise.all(this.#logs.map((log) => log.close()));
    } finally {
      this.#lock.release();
    }
  }

  #openLogs(): StreamLog[] {
    const folder = join(this.folder, 'streams');
    return readdirSync(folder)
      .toSorted()
      .flatMap((name) => {
        const log = StreamLog.open(join(folder, name), this.#logOptions());
        if (!log && hasSegments(join(folder, name))) this.#unreadable.push(join(folder, name));
        return log ?? [];
      });
  }

  #logOptions(): LogOptions {
    const { fsync, limitBytes, memoryBytes, clock } = this.#options;
    return {
      fsync,
      segmentBytes: Math.min(LARGEST_SEGMENT, Math.max(SMALLEST_SEGMENT, limitBytes / 32)),
      memoryBytes: memoryBytes ?? MEMORY_BYTES,
      wall: clock.wall,
      seconds: clock.seconds,
      makeRoom: () => this.#dropOldest(),
    };
  }

  /** Drops old telemetry where there is no space for a new stream. */
  #create(folder: string, streamId: string, description: StreamDescription): StreamLog {
    for (;;) {
      try {
        const options = this.#logOptions();
        const log = StreamLog.create(folder, streamId, description, options, this.#unkept);
        syncFolder(join(this.folder, 'streams'));
        return log;
      } catch (error) {
        removeQuietly(folder);
        if (!isDiskTrouble(error)) throw error;
        if (isNoSpace(error) && this.#dropOldest()) continue;
        throw notWritable(this.folder, error);
      }
    }
  }

  #dropOldest(): boolean {
    return this.#logs.some((log) => log.dropOldest());
  }

  /** Seconds between second 0 of the stream and now, where the stream can be gone on with; else null. */
  #continue(log: StreamLog, description: StreamDescription): number | null {
    const frame = log.findLastFrame();
    const merged = continuedBy(log.description, description);
    if (!frame || !merged) return null;
    const silence = (this.#options.clock.wall() - frame.wall) / 1000;
    if (silence > this.#options.sessionBreakSeconds) return null;
    log.describe(merged);
    // A clock that was set back says nothing about the break; the stream's own time must only not run backwards.
    return frame.endSeconds + Math.max(0, silence);
  }

  async #tick(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#stopped;
    for (let count = 1; !signal.aborted; count++) {
      await clock.sleep(TICK_SECONDS, signal);
      try {
        for (const log of this.#logs) log.tick();
        if (count % TICKS_PER_TOUCH === 0) this.#lock.touch();
      } catch (error) {
        if (isInUse(error)) for (const log of this.#logs) log.abandon();
        this.#failed.abort(error);
        return;
      }
    }
  }
}

function isInUse(error: unknown): boolean {
  return error instanceof CommandError && error.code === 'spool_in_use';
}

function notWritable(folder: string, cause: unknown): CommandError {
  return new CommandError('spool_not_writable', `${folder}: ${(cause as Error).message}`, {
    cause,
  });
}

function removeQuietly(folder: string): void {
  try {
    rmSync(folder, { recursive: true, force: true });
  } catch {
    // A folder without frames is passed over when the spool is opened.
  }
}
