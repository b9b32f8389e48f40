import type { Recording, TimeBase } from '@outlap/telemetry';
import type { ByteSource } from '../bytes.ts';
import { type Aliases, type SourceChannel, toChannels } from '../channels.ts';
import { nominalRate } from '../clock.ts';
import { FormatError } from '../errors.ts';
import type { Format } from '../format.ts';
import { decodeHead, decodeText, splitLines } from '../text.ts';
import { type ColumnName, COLUMNS, Epochs } from './epochs.ts';
import { parseSentence } from './sentences.ts';

const LARGEST_BYTES = 400 << 20;
const ALIASES: Aliases = {
  latitude: 'latitude',
  longitude: 'longitude',
  speed: 'speed',
  course: 'heading',
  altitude: 'altitude',
  satellites: 'satellites',
};

/** Log of a GPS receiver (NMEA 0183). Lines with a wrong checksum are left out and counted. */
export const nmea: Format = {
  id: 'nmea',
  name: 'NMEA 0183 log',
  extensions: ['.nmea', '.nma', '.txt', '.log'],
  sniff: (head) => {
    const lines = splitLines(decodeHead(head)).slice(0, 200);
    const good = lines.filter((line) => /\$[A-Z]{2}[A-Z]{3},/.test(line)).map(parseSentence);
    return good.filter((sentence) => typeof sentence !== 'string').length >= 2;
  },
  read: readNmea,
};

async function readNmea(source: ByteSource): Promise<Recording> {
  if (source.size > LARGEST_BYTES) {
    throw new FormatError(
      'file_too_large',
      'An NMEA log of more than 400 MiB is not read at once.',
    );
  }
  const epochs = new Epochs();
  const reasons: Record<string, number> = {};
  let total = 0;
  for (const line of splitLines(decodeText(await source.read(0, source.size)))) {
    if (line.trim() === '') continue;
    total++;
    const sentence = parseSentence(line);
    const problem = typeof sentence === 'string' ? sentence : epochs.add(sentence);
    if (problem) reasons[problem] = (reasons[problem] ?? 0) + 1;
  }
  if (epochs.seconds.length === 0) {
    throw new FormatError('no_samples', 'No sentence of the log has a time and a right checksum.');
  }
  const seconds = Float64Array.from(epochs.seconds);
  const lost = Object.values(reasons).reduce((sum, count) => sum + count, 0);
  return {
    format: 'nmea',
    formatVersion: null,
    startedAt: toIso(epochs),
    durationSeconds: seconds.at(-1) ?? 0,
    driver: null,
    vehicle: { name: null },
    track: { name: null, layout: null, lengthMetres: null },
    channels: toChannels(toColumns(epochs, seconds), { aliases: ALIASES }),
    beaconSeconds: [],
    gates: [],
    sectorFractions: [],
    report: { rowsTotal: total, rowsKept: total - lost, reasons, warnings: [] },
  };
}

function toColumns({ columns }: Epochs, seconds: Float64Array): SourceChannel[] {
  const bases = new Map<string, { time: TimeBase; rateHz: number | null }>();
  return (Object.keys(COLUMNS) as ColumnName[]).flatMap((name) => {
    const values = columns.get(name);
    if (!values) return [];
    // A sentence that comes with every tenth fix has a rate of its own: only rows with a value are kept.
    const rows = [...values.keys()].filter((row) => !Number.isNaN(values[row]));
    const sparse = rows.length < seconds.length / 2 && name !== 'latitude' && name !== 'longitude';
    const kept = sparse ? rows : [...seconds.keys()];
    const key = sparse ? rows.join() : '';
    const stamps = sparse ? Float64Array.from(rows, (row) => seconds[row] ?? 0) : seconds;
    const base = bases.get(key) ?? {
      time: { kind: 'stamps', seconds: stamps },
      rateHz: nominalRate(stamps),
    };
    bases.set(key, base);
    return [
      {
        ...base,
        sourceName: name,
        sourceUnit: COLUMNS[name],
        values: Float64Array.from(kept, (row) => values[row] ?? Number.NaN),
      },
    ];
  });
}

function toIso({ firstMidnight, firstSecondsOfDay }: Epochs): string | null {
  if (Number.isNaN(firstMidnight)) return null;
  return new Date(Math.round((firstMidnight + firstSecondsOfDay) * 1000)).toISOString();
}
