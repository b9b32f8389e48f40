/**
 * Frames as canonical CBOR: a map of `type`, `seq`, `sentAt`, optional `lane`, `parts`, optional `events`, in this order;
 * a part is a map of `group`, `start`, `count`, optional `offsets`, `columns`; a column is an RFC 8746 typed array or an
 * array of texts. This is what is sent, stored (as a CBOR sequence, RFC 8742) and read again.
 * Reading finds where each column lies and copies none: `column(c)` makes the array when somebody wants it. Cost of a
 * frame of 40 columns: about 2 µs. Everything structural is checked here; what only the description knows (how many
 * columns, of which type) is checked by `checkFrame`.
 */
import { Decoder } from 'cbor-x';
import { CborReader, MAJOR_ARRAY, MAJOR_MAP, MAJOR_TAG, malformed } from './cbor-read.ts';
import { CborWriter } from './cbor-write.ts';
import { WireError } from './close-codes.ts';
import { tagOfType, toTyped, typeOfColumn, typeOfTag, widthOf } from './columns.ts';
import type {
  ChannelGroup,
  Column,
  ColumnType,
  FrameInput,
  FramePart,
  StreamEvent,
} from './messages.ts';

export const MOST_SAMPLES = 100_000;
const MOST_PARTS = 2000;
const MOST_COLUMNS = 2000;

/** One part of a frame that was read: `column(c)` is a copy of its own. */
export type Part = {
  readonly group: number;
  readonly start: number;
  readonly count: number;
  readonly offsets: Uint32Array | null;
  readonly columnCount: number;
  readonly typeOf: (column: number) => ColumnType;
  readonly column: (column: number) => Column;
  /** The last value of a numeric column, without making the column; NaN for text. */
  readonly last: (column: number) => number;
};

/** A frame that was read, with the bytes it came from. */
export type Frame = {
  readonly seq: number;
  readonly sentAt: number;
  readonly lane: 'live' | undefined;
  readonly parts: readonly Part[];
  readonly events: readonly StreamEvent[];
  readonly bytes: Uint8Array;
};

/** A frame as canonical CBOR bytes. */
export function encodeFrame(frame: FrameInput): Uint8Array<ArrayBuffer> {
  const out = new CborWriter(256 + sizeOf(frame));
  const events = frame.events ?? [];
  out.map(4 + (frame.lane ? 1 : 0) + (events.length > 0 ? 1 : 0));
  out.entry('type').text('frame');
  out.entry('seq').unsigned(frame.seq);
  out.entry('sentAt').float64(frame.sentAt);
  if (frame.lane) out.entry('lane').text(frame.lane);
  out.entry('parts').array(frame.parts.length);
  for (const part of frame.parts) writePart(out, part);
  if (events.length > 0) out.entry('events').any(events);
  return out.done();
}

function sizeOf({ parts }: FrameInput): number {
  let size = 0;
  for (const { columns } of parts) {
    size += 80;
    for (const column of columns)
      size += 8 + (ArrayBuffer.isView(column) ? column.byteLength : column.length * 16);
  }
  return size;
}

function writePart(out: CborWriter, part: FramePart): void {
  out.map(part.offsets ? 5 : 4);
  out.entry('group').unsigned(part.group);
  out.entry('start').float64(part.start);
  out.entry('count').unsigned(part.count);
  if (part.offsets) writeColumn(out.entry('offsets'), part.offsets);
  out.entry('columns').array(part.columns.length);
  for (const column of part.columns) writeColumn(out, column);
}

function writeColumn(out: CborWriter, column: Column): void {
  const type = typeOfColumn(column);
  if (type === 'text') {
    out.any(column);
    return;
  }
  const { buffer, byteOffset, byteLength } = column as Float32Array;
  out.tag(tagOfType(type)).bytes(new Uint8Array(buffer, byteOffset, byteLength));
}

/** Reads one frame; `bytes` must hold it and nothing else. Throws WireError malformed_message. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const reader = new CborReader(bytes);
  const frame = readFrame(reader);
  if (reader.at !== bytes.length) throw malformed('there is more behind the frame');
  return frame;
}

/** Reads the frames of a CBOR sequence in order, as rows of the store hold them. */
export function* decodeFrames(bytes: Uint8Array): Generator<Frame, void, undefined> {
  for (let from = 0; from < bytes.length;) {
    const reader = new CborReader(bytes.subarray(from));
    yield readFrame(reader);
    from += reader.at;
  }
}

function readFrame(reader: CborReader): Frame {
  const entries = reader.expect(MAJOR_MAP, 'the message');
  let type = '';
  let seq = Number.NaN;
  let sentAt = Number.NaN;
  let lane: 'live' | undefined;
  let parts: Part[] | undefined;
  let events: readonly StreamEvent[] = [];
  for (let i = 0; i < entries; i++) {
    const key = reader.key();
    if (key === 'type') type = reader.key();
    else if (key === 'seq') seq = reader.number('seq');
    else if (key === 'sentAt') sentAt = reader.number('sentAt');
    else if (key === 'parts') parts = readParts(reader);
    else if (key === 'lane') lane = reader.key() === 'live' ? 'live' : undefined;
    else if (key === 'events') events = readEvents(reader);
    else reader.skip();
  }
  if (type !== 'frame' || !parts) throw malformed('a frame has type, seq, sentAt and parts');
  if (!Number.isSafeInteger(seq) || seq < 1)
    throw new WireError('invalid_frame', 'seq must be a whole number from 1');
  if (!Number.isFinite(sentAt))
    throw new WireError('invalid_frame', 'sentAt must be a number of milliseconds', seq);
  return { seq, sentAt, lane, parts, events, bytes: reader.bytes.subarray(0, reader.at) };
}

function readParts(reader: CborReader): Part[] {
  const count = reader.expect(MAJOR_ARRAY, 'parts');
  if (count > MOST_PARTS) throw malformed(`a frame has at most ${MOST_PARTS} parts`);
  const parts: Part[] = [];
  for (let i = 0; i < count; i++) parts.push(readPart(reader));
  return parts;
}

function readPart(reader: CborReader): Part {
  const entries = reader.expect(MAJOR_MAP, 'a part');
  let group = Number.NaN;
  let start = Number.NaN;
  let count = Number.NaN;
  let offsets: Uint32Array | null = null;
  let columns: ColumnPlaces | undefined;
  for (let i = 0; i < entries; i++) {
    const key = reader.key();
    if (key === 'group') group = reader.number('group');
    else if (key === 'start') start = reader.number('start');
    else if (key === 'count') count = reader.number('count');
    else if (key === 'columns') columns = readColumns(reader);
    else if (key === 'offsets') offsets = readOffsets(reader);
    else reader.skip();
  }
  if (!columns) throw malformed('a part has columns');
  return new ReadPart(reader.bytes, group, start, count, offsets, columns);
}

type ColumnPlaces = {
  readonly types: ColumnType[];
  readonly at: number[];
  readonly size: number[];
};

function readColumns(reader: CborReader): ColumnPlaces {
  const count = reader.expect(MAJOR_ARRAY, 'columns');
  if (count > MOST_COLUMNS) throw malformed(`a part has at most ${MOST_COLUMNS} columns`);
  const places: ColumnPlaces = { types: [], at: [], size: [] };
  for (let i = 0; i < count; i++) {
    const from = reader.at;
    const major = reader.head();
    if (major === MAJOR_TAG) {
      places.types.push(typeOfTag(reader.argument));
      places.at.push(reader.byteString('a column'));
      places.size.push(reader.argument);
    } else if (major === MAJOR_ARRAY) {
      reader.at = from;
      reader.skip();
      places.types.push('text');
      places.at.push(from);
      places.size.push(reader.at - from);
    } else throw malformed('a column is neither a typed array nor an array of texts');
  }
  return places;
}

function readOffsets(reader: CborReader): Uint32Array {
  if (reader.expect(MAJOR_TAG, 'offsets') !== tagOfType('u32'))
    throw malformed('offsets are 32-bit unsigned microseconds');
  const from = reader.byteString('offsets');
  if (reader.argument % 4 !== 0) throw malformed('offsets are cut off');
  return toTyped('u32', reader.bytes, from, reader.argument) as Uint32Array;
}

const generic = new Decoder({ useRecords: false, mapsAsObjects: true });

function readEvents(reader: CborReader): readonly StreamEvent[] {
  const from = reader.at;
  reader.skip();
  const events: unknown = generic.decode(reader.bytes.subarray(from, reader.at));
  if (!Array.isArray(events) || !events.every(isEvent))
    throw malformed('events are not understood');
  return events;
}

function isEvent(event: unknown): event is StreamEvent {
  const { seconds, kind, data } = (event ?? {}) as Partial<StreamEvent>;
  return Number.isFinite(seconds) && typeof kind === 'string' && typeof data === 'object';
}

class ReadPart implements Part {
  readonly group: number;
  readonly start: number;
  readonly count: number;
  readonly offsets: Uint32Array | null;
  readonly #bytes: Uint8Array;
  readonly #columns: ColumnPlaces;

  constructor(
    bytes: Uint8Array,
    group: number,
    start: number,
    count: number,
    offsets: Uint32Array | null,
    columns: ColumnPlaces,
  ) {
    this.group = group;
    this.start = start;
    this.count = count;
    this.offsets = offsets;
    this.#bytes = bytes;
    this.#columns = columns;
  }

  get columnCount(): number {
    return this.#columns.types.length;
  }

  typeOf(column: number): ColumnType {
    return this.#columns.types[column] ?? 'text';
  }

  /** Bytes of a column; for text its CBOR item. */
  sizeOf(column: number): number {
    return this.#columns.size[column] ?? 0;
  }

  column(column: number): Column {
    const at = this.#columns.at[column];
    const type = this.#columns.types[column];
    const size = this.#columns.size[column];
    if (at === undefined || type === undefined || size === undefined)
      throw new RangeError(`The part has no column ${column}`);
    if (type !== 'text') return toTyped(type, this.#bytes, at, size);
    return generic.decode(this.#bytes.subarray(at, at + size)) as (string | null)[];
  }

  last(column: number): number {
    const type = this.#columns.types[column];
    if (type === undefined || type === 'text' || this.count === 0) return Number.NaN;
    const at = (this.#columns.at[column] ?? 0) + (this.count - 1) * widthOf(type);
    return READ[type](this.#bytes, at);
  }
}

const scratch = new DataView(new ArrayBuffer(8));
const READ: Readonly<
  Record<Exclude<ColumnType, 'text'>, (bytes: Uint8Array, at: number) => number>
> = {
  u8: (bytes, at) => bytes[at] ?? Number.NaN,
  i8: (bytes, at) => ((bytes[at] ?? 0) << 24) >> 24,
  u16: (bytes, at) => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8),
  i16: (bytes, at) => (((bytes[at] ?? 0) << 16) | ((bytes[at + 1] ?? 0) << 24)) >> 16,
  u32: (bytes, at) => fill(bytes, at, 4).getUint32(0, true),
  i32: (bytes, at) => fill(bytes, at, 4).getInt32(0, true),
  f32: (bytes, at) => fill(bytes, at, 4).getFloat32(0, true),
  f64: (bytes, at) => fill(bytes, at, 8).getFloat64(0, true),
};

function fill(bytes: Uint8Array, at: number, width: number): DataView {
  for (let i = 0; i < width; i++) scratch.setUint8(i, bytes[at + i] ?? 0);
  return scratch;
}

/** Whether a frame is what its stream's description says. Throws WireError invalid_frame. */
export function checkFrame(frame: Frame, groups: readonly ChannelGroup[]): void {
  for (const part of frame.parts) {
    const problem = problemOf(part as ReadPart, groups);
    if (problem) throw new WireError('invalid_frame', problem, frame.seq);
  }
}

function problemOf(part: ReadPart, groups: readonly ChannelGroup[]): string | undefined {
  const group = groups[part.group];
  if (!group) return `There is no group ${part.group}`;
  if (!Number.isInteger(part.count) || part.count < 1 || part.count > MOST_SAMPLES)
    return `A part has 1 to ${MOST_SAMPLES} samples`;
  if (!Number.isFinite(part.start) || part.start < 0) return 'start must be seconds from 0';
  if (part.columnCount !== group.channels.length)
    return `Group ${part.group} has ${group.channels.length} channels, the part ${part.columnCount}`;
  return problemOfTimes(part, group) ?? problemOfColumns(part, group);
}

function problemOfTimes({ offsets, count }: ReadPart, group: ChannelGroup): string | undefined {
  if (!offsets) return group.rateHz === null && count > 1 ? 'offsets are missing' : undefined;
  if (offsets.length !== count) return 'There are not as many offsets as samples';
  for (let i = 1; i < count; i++)
    if ((offsets[i] ?? 0) < (offsets[i - 1] ?? 0)) return 'offsets must not fall';
  return undefined;
}

function problemOfColumns(part: ReadPart, group: ChannelGroup): string | undefined {
  for (let c = 0; c < group.channels.length; c++) {
    const wanted = group.channels[c]?.type;
    const type = part.typeOf(c);
    if (type !== wanted) return `Column ${c} is ${type} instead of ${wanted}`;
    if (type === 'text') {
      if (part.column(c).length !== part.count) return `Column ${c} has another length`;
    } else if (part.sizeOf(c) !== part.count * widthOf(type))
      return `Column ${c} has ${part.sizeOf(c)} bytes instead of ${part.count * widthOf(type)}`;
  }
  return undefined;
}

/** Seconds of the last sample of a part, and of a frame: its end. */
export function endOfPart(
  part: Pick<Part, 'start' | 'count' | 'offsets'>,
  rateHz: number | null,
): number {
  if (part.offsets) return part.start + (part.offsets[part.count - 1] ?? 0) / 1e6;
  return part.start + (rateHz ? (part.count - 1) / rateHz : 0);
}

/** First and last second of a frame; undefined for a frame of events only. */
export function spanOfFrame(
  frame: Frame,
  groups: readonly ChannelGroup[],
): { readonly start: number; readonly end: number } | undefined {
  let start = Infinity;
  let end = -Infinity;
  for (const part of frame.parts) {
    start = Math.min(start, part.start);
    end = Math.max(end, endOfPart(part, groups[part.group]?.rateHz ?? null));
  }
  return end >= start ? { start, end } : undefined;
}
