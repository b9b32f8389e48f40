import {
  close,
  fdatasync,
  fdatasyncSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writevSync,
} from 'node:fs';
import { join } from 'node:path';
import { isDiskTrouble, replaceFile, syncFolder } from './files.ts';
import { type LogRecord, readRecords, toHead } from './record.ts';

/** A file of records in rising order of seq. */
export type Segment = {
  readonly path: string;
  readonly first: number;
  size: number;
  /** Rewritten with what must not be dropped. Counts up, so that a reader knows that its place is gone. */
  compacted: number;
};

/** The segment files of a stream, the last of them open for writing. Errors of the disk are thrown as they are. */
export class Segments {
  readonly #folder: string;
  readonly #list: Segment[];
  #file: number | undefined;
  #unsynced = false;
  #syncing: Promise<void> = Promise.resolve();
  #trouble: unknown;
  readonly #durable: boolean;
  /** Highest seq that was found on opening. */
  readonly lastFound: number;
  readonly lastWall: number | undefined;

  /** `durable` false: nothing is ever fsynced, for those who asked for it. */
  constructor(folder: string, durable: boolean) {
    this.#folder = folder;
    this.#durable = durable;
    this.#list = listSegments(folder);
    const last = this.#cutTail();
    this.lastFound = last?.seq ?? 0;
    this.lastWall = last?.wall;
  }

  get list(): readonly Segment[] {
    return this.#list;
  }
  /** The one that is written to now. */
  get open(): Segment | undefined {
    return this.#file === undefined ? undefined : this.#list.at(-1);
  }
  get bytes(): number {
    return this.#list.reduce((sum, segment) => sum + segment.size, 0);
  }

  /** The records on disk, the newest first. */
  *backwards(): Generator<LogRecord> {
    for (const { path } of this.#list.toReversed())
      yield* readRecords(readFileSync(path)).records.toReversed();
  }

  /** Writes one record behind the last one; a new file is begun when the last has `segmentBytes`. */
  append(record: LogRecord, segmentBytes: number): void {
    let segment = this.#list.at(-1);
    if (this.#file === undefined || !segment || segment.size >= segmentBytes)
      segment = this.#begin(record.seq);
    const head = toHead(record);
    const written = writevSync(this.#file as number, [head, record.bytes], segment.size);
    // What was written in part is written over by the next attempt, and cut off when the file is opened again.
    if (written < head.length + record.bytes.length)
      throw Object.assign(new Error('ENOSPC: the disk took only a part'), { code: 'ENOSPC' });
    segment.size += written;
    this.#unsynced = true;
  }

  /** Starts to make durable what was written. What fails is told by `takeTrouble`. */
  sync(): void {
    const file = this.#file;
    if (!this.#unsynced || file === undefined) return;
    this.#unsynced = false;
    this.#then(() => synced(file));
  }

  syncNow(): void {
    if (this.#file !== undefined) fdatasyncSync(this.#file);
    this.#unsynced = false;
  }

  /** Why data could not be made durable since the last call. */
  takeTrouble(): unknown {
    const trouble = this.#trouble;
    this.#trouble = undefined;
    return trouble;
  }

  /** Whether `removeUpTo` would remove a file. */
  hasFileUpTo(acked: number, last: number | undefined): boolean {
    const [first, second] = this.#list;
    const end = second ? second.first - 1 : last;
    return first !== undefined && end !== undefined && end <= acked;
  }

  /** Removes the files whose records all have a seq up to `acked`; the one that is written to only where `last` is given. */
  removeUpTo(acked: number, last: number | undefined): void {
    while (this.hasFileUpTo(acked, last)) {
      if (this.#list.length === 1) this.#closeFile();
      try {
        this.#remove(0);
      } catch (error) {
        // The next acknowledgement tries again.
        if (!isDiskTrouble(error)) throw error;
        return;
      }
    }
  }

  /** Removes all files of a stream that is closed. */
  clear(): void {
    while (this.#list.length > 0) this.#remove(0);
  }

  /** Leaves of a segment only the records that `keep` wants; gives back the others. Not for the open one. */
  compact(segment: Segment, keep: (record: LogRecord) => boolean): readonly LogRecord[] {
    const { records } = readRecords(readFileSync(segment.path));
    const kept = records.filter(keep);
    if (kept.length === 0) {
      // A stream that has just ended closes its file a moment later, and its space is wanted now.
      truncateSync(segment.path);
      this.#remove(this.#list.indexOf(segment));
    } else {
      const content = Buffer.concat(kept.flatMap((record) => [toHead(record), record.bytes]));
      replaceFile(segment.path, content, true);
      segment.size = content.length;
      segment.compacted++;
    }
    return records.filter((record) => !keep(record));
  }

  /** Nothing more is written for now: the last file is like the others. */
  finish(): void {
    this.#closeFile();
  }

  async close(): Promise<void> {
    this.#closeFile();
    await this.#syncing;
  }

  #begin(seq: number): Segment {
    this.#closeFile();
    const path = join(this.#folder, `${String(seq).padStart(16, '0')}.seg`);
    this.#file = openSync(path, 'w');
    syncFolder(this.#folder);
    const segment = { path, first: seq, size: 0, compacted: 0 };
    if (this.#list.at(-1)?.path === path) this.#list.pop();
    this.#list.push(segment);
    return segment;
  }

  #closeFile(): void {
    const file = this.#file;
    if (file === undefined) return;
    this.#file = undefined;
    const isWanted = this.#unsynced && this.#durable;
    this.#unsynced = false;
    this.#then(async () => {
      if (isWanted) await synced(file);
    });
    this.#then(() => closed(file));
  }

  #then(work: () => Promise<void>): void {
    this.#syncing = this.#syncing.then(work).catch((error: unknown) => {
      this.#trouble ??= error;
    });
  }

  #remove(index: number): void {
    const segment = this.#list[index];
    if (segment) rmSync(segment.path, { force: true });
    this.#list.splice(index, 1);
  }

  /** Cuts off what a power cut left half written; files without a single record go. */
  #cutTail(): LogRecord | undefined {
    for (let segment = this.#list.at(-1); segment; segment = this.#list.at(-1)) {
      const { records, end } = readRecords(readFileSync(segment.path));
      const last = records.at(-1);
      if (last) {
        if (end < segment.size) truncateSync(segment.path, end);
        segment.size = end;
        return last;
      }
      this.#remove(this.#list.length - 1);
    }
    return undefined;
  }
}

/** Whether a folder holds files of frames. */
export function hasSegments(folder: string): boolean {
  return statSync(folder).isDirectory() && readdirSync(folder).some(isSegment);
}

function isSegment(name: string): boolean {
  return /^\d{16}\.seg$/.test(name);
}

function listSegments(folder: string): Segment[] {
  return readdirSync(folder)
    .filter(isSegment)
    .toSorted()
    .map((name) => {
      const path = join(folder, name);
      return { path, first: Number(name.slice(0, 16)), size: statSync(path).size, compacted: 0 };
    });
}

function closed(file: number): Promise<void> {
  return new Promise((resolve) => close(file, () => resolve()));
}

function synced(file: number): Promise<void> {
  return new Promise((resolve, reject) => {
    fdatasync(file, (error) => (error ? reject(error) : resolve()));
  });
}
