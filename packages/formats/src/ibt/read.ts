import {
  type Channel,
  type ReadReport,
  type Recording,
  type TimeBase,
  toSeconds,
} from '@outlap/telemetry';
import type { ByteSource } from '../bytes.ts';
import { toChannels } from '../channels.ts';
import { FormatError } from '../errors.ts';
import type { Format, ReadOptions } from '../format.ts';
import { ibtRules } from './aliases.ts';
import { type Column, makeColumns } from './columns.ts';
import {
  FIRST_FREE_BYTE,
  type IbtHeader,
  looksLikeIbt,
  parseHeader,
  parseVariables,
  VARIABLE_BYTES,
} from './layout.ts';
import { decodeSessionText, parseSessionText } from './session-text.ts';
import { recordTimes, spreadTimes } from './time-base.ts';

const CHUNK_BYTES = 2 << 20;
/** Records taken apart at a time: they stay in the processor's cache while each variable is picked out of them. */
const BLOCK_BYTES = 128 << 10;

/** iRacing telemetry on disk (`.ibt`, versions 1 and 2). Cut files yield their whole records and a report. */
export const ibt: Format = {
  id: 'ibt',
  name: 'iRacing telemetry',
  extensions: ['.ibt'],
  sniff: (head) => looksLikeIbt(head),
  read: readIbt,
};

async function readIbt(source: ByteSource, options: ReadOptions): Promise<Recording> {
  const header = parseHeader(await source.read(0, FIRST_FREE_BYTE), source.size);
  const variables = parseVariables(
    await readPart(source, header.variablesOffset, header.variableCount * VARIABLE_BYTES),
    header,
    header.variablesOffset,
  );
  const text = decodeSessionText(
    await readPart(source, header.sessionTextOffset, header.sessionTextLength),
  );
  if (!text.includes('WeekendInfo')) {
    throw new FormatError('file_damaged', 'The session text has no WeekendInfo.', {
      offset: header.sessionTextOffset,
    });
  }
  const session = parseSessionText(text);
  const { records, report } = countRecords(header, source.size);
  const columns = makeColumns(variables, records);
  await readRecords(source, header, columns, records, options);

  const channels = toRecordingChannels(columns, header, records);
  const base = channels.find((channel) => channel.rateHz === header.tickRate)?.time;
  return {
    format: 'ibt',
    formatVersion: header.version,
    startedAt: toIso(header.startDate),
    durationSeconds: base ? endOf(base) : 0,
    driver: session.driver,
    vehicle: { name: session.vehicle },
    track: { name: session.track, layout: session.layout, lengthMetres: session.lengthMetres },
    channels,
    beaconSeconds: [],
    gates: [],
    sectorFractions: session.sectorFractions,
    report,
  };
}

async function readPart(source: ByteSource, offset: number, length: number): Promise<Uint8Array> {
  const bytes = await source.read(offset, length);
  if (bytes.length === length) return bytes;
  throw new FormatError('file_truncated', 'The file ends earlier than its size says.', {
    offset: offset + bytes.length,
  });
}

function countRecords(header: IbtHeader, size: number) {
  const room = size - header.recordsOffset;
  const whole = Math.floor(room / header.recordLength);
  const stated = header.statedRecords;
  const records = stated >= 1 && stated <= whole ? stated : whole;
  const reasons: Record<string, number> = {};
  const warnings: string[] = [];
  if (stated < 1) warnings.push('The recording was not closed; its records were counted.');
  if (stated > whole) {
    reasons.missing = stated - whole;
    warnings.push(`The file is cut: ${whole} of ${stated} records are there.`);
  } else if (stated < 1 && room % header.recordLength > 0) {
    reasons.cut = 1;
  }
  const lost = Object.values(reasons).reduce((sum, count) => sum + count, 0);
  const report: ReadReport = { rowsTotal: records + lost, rowsKept: records, reasons, warnings };
  return { records, report };
}

async function readRecords(
  source: ByteSource,
  { recordsOffset, recordLength }: IbtHeader,
  columns: readonly Column[],
  records: number,
  { onProgress }: ReadOptions,
): Promise<void> {
  const perBlock = Math.max(1, Math.floor(BLOCK_BYTES / recordLength));
  const perChunk = perBlock * Math.max(1, Math.floor(CHUNK_BYTES / (perBlock * recordLength)));
  for (let first = 0; first < records; first += perChunk) {
    const count = Math.min(perChunk, records - first);
    const start = recordsOffset + first * recordLength;
    const bytes = await readPart(source, start, count * recordLength);
    for (let i = 0; i < count; i += perBlock) {
      const inBlock = Math.min(perBlock, count - i);
      const at = bytes.byteOffset + i * recordLength;
      const view = new DataView(bytes.buffer, at, inBlock * recordLength);
      for (const column of columns) column.take(view, first + i, inBlock, recordLength);
    }
    onProgress?.((first + count) / records);
  }
}

function toRecordingChannels(
  columns: readonly Column[],
  { tickRate }: IbtHeader,
  records: number,
): Channel[] {
  const tick = 1 / tickRate;
  const clock = columns.find((column) => column.name === 'SessionTime')?.values;
  const seconds = clock instanceof Float64Array ? recordTimes(clock, tick) : undefined;
  const plain: TimeBase = { kind: 'uniform', startSeconds: 0, rateHz: tickRate, count: records };
  const main: TimeBase = seconds ? { kind: 'stamps', seconds } : plain;
  const bases = new Map([[1, main]]);
  const makeBase = (perRecord: number): TimeBase => ({
    kind: 'stamps',
    seconds: spreadTimes(toSeconds(main), perRecord, tick),
  });
  const baseOf = (perRecord: number): TimeBase => {
    const base = bases.get(perRecord) ?? makeBase(perRecord);
    bases.set(perRecord, base);
    return base;
  };
  const rules = ibtRules(new Set(columns.map((column) => column.name)));
  return toChannels(
    columns.map((column) => ({
      sourceName: column.name,
      sourceUnit: column.variable.unit,
      rateHz: tickRate * column.samplesPerRecord,
      time: baseOf(column.samplesPerRecord),
      values: column.values,
    })),
    rules,
  );
}

function endOf(base: TimeBase): number {
  if (base.kind === 'stamps') return base.seconds.at(-1) ?? 0;
  return base.startSeconds + Math.max(0, base.count - 1) / base.rateHz;
}

function toIso(unixSeconds: bigint): string | null {
  const latest = 253_402_300_799n;
  if (unixSeconds <= 0n || unixSeconds > latest) return null;
  return new Date(Number(unixSeconds) * 1000).toISOString();
}
