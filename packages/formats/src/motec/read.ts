import type { Channel, ReadReport, Recording, TimeBase } from '@outlap/telemetry';
import type { ByteSource } from '../bytes.ts';
import { type SourceChannel, toChannels } from '../channels.ts';
import { FormatError } from '../errors.ts';
import type { Format, ReadOptions } from '../format.ts';
import { decodeHead } from '../text.ts';
import { findBeacons } from './beacons.ts';
import { looksLikeGravities } from './gravity-check.ts';
import {
  HEADER_BYTES,
  LD_MARKER,
  type LdChannel,
  type LdHeader,
  parseLdHeader,
  readLdChannels,
} from './layout.ts';
import { findContradiction, parseLdx } from './ldx.ts';
import { motecRules } from './rules.ts';
import { decodeSamples, isReadable, isScaledFloat } from './samples.ts';

/** MoTeC log (`.ld`), with the lap beacons of the `.ldx` given as companion. Cut files yield their whole samples. */
export const ld: Format = {
  id: 'ld',
  name: 'MoTeC log',
  extensions: ['.ld'],
  sniff: (head, size) =>
    size >= HEADER_BYTES &&
    head.length >= 4 &&
    new DataView(head.buffer, head.byteOffset, 4).getUint32(0, true) === LD_MARKER,
  read: readLd,
};

/** A lone `.ldx`: always refused, with the advice to bring its log. */
export const ldx: Format = {
  id: 'ldx',
  name: 'MoTeC lap beacons',
  extensions: ['.ldx'],
  sniff: (head) => decodeHead(head.subarray(0, 4096)).includes('<LDXFile'),
  read: () =>
    Promise.reject(
      new FormatError(
        'format_unsupported',
        'An .ldx holds lap beacons only. Drop it together with the .ld file beside it.',
      ),
    ),
};

async function readLd(source: ByteSource, options: ReadOptions): Promise<Recording> {
  const header = parseLdHeader(await source.read(0, HEADER_BYTES));
  const described = await readLdChannels(source, header.firstChannel);
  const { columns, report } = await readColumns(source, described, options);
  const { rules, warnings } = motecRules(columns);
  const channels = toChannels(columns, rules);
  const durationSeconds = columns.reduce((most, { time }) => Math.max(most, endOf(time)), 0);
  const companion = await readCompanion(options.companion, header, durationSeconds);
  if (looksLikeGravities(channels)) {
    warnings.push(
      'Accelerations are stated in m/s² but speed and yaw rate say that they are g; they were left as stated.',
    );
  }
  return {
    format: 'ld',
    formatVersion: header.version || null,
    startedAt: header.startedAt,
    durationSeconds,
    driver: header.driver || null,
    vehicle: { name: header.vehicle || null },
    track: { name: header.venue || null, layout: null, lengthMetres: null },
    channels,
    beaconSeconds: companion.beaconSeconds ?? findBeacons(channels),
    gates: [],
    sectorFractions: [],
    report: { ...report, warnings: [...report.warnings, ...warnings, ...companion.warnings] },
  };
}

async function readColumns(
  source: ByteSource,
  described: readonly LdChannel[],
  { onProgress }: ReadOptions,
): Promise<{ columns: SourceChannel[]; report: ReadReport }> {
  const bases = new Map<string, TimeBase>();
  const columns: SourceChannel[] = [];
  const warnings: string[] = [];
  let [total, kept, read] = [0, 0, 0];
  for (const [i, channel] of described.entries()) {
    const usable = isUsable(channel);
    warnings.push(...remarks(channel));
    const bytes = usable ? await readWhole(source, channel) : new Uint8Array(0);
    read += bytes.length;
    if (read > 2 * source.size) {
      throw new FormatError('file_damaged', 'Channels claim the same bytes again and again.', {
        offset: channel.offset,
      });
    }
    const values = decodeSamples(channel, bytes);
    if (usable) total += channel.count;
    kept += values.length;
    columns.push({
      sourceName: channel.name,
      sourceUnit: channel.unit,
      rateHz: channel.rateHz || null,
      time: shareBase(bases, channel.rateHz || 1, values.length),
      values,
    });
    onProgress?.((i + 1) / described.length);
  }
  if (kept === 0) throw withoutSamples(total);
  const reasons: Record<string, number> = kept < total ? { missing: total - kept } : {};
  if (kept < total) warnings.push(`The file is cut: ${kept} of ${total} samples are there.`);
  return { columns, report: { rowsTotal: total, rowsKept: kept, reasons, warnings } };
}

const isUsable = (channel: LdChannel): boolean => isReadable(channel) && channel.rateHz > 0;

function withoutSamples(stated: number): FormatError {
  return stated > 0
    ? new FormatError('file_truncated', 'The file ends before its first sample.')
    : new FormatError('no_samples', 'No channel of this log holds a sample that can be read.');
}

function remarks(channel: LdChannel): string[] {
  if (!isUsable(channel)) return [unreadable(channel)];
  return isScaledFloat(channel)
    ? [`"${channel.name}" is a float with a scaling; the scaling was applied.`]
    : [];
}

function unreadable({ name, kind, width, rateHz, count }: LdChannel): string {
  if (rateHz === 0) return `"${name}" has no sample rate; its ${count} samples were left out.`;
  return `"${name}" has samples of an unknown kind (${kind}, ${width} bytes); they were left out.`;
}

async function readWhole(source: ByteSource, { data, count, width }: LdChannel) {
  const room = Math.max(0, source.size - data);
  const bytes = await source.read(data, Math.min(count * width, Math.floor(room / width) * width));
  return bytes.subarray(0, Math.floor(bytes.length / width) * width);
}

function shareBase(bases: Map<string, TimeBase>, rateHz: number, count: number): TimeBase {
  const key = `${rateHz}:${count}`;
  const base = bases.get(key) ?? { kind: 'uniform', startSeconds: 0, rateHz, count };
  bases.set(key, base);
  return base;
}

const endOf = (time: Channel['time']): number =>
  time.kind === 'uniform' ? Math.max(0, time.count - 1) / time.rateHz : (time.seconds.at(-1) ?? 0);

async function readCompanion(
  companion: ByteSource | undefined,
  header: LdHeader,
  durationSeconds: number,
): Promise<{ beaconSeconds?: readonly number[]; warnings: string[] }> {
  if (!companion) return { warnings: [] };
  try {
    const found = parseLdx(await companion.read(0, companion.size));
    const contradiction = findContradiction(found, { durationSeconds, ...header });
    if (!contradiction) {
      return found.beaconSeconds.length > 0
        ? { beaconSeconds: found.beaconSeconds, warnings: [] }
        : { warnings: [] };
    }
    return { warnings: [`The .ldx does not belong to this log: ${contradiction}.`] };
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    return { warnings: [`The .ldx was left out: ${error.message}`] };
  }
}
