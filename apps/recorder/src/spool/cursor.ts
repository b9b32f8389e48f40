import { closeSync, openSync, readSync } from 'node:fs';
import type { GapRange } from './gaps.ts';
import { findRecord, type LogRecord, readRecord } from './record.ts';
import type { Segment } from './segments.ts';
import type { StreamLog } from './stream-log.ts';

/** What comes next in a stream: a frame, or a range of frames that will never come. */
export type LogItem =
  | { readonly kind: 'frame'; readonly record: LogRecord }
  | { readonly kind: 'gap'; readonly gap: GapRange };

type Place = {
  readonly segment: Segment;
  readonly compacted: number;
  /** Records from here on are not in `buffer`. */
  end: number;
  buffer: Buffer;
  at: number;
};

const CHUNK_BYTES = 256 * 1024;

/** Reads a stream in order of seq without holes: what is neither on disk, in memory nor declared is a gap `lost`. */
export class Cursor {
  readonly #log: StreamLog;
  #seq: number;
  #place: Place | undefined;
  #peeked: LogRecord | undefined;

  constructor(log: StreamLog, from: number) {
    this.#log = log;
    this.#seq = from;
  }

  /** The seq that comes next. */
  get seq(): number {
    return this.#seq;
  }

  next(): LogItem | undefined {
    const item = this.#item();
    if (item) this.#seq = (item.kind === 'frame' ? item.record.seq : item.gap.to) + 1;
    return item;
  }

  /** Wall clock of the next frame, whatever gaps are before it. */
  nextWall(): number | undefined {
    return this.#record(this.#seq)?.wall;
  }

  #item(): LogItem | undefined {
    const { last, gaps } = this.#log;
    if (this.#seq > last) return undefined;
    const declared = gaps.at(this.#seq);
    if (declared) return { kind: 'gap', gap: { ...declared, seq: this.#seq } };
    const record = this.#record(this.#seq);
    if (record?.seq === this.#seq) return { kind: 'frame', record };
    const to = Math.min(
      (record?.seq ?? last + 1) - 1,
      (gaps.nextStart(this.#seq) ?? last + 1) - 1,
      last,
    );
    return { kind: 'gap', gap: { seq: this.#seq, to, reason: 'lost' } };
  }

  /** The first record from a seq on, in memory or on disk. */
  #record(seq: number): LogRecord | undefined {
    const { tail } = this.#log;
    if (tail.first && tail.first.seq <= seq) return tail.from(seq);
    if (this.#peeked && this.#peeked.seq >= seq && this.#isCurrent()) return this.#peeked;
    this.#peeked = this.#fromDisk(seq);
    return this.#peeked ?? tail.first;
  }

  #isCurrent(): boolean {
    const place = this.#place;
    return (
      place !== undefined &&
      place.compacted === place.segment.compacted &&
      this.#log.segments.list.includes(place.segment)
    );
  }

  #fromDisk(seq: number): LogRecord | undefined {
    const { list } = this.#log.segments;
    if (!this.#isCurrent()) this.#place = undefined;
    const behind = list.findIndex(({ first }) => first > seq);
    let index = Math.max(0, (behind < 0 ? list.length : behind) - 1);
    if (this.#place) index = Math.max(index, list.indexOf(this.#place.segment));
    for (; index < list.length; index++) {
      const segment = list[index] as Segment;
      if (this.#place?.segment !== segment) this.#place = begin(segment);
      const record = readFrom(this.#place, seq);
      if (record) return record;
    }
    return undefined;
  }
}

function begin(segment: Segment): Place {
  return { segment, compacted: segment.compacted, end: 0, buffer: Buffer.alloc(0), at: 0 };
}

function readFrom(place: Place, seq: number): LogRecord | undefined {
  for (;;) {
    const found = readRecord(place.buffer, place.at);
    if (found.kind === 'record') {
      place.at = found.end;
      if (found.record.seq >= seq) return found.record;
    } else if (found.kind === 'short') {
      if (!fill(place) && !passDamage(place)) return undefined;
    } else if (!passDamage(place)) return undefined;
  }
}

/** Reads on, keeping what is not used up. False when the file has nothing more. */
function fill(place: Place, atMost = CHUNK_BYTES): boolean {
  const more = Math.min(place.segment.size - place.end, atMost);
  if (more <= 0) return false;
  const rest = place.buffer.subarray(place.at);
  const buffer = Buffer.allocUnsafeSlow(rest.length + more);
  rest.copy(buffer);
  const read = readAt(place.segment.path, buffer.subarray(rest.length), place.end);
  place.buffer = buffer.subarray(0, rest.length + read);
  place.at = 0;
  place.end += read;
  return read > 0;
}

/** A file that cannot be read has nothing: what it held is told as lost, and the rest goes on. */
function readAt(path: string, into: Buffer, at: number): number {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    return readSync(file, into, 0, into.length, at);
  } catch {
    return 0;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Goes to the next whole record behind a damaged place. */
function passDamage(place: Place): boolean {
  while (fill(place, place.segment.size)) continue;
  const at = findRecord(place.buffer, place.at + 1);
  if (at === undefined) return false;
  place.at = at;
  return true;
}
