import type { NumericValues, Recording } from '@outlap/telemetry';
import {
  CHANNEL_BYTES,
  EVENT_BYTES,
  HEADER_BYTES,
  LD_MARKER,
  VEHICLE_BYTES,
  VENUE_BYTES,
} from './layout.ts';

/** One channel as it goes into the file. */
export type LdColumn = {
  readonly name: string;
  readonly unit: string;
  readonly rateHz: number;
  readonly values: NumericValues;
};

const LOGGING_MAGIC = 0xc81a4;
const DEVICE_SERIAL = 0x1f44;
const DEVICE_VERSION = 420;
const FIRST_COUNTER = 0x2ee1;

type Stored = { readonly kind: number; readonly width: number };

function storedAs(values: NumericValues): Stored {
  if (values instanceof Float64Array) return { kind: 8, width: 8 };
  if (values instanceof Int32Array) return { kind: 5, width: 4 };
  const narrow =
    values instanceof Int8Array || values instanceof Uint8Array || values instanceof Int16Array;
  return narrow ? { kind: 3, width: 2 } : { kind: 7, width: 4 };
}

/** The bytes of a log with these channels in this order. */
export function writeBlocks(recording: Recording, columns: readonly LdColumn[]): Uint8Array {
  const event = HEADER_BYTES;
  const venue = event + EVENT_BYTES;
  const vehicle = venue + VENUE_BYTES;
  const list = vehicle + VEHICLE_BYTES;
  const data = list + columns.length * CHANNEL_BYTES;
  const sizes = columns.map(({ values }) => values.length * storedAs(values).width);
  const bytes = new Uint8Array(data + sizes.reduce((sum, size) => sum + size, 0));
  const view = new DataView(bytes.buffer);
  const text = (offset: number, length: number, value: string) =>
    putText(bytes, offset, length, value);

  view.setUint32(0, LD_MARKER, true);
  view.setUint32(8, columns.length > 0 ? list : 0, true);
  view.setUint32(0x0c, data, true);
  view.setUint32(0x24, event, true);
  // Fixed values that every log of a real logger holds between its pointers.
  view.setUint16(0x40, 1, true);
  view.setUint16(0x42, 0x4240, true);
  view.setUint16(0x44, 0x0f, true);
  view.setUint32(0x46, DEVICE_SERIAL, true);
  text(0x4a, 8, 'ADL');
  view.setUint16(0x52, DEVICE_VERSION, true);
  view.setUint16(0x54, 0xadb0, true);
  view.setUint32(0x56, columns.length, true);
  const { date, time } = toDateAndTime(recording.startedAt);
  text(0x5e, 16, date);
  text(0x7e, 16, time);
  text(0x9e, 64, recording.driver ?? '');
  text(0xde, 64, recording.vehicle.name ?? '');
  text(0x15e, 64, recording.track.name ?? '');
  view.setUint32(0x5de, LOGGING_MAGIC, true);

  text(event, 64, recording.track.name ?? '');
  view.setUint16(event + EVENT_BYTES - 2, venue, true);
  text(venue, 64, recording.track.name ?? '');
  view.setUint16(venue + VENUE_BYTES - 2, vehicle, true);
  text(vehicle, 64, recording.vehicle.name ?? '');

  let dataAt = data;
  for (const [i, column] of columns.entries()) {
    const at = list + i * CHANNEL_BYTES;
    const { kind, width } = storedAs(column.values);
    view.setUint32(at, i > 0 ? at - CHANNEL_BYTES : 0, true);
    view.setUint32(at + 4, i + 1 < columns.length ? at + CHANNEL_BYTES : 0, true);
    view.setUint32(at + 8, dataAt, true);
    view.setUint32(at + 12, column.values.length, true);
    view.setUint16(at + 16, (FIRST_COUNTER + i) & 0xffff, true);
    view.setUint16(at + 18, kind, true);
    view.setUint16(at + 20, width, true);
    view.setUint16(at + 22, column.rateHz, true);
    view.setInt16(at + 26, 1, true);
    view.setInt16(at + 28, 1, true);
    text(at + 32, 32, column.name);
    text(at + 64, 8, column.name.replace(/\s/g, '').slice(0, 7));
    text(at + 72, 12, column.unit);
    putSamples(view, dataAt, column.values);
    dataAt += sizes[i] ?? 0;
  }
  return bytes;
}

function putSamples(view: DataView, offset: number, values: NumericValues): void {
  const { kind, width } = storedAs(values);
  const put =
    kind === 8
      ? view.setFloat64.bind(view)
      : kind === 7
        ? view.setFloat32.bind(view)
        : width === 4
          ? view.setInt32.bind(view)
          : view.setInt16.bind(view);
  for (let i = 0; i < values.length; i++) put(offset + i * width, values[i] ?? Number.NaN, true);
}

/** Windows-1252 is what MoTeC reads; what it lacks becomes a question mark. Leaves room for the closing zero. */
function putText(bytes: Uint8Array, offset: number, length: number, value: string): void {
  const characters = [...value].slice(0, length - 1);
  for (const [i, character] of characters.entries()) {
    const code = character.codePointAt(0) ?? 0x3f;
    const plain = (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code <= 0xff);
    bytes[offset + i] = plain ? code : 0x3f;
  }
}

function toDateAndTime(startedAt: string | null): { date: string; time: string } {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}:\d{2}:\d{2})/.exec(startedAt ?? '');
  if (!match) return { date: '', time: '' };
  return { date: `${match[3]}/${match[2]}/${match[1]}`, time: match[4] ?? '' };
}
