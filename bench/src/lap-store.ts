import { readFile, writeFile } from 'node:fs/promises';
import { gzipSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { openLapFile, writeLapFile } from '@outlap/formats';
import { ANALYSIS_VERSION, type LapData, type Recording } from '@outlap/telemetry';
import { compress, decompress } from '@outlap/server/src/objects/zstd.ts';
import { generatedLaps, lapOf } from './generated-laps.ts';
import { CHANNELS } from './generated-session.ts';
import { openFile } from './open-file.ts';
import { measure, median, type Row, toMs, toPercent } from './report.ts';
import { temporaryPath } from './temporary-folder.ts';

const HOURS = 0.25;
const FIVE = ['speed', 'throttle', 'brake', 'steering', 'engineSpeed'];
const RUNS = 25;

/** What the laps of a session take up, and how long five channels of one take to read. */
export async function lapStore(): Promise<Row[]> {
  const { file, recording, laps } = await generatedLaps(HOURS);
  const stored = laps.map((lap) => toLapFile(lap, recording));
  const storedBytes = stored.reduce((sum, { length }) => sum + length, 0);
  const gzippedBytes = gzipSync(await readFile(file.path)).length;

  const lap = lapOf(laps, 90);
  const bytes = stored[laps.indexOf(lap)] ?? new Uint8Array();
  const jsonBytes = countJsonBytes(lap);
  const path = temporaryPath('lap.parquet');
  await writeFile(path, bytes);
  const ours = median(await measure(RUNS, () => readOurs(path)));
  const duckdb = median(await measureDuckdb(path));
  return [
    {
      what: `stored laps of a session of ${CHANNELS} channels (${laps.length} laps, ${HOURS * 60} min)`,
      ours: toMegabytes(storedBytes),
      peer: `its .ibt: ${toMegabytes(file.bytes)} (gzipped: ${toPercent(gzippedBytes / file.bytes)})`,
      ratio: toPercent(storedBytes / file.bytes),
      bound: '≤ 22 %',
      holds: storedBytes / file.bytes <= 0.22,
    },
    {
      what: `one stored lap of ${lap.lap.timeSeconds.toFixed(0)} s`,
      ours: toMegabytes(bytes.length),
      peer: `as JSON rows: ${toMegabytes(jsonBytes)}`,
      ratio: toPercent(bytes.length / jsonBytes),
      bound: '≤ 4 %',
      holds: bytes.length / jsonBytes <= 0.04,
    },
    {
      what: 'open the stored lap and read five channels',
      ours: toMs(ours),
      peer: `DuckDB: ${toMs(duckdb)}`,
      ratio: `${(duckdb / ours).toFixed(1)} × faster`,
      bound: '≤ 20 ms',
      holds: ours <= 0.02,
    },
  ];
}

function toLapFile(lap: LapData, origin: Recording): Uint8Array {
  return writeLapFile(lap, { compress, analysisVersion: ANALYSIS_VERSION, origin });
}

/** An object a row with every channel by its name, a row a line. */
function countJsonBytes({ channels }: LapData): number {
  const rows = Math.max(...channels.map(({ values }) => values.length));
  let bytes = 0;
  for (let row = 0; row < rows; row++) {
    const cells = channels.map(({ name, values }) => [name, values[row] ?? null]);
    bytes += Buffer.byteLength(JSON.stringify(Object.fromEntries(cells))) + 1;
  }
  return bytes;
}

async function readOurs(path: string): Promise<void> {
  const source = await openFile(path);
  const file = await openLapFile(
    { byteLength: source.size, slice: (start, end) => source.read(start, end - start) },
    { decompress },
  );
  const { channels } = await file.read(FIVE);
  await source.handle.close();
  if (channels.length !== FIVE.length) throw new Error('Not all channels were read');
}

async function measureDuckdb(path: string): Promise<number[]> {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const columns = FIVE.map((name) => `"${name}"`).join(', ');
  const seconds = await measure(RUNS, async () => {
    const reader = await connection.runAndReadAll(
      `select ${columns} from read_parquet('${path.replaceAll("'", "''")}')`,
    );
    if (reader.getColumns().length !== FIVE.length) throw new Error('Not all channels were read');
  });
  connection.closeSync();
  instance.closeSync();
  return seconds;
}

const toMegabytes = (bytes: number) => `${(bytes / 1e6).toFixed(2)} MB`;
