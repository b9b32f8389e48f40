import { execFile, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CHANNELS, generatedSession, type GeneratedFile } from './generated-session.ts';
import type { Reading } from './ibt-read-process.ts';
import { median, type Row } from './report.ts';

const PROCESS = fileURLToPath(new URL('./ibt-read-process.ts', import.meta.url));
const RUNS = 7;
/** Long enough to be no matter of starting up, short enough for the peer. */
const SHORT_HOURS = 0.02;

/** All channels of a generated `.ibt`, each reader in a process of its own that is held on one core. */
export async function ibtRead(): Promise<Row[]> {
  const long = await generatedSession(1);
  const short = await generatedSession(SHORT_HOURS);
  const peer = await read('ibt-telemetry', short, 1);
  const same = await read('outlap', short, RUNS);
  const first = await read('outlap', long, 1);
  const whole = await read('outlap', long, RUNS);
  const rate = toRate(long, whole);
  const times = median(peer.seconds) / median(same.seconds);
  const memory = first.grownBytes / long.bytes;
  return [
    {
      what: `read ${toMegabytes(long)} of .ibt, ${CHANNELS} channels, one core`,
      ours: `${rate.toFixed(0)} MB/s`,
      peer: `npm ibt-telemetry, ${toMegabytes(short)} of the same session: ${toRate(short, peer).toFixed(2)} MB/s`,
      ratio: `${(rate / toRate(short, peer)).toFixed(0)} ×`,
      bound: '≥ 250 MB/s',
      holds: rate >= 250,
    },
    {
      what: `read the same ${toMegabytes(short)} of .ibt`,
      ours: `${(median(same.seconds) * 1000).toFixed(1)} ms`,
      peer: `npm ibt-telemetry: ${(median(peer.seconds) * 1000).toFixed(0)} ms`,
      ratio: `${times.toFixed(0)} ×`,
      bound: '≥ 100 ×',
      holds: times >= 100,
    },
    {
      what: `memory that reading ${toMegabytes(long)} adds to the process at most`,
      ours: `${(first.grownBytes / 1e6).toFixed(0)} MB`,
      peer: `the file: ${toMegabytes(long)}`,
      ratio: `${memory.toFixed(2)} ×`,
      bound: '≤ 3 ×',
      holds: memory <= 3,
    },
  ];
}

const toRate = ({ bytes }: GeneratedFile, { seconds }: Reading) => bytes / 1e6 / median(seconds);
const toMegabytes = ({ bytes }: GeneratedFile) =>
  `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

/** Holds a program on the first core, where the system has this command. */
const ONE_CORE = ['taskset', '-c', '0'];
const canHold = spawnSync(ONE_CORE[0] ?? '', ['--version']).status === 0;

async function read(
  reader: 'outlap' | 'ibt-telemetry',
  { path }: GeneratedFile,
  runs: number,
): Promise<Reading> {
  const command = [process.execPath, PROCESS, reader, path, String(runs)];
  const [program = '', ...rest] = canHold ? [...ONE_CORE, ...command] : command;
  const { stdout } = await promisify(execFile)(program, rest);
  return JSON.parse(stdout) as Reading;
}
