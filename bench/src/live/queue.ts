import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startProduct } from '@outlap/e2e/product';
import { openPostgres } from '@outlap/server/src/db/client.ts';
import { cpuSecondsOf } from '../process-figures.ts';
import type { Row } from '../report.ts';
import type { CarsResult, CarsTask } from './cars-process.ts';
import { dropDatabase, makeDatabase } from './database.ts';
import { startProgram } from './start-program.ts';
import { findAll } from './stored-samples.ts';

const CARS = Number(process.env['BENCH_CARS'] ?? 200);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 60);
const SHAPE = { channels: 40, rateHz: 60, samplesPerFrame: 3 };
const NAME = 'outlap_bench_queue';
const PATIENCE_SECONDS = 120;
const QUEUE = fileURLToPath(new URL('../../../apps/server/test/queue-process.ts', import.meta.url));

type Measured = {
  readonly cars: CarsResult;
  /** From the first frame sent to the last one in the database. */
  readonly seconds: number;
  /** From the last acknowledgement to the last frame in the database. */
  readonly behindSeconds: number;
  readonly serverCpuSeconds: number;
  readonly queueCpuSeconds: number;
  readonly lost: number;
  readonly twice: number;
};

/** The same cars once straight into PostgreSQL and once through a queue, whose stand-in keeps messages in memory. */
export async function queue(): Promise<Row[]> {
  const direct = await measure(undefined);
  const stand = spawn(process.execPath, [QUEUE], { stdio: ['ignore', 'pipe', 'inherit'] });
  try {
    return toRows(await measure(stand), direct);
  } finally {
    stand.kill('SIGKILL');
  }
}

function toRows(queued: Measured, direct: Measured): Row[] {
  const what = `${CARS} cars × 60 Hz × 40 channels for ${SECONDS} s through a queue`;
  const rateOf = ({ cars, seconds }: Measured) => cars.framesSent / seconds;
  const coresOf = ({ serverCpuSeconds, cars }: Measured) => serverCpuSeconds / cars.seconds;
  const { lost, twice, behindSeconds } = queued;
  return [
    {
      what: `${what}: frames a second, until the last one is in the database`,
      ours: `${rateOf(queued).toFixed(0)}, ${lost} lost, ${twice} twice`,
      peer: `straight: ${rateOf(direct).toFixed(0)}, ${direct.lost} lost, ${direct.twice} twice`,
      ratio: toTimes(rateOf(queued), rateOf(direct)),
      bound: '0 lost, 0 twice',
      holds: lost === 0 && twice === 0,
    },
    {
      what: `${what}: frame to acknowledgement, 99 of 100 within`,
      ours: `${queued.cars.ackMs.p99} ms (median ${queued.cars.ackMs.p50} ms)`,
      peer: `straight: ${direct.cars.ackMs.p99} ms (median ${direct.cars.ackMs.p50} ms)`,
      ratio: toTimes(queued.cars.ackMs.p99, direct.cars.ackMs.p99),
      bound: '≤ 1500 ms',
      holds: queued.cars.ackMs.p99 <= 1500,
    },
    {
      what: `${what}: last acknowledgement to last frame in the database`,
      ours: `${(behindSeconds * 1000).toFixed(0)} ms`,
      peer: `straight: ${(direct.behindSeconds * 1000).toFixed(0)} ms`,
      ratio: '–',
      bound: '–',
      holds: null,
    },
    {
      what: `${what}: processor of the server, which fills the queue and empties it`,
      ours: `${toPercent(coresOf(queued))} of one core`,
      peer: `straight: ${toPercent(coresOf(direct))}; the stand-in of the queue: ${toPercent(queued.queueCpuSeconds / queued.cars.seconds)}`,
      ratio: toTimes(coresOf(queued), coresOf(direct)),
      bound: '–',
      holds: null,
    },
  ];
}

const toPercent = (share: number) => `${(share * 100).toFixed(0)} %`;
const toTimes = (ours: number, theirs: number) => `${(ours / theirs).toFixed(2)} ×`;

async function measure(stand: ChildProcess | undefined): Promise<Measured> {
  const databaseUrl = await makeDatabase(NAME);
  if (databaseUrl === undefined) throw new Error('This bench needs a PostgreSQL');
  const product = await startProduct({
    DEMO: '0',
    DATABASE_URL: databaseUrl,
    ...(stand && { INGEST_QUEUE_URL: (JSON.parse(await nextLine(stand)) as { url: string }).url }),
  });
  const database = openPostgres(databaseUrl, 1);
  try {
    const { address, key } = product;
    const task: CarsTask = { address, key, cars: CARS, seconds: SECONDS, ...SHAPE };
    const cars = startProgram('./cars-process.ts', task);
    const lines = createInterface({ input: cars.stdout ?? process.stdin })[Symbol.asyncIterator]();
    await lines.next();
    const started = performance.now();
    const before = [product.process, stand].map(cpuOf);
    const { value } = (await lines.next()) as { value: string };
    const acked = performance.now();
    const result = JSON.parse(value) as CarsResult;
    await untilStored(
      () => database.executeSql('select sum(received_seq)::int8 from stream'),
      result,
    );
    const stored = performance.now();
    const after = [product.process, stand].map(cpuOf);
    await product.stop({ keepData: true });
    return {
      cars: result,
      seconds: (stored - started) / 1000,
      behindSeconds: (stored - acked) / 1000,
      serverCpuSeconds: (after[0] ?? 0) - (before[0] ?? 0),
      queueCpuSeconds: (after[1] ?? 0) - (before[1] ?? 0),
      ...(await findAll(product, databaseUrl, result)),
    };
  } finally {
    await database.close();
    await product.stop();
    await dropDatabase(NAME);
  }
}

const cpuOf = (child: ChildProcess | undefined) => (child ? cpuSecondsOf(child) : 0);

async function untilStored(
  ask: () => Promise<{ rows: unknown[] }>,
  { framesSent }: CarsResult,
): Promise<void> {
  const until = performance.now() + PATIENCE_SECONDS * 1000;
  while (performance.now() < until) {
    const [row] = (await ask()).rows as { sum: string }[];
    if (Number(row?.sum) >= framesSent) return;
    await wait(50);
  }
  throw new Error(`Not all frames are in the database after ${PATIENCE_SECONDS} s`);
}

async function nextLine(child: ChildProcess): Promise<string> {
  for await (const line of createInterface({ input: child.stdout ?? process.stdin })) return line;
  throw new Error('The queue ended before it began');
}
