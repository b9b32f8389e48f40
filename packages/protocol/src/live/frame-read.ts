/**
 * Frames as canonical CBOR: a map of `type`, `seq`, `sentAt`, optional `lane`, `parts`, optional `events`, and `crc`, in
 * this order; a part is a map of `group`, `start`, `count`, optional `offsets`, `columns`; a column is an RFC 8746 typed
 * array or an array of texts. `crc` is the CRC-32 of all bytes before its key; frames without one are read, too. This is
 * what is sent, stored (as a CBOR sequence, RFC 8742) and read again.
 * Reading finds where each column lies and copies none: `column(c)` makes the array when somebody wants it. Everything
 * structural is checked here; what only the description knows (how many columns, of which type), and what events may say,
 * is `checkFrame`'s: what is stored is read even where it would not be taken any more.
 */
import { CborReader, MAJOR_ARRAY, MAJOR_MAP, malformed } from './cbor-read.ts';
import { WireError } from './close-codes.ts';
import { crc32 } from './crc.ts';
import type { Frame } from './frame.ts';
import { ReadPart } from './frame-part.ts';
import { decodeItem } from './item.ts';
import type { StreamEvent } from './messages.ts';

const MOST_PARTS = 2000;

/** Reads one frame; `bytes` must hold it and nothing else. Throws WireError. */
export function decodeFrame(bytes: Uint8Array): Frame {
  const reader = new CborReader(bytes);
  const frame = readFrame(reader);
  if (reader.at !== bytes.length) throw malformed('there is more behind the frame');
  return frame;
}

/** Reads the frames of a CBOR sequence in order, as rows of the store hold them. Throws WireError. */
export function* decodeFrames(bytes: Uint8Array): Generator<Frame, void, undefined> {
  for (let from = 0; from < bytes.length;) {
    const reader = new CborReader(bytes.subarray(from));
    yield readFrame(reader);
    from += reader.at;
  }
}

type Draft = {
  type: string;
  seq: number;
  sentAt: number;
  lane: 'live' | undefined;
  parts: readonly ReadPart[] | undefined;
  events: readonly StreamEvent[];
};

function readFrame(reader: CborReader): Frame {
  const entries = reader.expect(MAJOR_MAP, 'the message');
  const draft: Draft = {
    type: '',
    seq: Number.NaN,
    sentAt: Number.NaN,
    lane: undefined,
    parts: undefined,
    events: [],
  };
  for (let i = 0; i < entries; i++) readEntry(reader, draft);
  const { type, seq, sentAt, lane, parts, events } = draft;
  if (type !== 'frame' || !parts) throw malformed('a frame has type, seq, sentAt and parts');
  if (!Number.isSafeInteger(seq) || seq < 1)
    throw new WireError('invalid_frame', 'seq must be a whole number from 1');
  if (!Number.isFinite(sentAt))
    throw new WireError('invalid_frame', 'sentAt must be a number of milliseconds', seq);
  return { seq, sentAt, lane, parts, events, bytes: reader.bytes.subarray(0, reader.at) };
}

function readEntry(reader: CborReader, draft: Draft): void {
  const from = reader.at;
  const key = reader.key();
  if (key === 'type') draft.type = reader.key();
  else if (key === 'seq') draft.seq = reader.number('seq');
  else if (key === 'sentAt') draft.sentAt = reader.number('sentAt');
  else if (key === 'parts') draft.parts = readParts(reader);
  else if (key === 'lane') draft.lane = reader.key() === 'live' ? 'live' : undefined;
  else if (key === 'events') draft.events = readEvents(reader);
  else if (key === 'crc') checkSum(reader, from);
  else reader.skip();
}

function checkSum(reader: CborReader, end: number): void {
  if (reader.number('crc') !== crc32(reader.bytes, 0, end))
    throw new WireError('corrupt', 'The checksum does not fit the frame');
}

function readParts(reader: CborReader): readonly ReadPart[] {
  const count = reader.expect(MAJOR_ARRAY, 'parts');
  if (count > MOST_PARTS) throw malformed(`a frame has at most ${MOST_PARTS} parts`);
  const parts: ReadPart[] = [];
  for (let i = 0; i < count; i++) parts.push(new ReadPart(reader));
  return parts;
}

function readEvents(reader: CborReader): readonly StreamEvent[] {
  const from = reader.at;
  reader.skip();
  const events = decodeItem(reader.bytes.subarray(from, reader.at));
  if (!Array.isArray(events) || !events.every(isEvent))
    throw malformed('events are not understood');
  return events;
}

export function isEvent(event: unknown): event is StreamEvent {
  const { seconds, kind, data } = (event ?? {}) as Partial<StreamEvent>;
  return (
    Number.isFinite(seconds) &&
    typeof kind === 'string' &&
    typeof data === 'object' &&
    data !== null &&
    Object.values(data).every(isPlain)
  );
}

function isPlain(value: unknown): boolean {
  return value === null || ['string', 'number', 'boolean'].includes(typeof value);
}
