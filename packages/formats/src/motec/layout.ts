/**
 * The blocks of a MoTeC `.ld` file, little-endian: header 1762 B, event, venue and vehicle blocks, a linked list of
 * channel descriptions of 124 B, then the samples of each channel in one piece. The list is walked by its `next`
 * pointers (the count in the header is not trusted), each block once at most.
 */
import type { ByteSource } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { decodeText } from '../text.ts';

export const LD_MARKER = 0x40;
export const HEADER_BYTES = 1762;
export const EVENT_BYTES = 1154;
export const VENUE_BYTES = 1100;
export const VEHICLE_BYTES = 260;
export const CHANNEL_BYTES = 124;
const MOST_CHANNELS = 20_000;

export type LdHeader = {
  readonly firstChannel: number;
  readonly version: number;
  /** Local time of the logger, ISO 8601 without a zone, or null. */
  readonly startedAt: string | null;
  readonly driver: string;
  readonly vehicle: string;
  readonly venue: string;
};

export type LdChannel = {
  readonly offset: number;
  readonly name: string;
  readonly unit: string;
  readonly data: number;
  readonly count: number;
  readonly kind: number;
  readonly width: number;
  readonly rateHz: number;
  readonly shift: number;
  readonly multiplier: number;
  readonly scale: number;
  readonly decimals: number;
};

const textAt = (bytes: Uint8Array, offset: number, length: number): string => {
  const field = bytes.subarray(offset, offset + length);
  const end = field.indexOf(0);
  return decodeText(end < 0 ? field : field.subarray(0, end)).trim();
};

const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.length);

/** The header of an `.ld` file; `bytes` are its first 1762. Throws `file_truncated` or `format_unknown`. */
export function parseLdHeader(bytes: Uint8Array): LdHeader {
  if (bytes.length < HEADER_BYTES) {
    throw new FormatError('file_truncated', 'The file ends inside the header.', {
      offset: bytes.length,
    });
  }
  const view = viewOf(bytes);
  if (view.getUint32(0, true) !== LD_MARKER) {
    throw new FormatError('format_unknown', 'The mark of a MoTeC log is missing.', { offset: 0 });
  }
  return {
    firstChannel: view.getUint32(8, true),
    version: view.getUint16(0x52, true),
    startedAt: toLocalTime(textAt(bytes, 0x5e, 16), textAt(bytes, 0x7e, 16)),
    driver: textAt(bytes, 0x9e, 64),
    vehicle: textAt(bytes, 0xde, 64),
    venue: textAt(bytes, 0x15e, 64),
  };
}

/** `dd/mm/yyyy` and `hh:mm[:ss]` as ISO 8601 without a zone; null where they are no date. */
export function toLocalTime(date: string, time: string): string | null {
  const day = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(date);
  if (!day) return null;
  const clock = /^(\d{1,2}):(\d{2})(?::(\d{2}))?/.exec(time);
  const [, dd = '', mm = '', yyyy = ''] = day;
  const [, h = '0', m = '00', s = '00'] = clock ?? [];
  const iso = `${yyyy}-${mm.padStart(2, '0')}-${dd.padStart(2, '0')}T${h.padStart(2, '0')}:${m}:${s}`;
  return Number.isNaN(Date.parse(`${iso}Z`)) ? null : iso;
}

/** All channel descriptions in list order. A pointer outside the file or back into the list throws `file_damaged`. */
export async function readLdChannels(source: ByteSource, first: number): Promise<LdChannel[]> {
  const channels: LdChannel[] = [];
  const visited = new Set<number>();
  for (let offset = first; offset !== 0;) {
    if (visited.has(offset)) {
      throw new FormatError('file_damaged', 'The list of channels runs in a circle.', { offset });
    }
    if (offset + CHANNEL_BYTES > source.size) {
      throw new FormatError(
        offset > source.size && channels.length > 0 ? 'file_damaged' : 'file_truncated',
        'A channel description lies outside the file.',
        { offset },
      );
    }
    if (visited.size >= MOST_CHANNELS) {
      throw new FormatError('file_damaged', `More than ${MOST_CHANNELS} channels.`, { offset });
    }
    visited.add(offset);
    const bytes = await source.read(offset, CHANNEL_BYTES);
    if (bytes.length < CHANNEL_BYTES) {
      throw new FormatError('file_truncated', 'The file ends earlier than its size says.', {
        offset: offset + bytes.length,
      });
    }
    channels.push(parseLdChannel(bytes, offset));
    offset = viewOf(bytes).getUint32(4, true);
  }
  return channels;
}

function parseLdChannel(bytes: Uint8Array, offset: number): LdChannel {
  const view = viewOf(bytes);
  return {
    offset,
    data: view.getUint32(8, true),
    count: view.getUint32(12, true),
    kind: view.getUint16(18, true),
    width: view.getUint16(20, true),
    rateHz: view.getUint16(22, true),
    shift: view.getInt16(24, true),
    multiplier: view.getInt16(26, true),
    scale: view.getInt16(28, true),
    decimals: view.getInt16(30, true),
    name: textAt(bytes, 32, 32) || textAt(bytes, 64, 8),
    unit: textAt(bytes, 72, 12),
  };
}
