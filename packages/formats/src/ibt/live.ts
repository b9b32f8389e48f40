/**
 * The live memory of iRacing: the header of a `.ibt` file with up to four rotating records behind it, in which the newest
 * is overwritten some 50 ms later. Pure: the caller copies the bytes, here is what they mean. A record is whole when the
 * tick of its buffer is the same before and after it was copied.
 * Arrays over all cars (`CarIdx…`, 64 values a tick) are left out: what they hold of the player's car has variables of its
 * own, and what they hold of others is not this car's telemetry. Arrays of samples in time keep every sample.
 */
import type { Channel, TimeBase } from '@outlap/telemetry';
import { toChannels } from '../channels.ts';
import { FormatError } from '../errors.ts';
import { ibtRules } from './aliases.ts';
import { type Column, makeColumns } from './columns.ts';
import { type IbtVariable, parseVariables, VARIABLE_BYTES } from './layout.ts';

/** Bytes of the header of the live memory. */
export const LIVE_HEADER_BYTES = 112;
const MOST_BUFFERS = 4;
const MOST_VARIABLES = 4096;

export type LiveBuffer = { readonly tick: number; readonly offset: number };

export type LiveHeader = {
  /** False while the sim is not in a session. */
  readonly isConnected: boolean;
  readonly tickRate: number;
  /** Counts up when the session text has changed. */
  readonly sessionUpdate: number;
  readonly sessionTextOffset: number;
  readonly sessionTextLength: number;
  readonly variablesOffset: number;
  readonly variableCount: number;
  readonly recordLength: number;
  readonly buffers: readonly LiveBuffer[];
};

/** Reads the header of the live memory of `size` bytes; throws FormatError where a field cannot be true. */
export function parseLiveHeader(bytes: Uint8Array, size: number): LiveHeader {
  if (bytes.length < LIVE_HEADER_BYTES)
    throw new FormatError('file_truncated', 'The header is cut.', { offset: bytes.length });
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const field = (at: number, low: number, high: number): number => {
    const value = view.getInt32(at, true);
    if (value >= low && value <= high) return value;
    const detail = `Field of the live header is ${value}, expected ${low} to ${high}.`;
    throw new FormatError('file_damaged', detail, { offset: at });
  };
  field(0, 1, 16);
  const recordLength = field(36, 1, size);
  const variableCount = field(24, 1, MOST_VARIABLES);
  return {
    isConnected: (view.getInt32(4, true) & 1) === 1,
    tickRate: field(8, 1, 1000),
    sessionUpdate: view.getInt32(12, true),
    sessionTextLength: field(16, 0, size),
    sessionTextOffset: field(20, 0, size - view.getInt32(16, true)),
    variableCount,
    variablesOffset: field(28, LIVE_HEADER_BYTES, size - variableCount * VARIABLE_BYTES),
    recordLength,
    buffers: Array.from({ length: field(32, 1, MOST_BUFFERS) }, (_, i) => ({
      tick: view.getInt32(48 + i * 16, true),
      offset: field(52 + i * 16, LIVE_HEADER_BYTES, size - recordLength),
    })),
  };
}

/** Buffers that are newer than a tick, in the order of their ticks. */
export function buffersAfter({ buffers }: LiveHeader, tick: number): LiveBuffer[] {
  return buffers.filter((buffer) => buffer.tick > tick).sort((a, b) => a.tick - b.tick);
}

/** A channel of the live memory, and how many samples a tick has of it. */
export type LiveIbtChannel = Channel & { readonly samplesPerTick: number };

/** What one car's records hold: made once, and anew when the sim changes its variables. */
export type LiveLayout = {
  readonly recordLength: number;
  /** Channels of `ticks` records that follow each other in `records`, with canonical names and units. */
  readonly read: (records: Uint8Array, ticks: number) => LiveIbtChannel[];
};

/** Reads the variable headers, `variableCount` × 144 bytes. Throws FormatError. */
export function parseLiveLayout(bytes: Uint8Array, header: LiveHeader): LiveLayout {
  const { variablesOffset, recordLength, tickRate } = header;
  const variables = parseVariables(bytes, header, variablesOffset).filter(isOwn);
  const rules = ibtRules(new Set(variables.map(({ name }) => name)));
  return {
    recordLength,
    read: (records, ticks) => {
      const columns = makeColumns(variables, ticks);
      const view = new DataView(records.buffer, records.byteOffset, records.byteLength);
      for (const column of columns) column.take(view, 0, ticks, recordLength);
      return named(columns, ticks, tickRate, rules);
    },
  };
}

function isOwn({ name, count, countAsTime }: IbtVariable): boolean {
  return !(name.startsWith('CarIdx') && count > 1 && !countAsTime);
}

function named(
  columns: readonly Column[],
  ticks: number,
  tickRate: number,
  rules: ReturnType<typeof ibtRules>,
): LiveIbtChannel[] {
  const channels = toChannels(
    columns.map(({ name, variable, samplesPerRecord, values }) => {
      const rateHz = tickRate * samplesPerRecord;
      const count = ticks * samplesPerRecord;
      const time: TimeBase = { kind: 'uniform', startSeconds: 0, rateHz, count };
      return { sourceName: name, sourceUnit: variable.unit, rateHz, time, values };
    }),
    rules,
  );
  return channels.map((channel, c) => ({
    ...channel,
    samplesPerTick: columns[c]?.samplesPerRecord ?? 1,
  }));
}
