/** A recording or some of its laps as files of another format: one place for the server and the command line. */
import { type Channel, cutLap, findChannel, type Lap, type Recording } from '@outlap/telemetry';
import { findGrid, writeCsv } from '../csv/write.ts';
import { FormatError } from '../errors.ts';
import { writeGpx } from '../gpx/write.ts';
import { writeIbt } from '../ibt/write.ts';
import { writeLd } from '../motec/write.ts';
import { writeLapFile, type WriteLapOptions } from '../parquet/write.ts';
import { writeVbo } from '../vbo/write.ts';
import { gatesOf } from './line.ts';
import { untilNextTick } from './whole-ticks.ts';

export const EXPORT_FORMATS = ['csv', 'parquet', 'ld', 'vbo', 'gpx', 'ibt'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

/** A file on its way out; `chunks` is made while it is read, so that a long CSV never stands in memory whole. */
export type ExportedFile = {
  readonly name: string;
  readonly mediaType: string;
  readonly chunks: Iterable<Uint8Array>;
};

export type ExportOptions = Pick<WriteLapOptions, 'compress' | 'analysisVersion'> & {
  /** File name without its ending. */
  readonly stem: string;
  /** Only these channels (canonical or own names); time and, where the format needs it, position stay. */
  readonly channels?: readonly string[];
};

/**
 * The files of an export: one, or `.ld` with its `.ldx`, or a Parquet file for each lap. Throws FormatError
 * `no_samples` when nothing is left, `format_unsupported` when the format needs positions that are not there.
 */
export function exportRecording(
  recording: Recording,
  laps: readonly Lap[],
  format: ExportFormat,
  options: ExportOptions,
): ExportedFile[] {
  const chosen = chooseChannels(recording, format, options.channels);
  if (chosen.channels.length === 0) {
    throw new FormatError('no_samples', 'None of the named channels is in the recording.');
  }
  const needsPosition = format === 'vbo' || format === 'gpx';
  if (needsPosition && !hasPosition(chosen)) {
    throw new FormatError(
      'format_unsupported',
      `A .${format} file needs latitude and longitude, which this recording does not have.`,
    );
  }
  return WRITERS[format](chosen, laps, options);
}

type Writer = (
  recording: Recording,
  laps: readonly Lap[],
  options: ExportOptions,
) => ExportedFile[];

const WRITERS: Readonly<Record<ExportFormat, Writer>> = {
  csv: (recording, _, { stem }) => {
    const grid = findGrid(recording.channels);
    const text = grid ? writeCsv(grid, recording.channels) : [];
    return [{ name: `${stem}.csv`, mediaType: 'text/csv; charset=utf-8', chunks: encoded(text) }];
  },
  parquet: (recording, laps, { stem, compress, analysisVersion }) =>
    laps.map((lap) => ({
      name: laps.length === 1 ? `${stem}.parquet` : `${stem}-lap-${lap.number}.parquet`,
      mediaType: 'application/vnd.apache.parquet',
      chunks: later(() =>
        writeLapFile(cutLap(recording, lap), {
          origin: recording,
          ...(compress && { compress }),
          ...(analysisVersion !== undefined && { analysisVersion }),
        }),
      ),
    })),
  ld: (recording, laps, { stem }) => {
    const channels = recording.channels.map(untilNextTick);
    const { ld, ldx } = writeLd({ ...recording, channels }, laps);
    return [
      { name: `${stem}.ld`, mediaType: 'application/octet-stream', chunks: [ld] },
      { name: `${stem}.ldx`, mediaType: 'application/xml', chunks: [ldx] },
    ];
  },
  vbo: (recording, laps, { stem }) => [
    {
      name: `${stem}.vbo`,
      mediaType: 'text/plain',
      chunks: later(() => writeVbo(recording, gatesOf(recording, laps))),
    },
  ],
  gpx: (recording, laps, { stem }) => [
    {
      name: `${stem}.gpx`,
      mediaType: 'application/gpx+xml',
      chunks: encoded(writeGpx(recording, laps)),
    },
  ],
  ibt: (recording, _, { stem }) => [
    {
      name: `${stem}.ibt`,
      mediaType: 'application/octet-stream',
      chunks: later(() => writeIbt(recording)),
    },
  ],
};

const ALWAYS: Readonly<Record<ExportFormat, readonly string[]>> = {
  csv: [],
  parquet: [],
  ld: [],
  vbo: ['latitude', 'longitude'],
  gpx: ['latitude', 'longitude'],
  ibt: ['sessionTime', 'lapNumber', 'lapProgress', 'lapDistance', 'lastLapTime'],
};

/** Whether an export that names channels has one: named, or needed by the format. */
export function isExported(
  { name, sourceName }: Pick<Channel, 'name' | 'sourceName'>,
  format: ExportFormat,
  names: readonly string[],
): boolean {
  return [names, ALWAYS[format]].some((list) => list.includes(name) || list.includes(sourceName));
}

function chooseChannels(
  recording: Recording,
  format: ExportFormat,
  names: readonly string[] | undefined,
): Recording {
  if (!names) return recording;
  const channels = recording.channels.filter((channel) => isExported(channel, format, names));
  const named = channels.some(
    ({ name, sourceName }) => names.includes(name) || names.includes(sourceName),
  );
  return { ...recording, channels: named ? channels : [] };
}

function hasPosition({ channels }: Recording): boolean {
  return ['latitude', 'longitude'].every((name) => {
    const channel = findChannel(channels, name);
    return channel !== undefined && channel.values.length > 0;
  });
}

function* encoded(texts: Iterable<string>): Generator<Uint8Array> {
  const encoder = new TextEncoder();
  for (const text of texts) yield encoder.encode(text);
}

function* later(write: () => Uint8Array): Generator<Uint8Array> {
  yield write();
}
