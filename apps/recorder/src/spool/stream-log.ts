import { mkdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import {
  decodeFrame,
  encodeFrame,
  type FrameInput,
  spanOfFrame,
  type StreamDescription,
} from '@outlap/protocol';
import { Cursor } from './cursor.ts';
import { isDiskTrouble, isNoSpace, syncFolder } from './files.ts';
import { type GapRange, Gaps } from './gaps.ts';
import {
  type Manifest,
  readIdentity,
  readManifest,
  writeIdentity,
  writeProgress,
} from './manifest.ts';
import type { LogRecord } from './record.ts';
import { Reservation } from './reservation.ts';
import { Segments } from './segments.ts';
import { Tail } from './tail.ts';

export type FsyncPolicy = 'always' | 'interval' | 'never';
export type NewFrame = Pick<FrameInput, 'parts' | 'events'>;

export type LogOptions = {
  readonly fsync: FsyncPolicy;
  readonly segmentBytes: number;
  /** Frames that may wait in memory while the disk takes none. */
  readonly memoryBytes: number;
  readonly wall: () => number;
  readonly seconds: () => number;
  /** Frees space by dropping the oldest telemetry on disk; false when there is none. */
  readonly makeRoom: () => boolean;
};

const RETRY_SECONDS = 1;
/** The server says at each connection how far it is: what is on disk of that may be as old. */
const SAVE_ACKS_SECONDS = 5;

/** One stream on disk: its frames by seq until they are acknowledged, and what is known of those that will never come. */
export class StreamLog {
  readonly folder: string;
  readonly #options: LogOptions;
  readonly #segments: Segments;
  readonly #tail = new Tail();
  readonly #reservation: Reservation;
  #manifest: Manifest;
  #gaps: Gaps;
  #last: number;
  /** What is not on disk yet: that more was acknowledged, which may wait, or all the rest. */
  #unsaved: 'nothing' | 'acks' | 'progress' = 'nothing';
  #savedAt: number;
  #isIdentitySaved: boolean;
  #isRemoved = false;
  #isAbandoned = false;
  #trouble: { readonly detail: string; readonly isFull: boolean; retryAt: number } | undefined;
  #oldest: { readonly seq: number; readonly wall: number } | undefined;

  private constructor(folder: string, manifest: Manifest, options: LogOptions) {
    this.folder = folder;
    this.#options = options;
    this.#manifest = manifest;
    this.#savedAt = options.seconds();
    // A spool of an earlier version: its manifest must not be replaced before there is another file that says this.
    this.#isIdentitySaved = readIdentity(folder) !== undefined;
    if (!this.#isIdentitySaved) this.#unsaved = 'progress';
    this.#gaps = new Gaps(manifest.gaps);
    this.#segments = new Segments(folder, options.fsync !== 'never');
    this.#reservation = new Reservation(join(folder, 'reserved'), options.fsync !== 'never');
    // What may have been numbered and is not here was lost: a cursor tells it as a gap.
    this.#last = Math.max(this.#reservation.upTo, this.#segments.lastFound, manifest.acked);
    if (manifest.ended !== null) this.#last = Math.max(manifest.ended, this.#segments.lastFound);
  }

  /** `dropped`: frames that were lost before there was a stream to count them. */
  static create(
    folder: string,
    streamId: string,
    description: StreamDescription,
    options: LogOptions,
    dropped = 0,
  ): StreamLog {
    mkdirSync(folder, { recursive: true });
    const manifest: Manifest = { streamId, description, acked: 0, ended: null, gaps: [], dropped };
    writeProgress(folder, manifest, true);
    writeIdentity(folder, manifest);
    return new StreamLog(folder, manifest, options);
  }

  /** A stream of an earlier run; undefined where the folder does not say which. */
  static open(folder: string, options: LogOptions): StreamLog | undefined {
    const manifest = readManifest(folder);
    return manifest && new StreamLog(folder, manifest, options);
  }

  get name(): string {
    return basename(this.folder);
  }
  get streamId(): string {
    return this.#manifest.streamId;
  }
  get description(): StreamDescription {
    return this.#manifest.description;
  }
  get last(): number {
    return this.#last;
  }
  get acked(): number {
    return this.#manifest.acked;
  }
  get ended(): boolean {
    return this.#manifest.ended !== null;
  }
  get dropped(): number {
    return this.#manifest.dropped;
  }
  get bytes(): number {
    return this.#segments.bytes;
  }
  get gaps(): Gaps {
    return this.#gaps;
  }
  get segments(): Segments {
    return this.#segments;
  }
  get tail(): Tail {
    return this.#tail;
  }
  /** Why the disk takes nothing at the moment. */
  get diskTrouble(): string | null {
    return this.#trouble?.detail ?? null;
  }
  get queuedFrames(): number {
    const { acked } = this;
    return Math.max(0, this.#last - acked - this.#gaps.count(acked + 1, this.#last));
  }

  /**
   * Wall clock of the newest frame on disk when the log was opened, and the second at which the stream ends: a frame of
   * events alone may be told late, so the last samples count, too. Undefined where no frame has a second.
   */
  findLastFrame(): { readonly wall: number; readonly endSeconds: number } | undefined {
    const { lastWall } = this.#segments;
    if (lastWall === undefined) return undefined;
    let endSeconds = -Infinity;
    for (const { bytes } of this.#segments.backwards()) {
      const frame = decodeFrame(bytes);
      const span = spanOfFrame(frame, this.description.groups);
      endSeconds = Math.max(endSeconds, ...frame.events.map(({ seconds }) => seconds));
      if (span) return { wall: lastWall, endSeconds: Math.max(endSeconds, span.end) };
    }
    return endSeconds === -Infinity ? undefined : { wall: lastWall, endSeconds };
  }

  describe(description: StreamDescription): void {
    this.#isIdentitySaved = false;
    this.#change({ description });
  }

  /**
   * Numbers a frame and writes it; the disk being full, it waits in memory. Gives back what is to be sent; undefined
   * where not even a number could be had, and the frame is dropped.
   */
  append({ parts, events }: NewFrame): LogRecord | undefined {
    const seq = this.#last + 1;
    if (this.#isAbandoned || !this.#cover(seq)) return undefined;
    const wall = this.#options.wall();
    const hasEvents = events !== undefined && events.length > 0;
    const bytes = encodeFrame({ seq, sentAt: wall, parts, ...(hasEvents && { events }) });
    const record = { seq, wall, hasEvents, bytes };
    this.#last = seq;
    this.#tail.push(record);
    this.#flush();
    return record;
  }

  /** Everything up to `seq` is held by the server. What was sent twice or is behind the end changes nothing. */
  ack(seq: number): void {
    if (seq <= this.acked || this.#isAbandoned) return;
    if (seq > this.#last && this.#cover(seq)) this.#last = seq;
    this.#manifest = { ...this.#manifest, acked: seq };
    if (this.#unsaved === 'nothing') this.#unsaved = 'acks';
    this.#gaps.forget(seq);
    this.#tail.removeUpTo(seq);
    // The file that is written to stays, or each ack would cost a new one; but not where space is short.
    const last = this.ended || this.#trouble ? this.#last : undefined;
    if (!this.#segments.hasFileUpTo(seq, last)) return;
    // Before the files go, so that their frames are not taken for lost after a restart.
    this.save();
    this.#segments.removeUpTo(seq, last);
  }

  /** Frames that will not be sent any more. */
  declareGap(gap: GapRange): void {
    this.#gaps.add(gap);
    this.#unsaved = 'progress';
  }

  /** No frame will be added. */
  end(): void {
    if (this.ended || this.#isAbandoned) return;
    this.#change({ ended: this.#last });
    this.#flush();
  }

  cursor(from: number): Cursor {
    return new Cursor(this, from);
  }

  /** The frame of a seq as it was stored, while it is here. */
  find(seq: number): LogRecord | undefined {
    const item = this.cursor(seq).next();
    return item?.kind === 'frame' && item.record.seq === seq ? item.record : undefined;
  }

  /** Wall clock of the oldest frame that is not acknowledged; null when there is none. */
  oldestWall(): number | null {
    const { acked } = this;
    if (acked >= this.#last) return null;
    if (this.#oldest?.seq !== acked + 1) {
      const wall = this.cursor(acked + 1).nextWall();
      if (wall === undefined) return null;
      this.#oldest = { seq: acked + 1, wall };
    }
    return this.#oldest.wall;
  }

  /** Removes the oldest file of telemetry and keeps its events. False when there is nothing to drop. */
  dropOldest(): boolean {
    for (const segment of this.#segments.list) {
      if (segment === this.#segments.open || segment.compacted > 0) continue;
      try {
        const { acked } = this;
        const gone = this.#segments.compact(
          segment,
          ({ seq, hasEvents }) => hasEvents && seq > acked,
        );
        this.#declareDropped(gone.filter(({ seq }) => seq > acked));
        return true;
      } catch (error) {
        // Keeping events needs space for a moment: the next file may have none.
        if (!isDiskTrouble(error)) throw error;
      }
    }
    return false;
  }

  /** Makes durable what was written, as the policy wants it; called about twice a second. */
  tick(): void {
    if (this.#isRemoved || this.#isAbandoned) return;
    this.#flush();
    if (this.#options.fsync === 'interval') this.#segments.sync();
    const trouble = this.#segments.takeTrouble();
    if (trouble !== undefined) this.#onTrouble(trouble);
    const isDue = this.#options.seconds() - this.#savedAt >= SAVE_ACKS_SECONDS;
    if (this.#unsaved === 'progress' || isDue) this.save();
  }

  /** Writes what is known of the stream when it has changed; on a full disk later. */
  save(): void {
    if (this.#unsaved === 'nothing' || this.#isAbandoned) return;
    const manifest = { ...this.#manifest, gaps: this.#gaps.ranges };
    try {
      if (!this.#isIdentitySaved) writeIdentity(this.folder, manifest);
      this.#isIdentitySaved = true;
      writeProgress(this.folder, manifest, this.#options.fsync !== 'never');
      this.#unsaved = 'nothing';
      this.#savedAt = this.#options.seconds();
    } catch (error) {
      if (!isDiskTrouble(error)) throw error;
    }
  }

  /** Another process goes on with the stream: from now on nothing of it is changed here. */
  abandon(): void {
    this.#isAbandoned = true;
  }

  async close(): Promise<void> {
    if (this.#isRemoved) return;
    if (this.#isAbandoned) this.#reservation.abandon();
    else {
      this.#flush();
      this.save();
      this.#reservation.close(this.#last);
    }
    await this.#segments.close();
  }

  /** The server holds everything. */
  async remove(): Promise<void> {
    if (this.#isRemoved) return;
    await this.close();
    this.#isRemoved = true;
    if (this.#isAbandoned) return;
    try {
      // Before what says whose they are, or a kill in between would leave frames that nobody can read.
      this.#segments.clear();
      rmSync(this.folder, { recursive: true, force: true });
    } catch (error) {
      // What stays is a stream that is over: the next recorder hears that the server has it, and removes it.
      if (!isDiskTrouble(error)) throw error;
    }
  }

  #change(change: Partial<Manifest>): void {
    this.#manifest = { ...this.#manifest, ...change };
    this.#unsaved = 'progress';
    this.save();
    if (this.#options.fsync !== 'never') syncFolder(this.folder);
  }

  #cover(seq: number): boolean {
    try {
      this.#reservation.cover(seq);
      return true;
    } catch (error) {
      this.#onTrouble(error);
      this.#manifest = { ...this.#manifest, dropped: this.#manifest.dropped + 1 };
      this.#unsaved = 'progress';
      return false;
    }
  }

  #flush(): void {
    const { seconds, segmentBytes, fsync, memoryBytes, makeRoom } = this.#options;
    if (!this.#trouble || seconds() >= this.#trouble.retryAt) {
      try {
        this.#tail.write((record) => this.#segments.append(record, segmentBytes));
        if (fsync === 'always') this.#segments.syncNow();
        this.#trouble = undefined;
        if (this.ended) this.#segments.finish();
      } catch (error) {
        this.#onTrouble(error);
      }
    }
    while (this.#tail.unwrittenBytes > memoryBytes) {
      if (this.#trouble?.isFull && makeRoom()) {
        this.#trouble.retryAt = 0;
        return;
      }
      const gone = this.#tail.dropOldest();
      if (!gone) return;
      this.#declareDropped([gone]);
    }
  }

  #onTrouble(error: unknown): void {
    if (!isDiskTrouble(error)) throw error;
    const detail = (error as Error).message;
    const retryAt = this.#options.seconds() + RETRY_SECONDS;
    this.#trouble = { detail, isFull: isNoSpace(error), retryAt };
  }

  #declareDropped(records: readonly LogRecord[]): void {
    let first: LogRecord | undefined;
    records.forEach((record, i) => {
      first ??= record;
      const next = records[i + 1];
      if (next?.seq === record.seq + 1) return;
      this.declareGap({ seq: first.seq, to: record.seq, reason: 'dropped' });
      first = undefined;
    });
    this.#manifest = { ...this.#manifest, dropped: this.#manifest.dropped + records.length };
    this.#unsaved = 'progress';
  }
}
