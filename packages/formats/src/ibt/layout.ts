import { FormatError } from '../errors.ts';

/** Types of iRacing variables by their number in the file; `bytes` is the size of one value. */
export const VARIABLE_TYPES = [
  { name: 'char', bytes: 1 },
  { name: 'bool', bytes: 1 },
  { name: 'int', bytes: 4 },
  { name: 'bitfield', bytes: 4 },
  { name: 'float', bytes: 4 },
  { name: 'double', bytes: 8 },
] as const;
export type VariableType = (typeof VARIABLE_TYPES)[number]['name'];

const HEADER_BYTES = 112;
const SUB_HEADER_BYTES = 32;
export const VARIABLE_BYTES = 144;
export const FIRST_FREE_BYTE = HEADER_BYTES + SUB_HEADER_BYTES;
const MAX_VARIABLES = 4096;
/** Array variables become a channel an element; iRacing's own largest array has 64 elements. */
const MAX_CHANNELS = 16_384;
const MAX_SESSION_TEXT = 2 * 1024 * 1024;

export type IbtHeader = {
  readonly version: number;
  readonly tickRate: number;
  readonly sessionTextOffset: number;
  readonly sessionTextLength: number;
  readonly variableCount: number;
  readonly variablesOffset: number;
  readonly recordLength: number;
  readonly recordsOffset: number;
  /** Start of the recording, seconds since 1970 UTC. */
  readonly startDate: bigint;
  readonly statedRecords: number;
};

export type IbtVariable = {
  readonly type: VariableType;
  readonly offset: number;
  readonly count: number;
  /** The values of one record follow each other in time instead of lying side by side. */
  readonly countAsTime: boolean;
  readonly name: string;
  readonly description: string;
  readonly unit: string;
};

const damaged = (offset: number, detail: string) =>
  new FormatError('file_damaged', detail, { offset });

/** Whether the first bytes look like an iRacing header, of a disk file or of the live memory. */
export function looksLikeIbt(head: Uint8Array): boolean {
  if (head.length < HEADER_BYTES) return false;
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength);
  const within = (at: number, low: number, high: number) => {
    const value = view.getInt32(at, true);
    return value >= low && value <= high;
  };
  return (
    within(0, 1, 16) &&
    within(8, 1, 1000) &&
    within(24, 1, MAX_VARIABLES) &&
    within(32, 1, 4) &&
    within(36, 1, 1 << 24)
  );
}

/** Reads and checks header and disk sub-header; throws FormatError where a field cannot be true for `size` bytes. */
export function parseHeader(bytes: Uint8Array, size: number): IbtHeader {
  if (size === 0) throw new FormatError('file_empty', 'The file is empty.');
  if (bytes.length < FIRST_FREE_BYTE) {
    throw new FormatError('file_truncated', 'The file ends inside its header.', {
      offset: bytes.length,
    });
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const field = (at: number, name: string, low: number, high: number): number => {
    const value = view.getInt32(at, true);
    if (value < low || value > high) {
      throw damaged(at, `Header field ${name} is ${value}, expected ${low} to ${high}.`);
    }
    return value;
  };
  const version = field(0, 'version', 1, 16);
  const tickRate = field(8, 'tickRate', 1, 1000);
  if (field(32, 'bufferCount', 1, 4) > 1) {
    throw new FormatError(
      'format_unsupported',
      'This is an image of the live iRacing memory (several rotating buffers), not a recorded .ibt file.',
      { offset: 32 },
    );
  }
  const max = 0x7fffffff;
  const header: IbtHeader = {
    version,
    tickRate,
    sessionTextLength: field(16, 'sessionInfoLength', 0, MAX_SESSION_TEXT),
    sessionTextOffset: field(20, 'sessionInfoOffset', FIRST_FREE_BYTE, max),
    variableCount: field(24, 'variableCount', 1, MAX_VARIABLES),
    variablesOffset: field(28, 'variablesOffset', FIRST_FREE_BYTE, max),
    recordLength: field(36, 'recordLength', 1, max),
    recordsOffset: field(52, 'recordsOffset', FIRST_FREE_BYTE, max),
    startDate: view.getBigInt64(112, true),
    statedRecords: view.getInt32(140, true),
  };
  checkParts(header, size);
  return header;
}

function checkParts(header: IbtHeader, size: number): void {
  const { variablesOffset, variableCount, recordsOffset, recordLength } = header;
  const parts: [string, number][] = [
    ['variable headers', variablesOffset + variableCount * VARIABLE_BYTES],
    ['session text', header.sessionTextOffset + header.sessionTextLength],
    ['first record', recordsOffset + recordLength],
  ];
  for (const [name, end] of parts) {
    if (end > size) {
      throw new FormatError(
        'file_truncated',
        `The file has ${size} bytes, but its ${name} would end at ${end}.`,
        { offset: size },
      );
    }
  }
}

/** Reads the variable headers; `base` is their place in the file. Variables lie inside the record and do not overlap. */
export function parseVariables(
  bytes: Uint8Array,
  { variableCount, recordLength }: Pick<IbtHeader, 'variableCount' | 'recordLength'>,
  base: number,
): IbtVariable[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const latin = new TextDecoder('windows-1252');
  const text = (at: number, length: number) => {
    const field = bytes.subarray(at, at + length);
    const end = field.indexOf(0);
    return latin.decode(end < 0 ? field : field.subarray(0, end)).trim();
  };
  const variables: IbtVariable[] = [];
  let [used, channels] = [0, 0];
  for (let i = 0; i < variableCount; i++) {
    const at = i * VARIABLE_BYTES;
    const type = VARIABLE_TYPES[view.getInt32(at, true)];
    if (!type) throw damaged(base + at, `Variable ${i} has type ${view.getInt32(at, true)}.`);
    const offset = view.getInt32(at + 4, true);
    const count = view.getInt32(at + 8, true);
    const length = count * type.bytes;
    if (offset < 0 || count < 1 || offset + length > recordLength) {
      throw damaged(
        base + at + 4,
        `Variable ${i} (offset ${offset}, count ${count}) is outside the record.`,
      );
    }
    used += length;
    if (used > recordLength) throw damaged(base + at + 4, `Variable ${i} overlaps another one.`);
    const countAsTime = count > 1 && view.getUint8(at + 12) !== 0;
    channels += countAsTime || type.name === 'char' ? 1 : count;
    if (channels > MAX_CHANNELS) throw damaged(base + at + 8, 'The arrays have too many elements.');
    variables.push({
      type: type.name,
      offset,
      count,
      countAsTime,
      name: text(at + 16, 32),
      description: text(at + 48, 64),
      unit: text(at + 112, 32),
    });
  }
  return variables;
}
