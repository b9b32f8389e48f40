/**
 * One lap as Garage 61 exports it: iRacing's names, one row a tick, no time column. Rows are taken to be 60 Hz, the
 * rate of iRacing. The file is one whole lap, from just behind the line to just behind it again; LapDistPct becomes the
 * lap progress, from which the crossings at both ends are found.
 */
import type { Recording } from '@outlap/telemetry';
import type { ByteSource } from '../bytes.ts';
import { toChannels } from '../channels.ts';
import { HEAD_BYTES, headRows, toByteText } from '../delimited/head.ts';
import { readTable } from '../delimited/table.ts';
import { toSourceChannels } from '../delimited/to-source-channels.ts';
import { FormatError } from '../errors.ts';
import type { Format, ReadOptions } from '../format.ts';
import { ibtRules } from '../ibt/aliases.ts';
import { decodeHead } from '../text.ts';

const RATE_HZ = 60;
const SIGNS = [
  'LapDistPct',
  'PositionType',
  'SteeringWheelAngle',
  'ABSActive',
  'DRSActive',
  'Speed',
];
const TIME_TITLE = /^(?:session)?time(?:stamp)?\b/i;

/** Units that the export leaves out, by iRacing's name. */
const UNITS: Readonly<Record<string, string>> = {
  Speed: 'm/s',
  LapDistPct: '%',
  Lat: 'deg',
  Lon: 'deg',
  Brake: '%',
  Throttle: '%',
  Clutch: '%',
  RPM: 'revs/min',
  SteeringWheelAngle: 'rad',
  LatAccel: 'm/s^2',
  LongAccel: 'm/s^2',
  VertAccel: 'm/s^2',
  Yaw: 'rad',
  YawRate: 'rad/s',
};

/** A Garage 61 lap: time is the row number at 60 Hz. */
export const garage61: Format = {
  id: 'garage61',
  name: 'Garage 61 lap',
  extensions: ['.csv'],
  sniff: (head) => isGarage61(decodeHead(head.subarray(0, 4096)).split(/\r\n|\n|\r/, 1)[0] ?? ''),
  read: readGarage61,
};

function isGarage61(line: string): boolean {
  const titles = line.split(',').map((title) => title.replace(/^\uFEFF|"/g, '').trim());
  const found = SIGNS.filter((sign) => titles.includes(sign)).length;
  return (
    found >= 4 && titles.includes('LapDistPct') && !titles.some((title) => TIME_TITLE.test(title))
  );
}

async function readGarage61(given: ByteSource, options: ReadOptions): Promise<Recording> {
  const source = await toByteText(given);
  const head = await source.read(0, HEAD_BYTES);
  const [titleRow] = headRows(head, ',', head.length === source.size, 1);
  const titles = titleRow?.cells ?? [];
  if (!titleRow || !titles.includes('LapDistPct')) {
    throw new FormatError('file_damaged', 'The first row has no LapDistPct.', { line: 1 });
  }
  const table = await readTable(source, {
    delimiter: ',',
    decimalComma: false,
    offset: titleRow.next,
    kinds: titles.map(() => 'number'),
    onProgress: options.onProgress,
  });
  if (table.rows === 0) throw new FormatError('no_samples', 'No row follows the titles.');
  const time = {
    kind: 'uniform',
    startSeconds: 0,
    rateHz: RATE_HZ,
    count: table.rows,
  } as const;
  const seconds = Float64Array.from({ length: table.rows }, (_, i) => i / RATE_HZ);
  const timeline = { seconds, start: 0, order: null, reasons: {}, warnings: [] };
  const columns = toSourceChannels(
    table.columns,
    titles.map((sourceName) => ({ sourceName, sourceUnit: UNITS[sourceName] ?? '' })),
    table.rows,
    timeline,
    'missing',
  ).map((column) =>
    column.values.length === table.rows ? { ...column, time, rateHz: RATE_HZ } : column,
  );
  return {
    format: 'garage61',
    formatVersion: null,
    startedAt: null,
    durationSeconds: (table.rows - 1) / RATE_HZ,
    driver: null,
    vehicle: { name: null },
    track: { name: null, layout: null, lengthMetres: null },
    channels: toChannels(columns, ibtRules(new Set(titles))),
    beaconSeconds: [],
    gates: [],
    sectorFractions: [],
    report: {
      rowsTotal: table.rows + (table.isCut ? 1 : 0),
      rowsKept: table.rows,
      reasons: table.isCut ? { row_cut: 1 } : {},
      warnings: ['The file has no time column: rows were read as 60 a second.'],
    },
  };
}
