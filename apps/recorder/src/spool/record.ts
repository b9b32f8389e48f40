import { crc32 } from 'node:zlib';

/**
 * One frame in a segment file: a head of 28 bytes, then the frame as it is sent. The head is a magic number (u16), flags
 * (u8), a version (u8), the length of the frame (u32), seq and wall clock (f64), and the CRC-32 of everything but itself
 * (u32), little-endian. The magic number lets a reader find the next record behind a damaged place.
 */
export type LogRecord = {
  readonly seq: number;
  /** When the frame was closed, milliseconds since 1970. */
  readonly wall: number;
  /** A frame with events is kept when telemetry has to be dropped. */
  readonly hasEvents: boolean;
  readonly bytes: Uint8Array;
};

export const HEAD_BYTES = 28;
const MAGIC = 0x4c4f;
const VERSION = 1;
const HAS_EVENTS = 1;
const CRC_AT = 24;
const LONGEST = 64 * 2 ** 20;

/** The head that goes before the bytes of a record. */
export function toHead({ seq, wall, hasEvents, bytes }: LogRecord): Buffer {
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  head.writeUInt16LE(MAGIC, 0);
  head.writeUInt8(hasEvents ? HAS_EVENTS : 0, 2);
  head.writeUInt8(VERSION, 3);
  head.writeUInt32LE(bytes.length, 4);
  head.writeDoubleLE(seq, 8);
  head.writeDoubleLE(wall, 16);
  head.writeUInt32LE(crc32(bytes, crc32(head.subarray(0, CRC_AT))), CRC_AT);
  return head;
}

/** What lies at an offset: a record, or too few bytes to say, or damage. */
export type Found =
  | { readonly kind: 'record'; readonly record: LogRecord; readonly end: number }
  | { readonly kind: 'short' | 'damaged' };

export function readRecord(buffer: Buffer, at: number): Found {
  if (buffer.length - at < HEAD_BYTES) return { kind: 'short' };
  const length = buffer.readUInt32LE(at + 4);
  if (buffer.readUInt16LE(at) !== MAGIC || buffer[at + 3] !== VERSION || length > LONGEST)
    return { kind: 'damaged' };
  const end = at + HEAD_BYTES + length;
  if (end > buffer.length) return { kind: 'short' };
  const bytes = buffer.subarray(at + HEAD_BYTES, end);
  const sum = crc32(bytes, crc32(buffer.subarray(at, at + CRC_AT)));
  if (sum !== buffer.readUInt32LE(at + CRC_AT)) return { kind: 'damaged' };
  const record = {
    seq: buffer.readDoubleLE(at + 8),
    wall: buffer.readDoubleLE(at + 16),
    hasEvents: ((buffer[at + 2] ?? 0) & HAS_EVENTS) !== 0,
    bytes,
  };
  return { kind: 'record', record, end };
}

/** Where the next whole record begins at or behind an offset; undefined when there is none in the buffer. */
export function findRecord(buffer: Buffer, from: number): number | undefined {
  const magic = Buffer.from([MAGIC & 255, MAGIC >> 8]);
  for (let at = buffer.indexOf(magic, from); at >= 0; at = buffer.indexOf(magic, at + 1))
    if (readRecord(buffer, at).kind === 'record') return at;
  return undefined;
}

/** The whole records of a segment in order, damaged places left out, and where the last of them ends. */
export function readRecords(buffer: Buffer): {
  readonly records: readonly LogRecord[];
  readonly end: number;
} {
  const records: LogRecord[] = [];
  let end = 0;
  for (let at: number | undefined = 0; at !== undefined;) {
    const found = readRecord(buffer, at);
    if (found.kind === 'record') {
      records.push(found.record);
      at = end = found.end;
    } else at = findRecord(buffer, at + 1);
  }
  return { records, end };
}
