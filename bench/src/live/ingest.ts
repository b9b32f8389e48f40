import type { ChildProcess } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { fetchSignedIn } from '@outlap/e2e/credentials';
import { type Product, startProduct } from '@outlap/e2e/product';
import { cpuSecondsOf, residentBytesOf, toMegabytes } from '../process-figures.ts';
import { median, type Row } from '../report.ts';
import type { CarsResult, CarsTask } from './cars-process.ts';
import { dropDatabase, makeDatabase } from './database.ts';
import { copyRows, insertDocuments } from './peers.ts';
import { startProgram } from './start-program.ts';
import { findAll } from './stored-samples.ts';
import type { WatchResult } from './watch-process.ts';

const CARS = Number(process.env['BENCH_CARS'] ?? 500);
const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 300);
const PEER_SECONDS = 5;
const SHAPE = { channels: 40, rateHz: 60, samplesPerFrame: 3 };
const WATCHED = 10;
const NAME = 'outlap_bench_ingest';

type Measured = {
  readonly cars: CarsResult;
  readonly watch: WatchResult;
  /** Resident bytes, every five seconds. */
  readonly resident: readonly number[];
  readonly lost: number;
  readonly twice: number;
  readonly cpuSeconds: number;
};

/** Many cars at once, on the embedded database and on PostgreSQL; beside it what rows and documents come to. */
export async function ingest(): Promise<Row[]> {
  const embedded = await measure('');
  const url = await makeDatabase(NAME);
  if (url === undefined) return toRows('embedded', embedded, undefined);
  const postgres = await measure(url);
  const peers = {
    rows: await copyRows(url, PEER_SECONDS),
    documents: await insertDocuments(url, PEER_SECONDS),
  };
  await dropDatabase(NAME);
  return [...toRows('embedded', embedded, peers), ...toRows('PostgreSQL', postgres, peers)];
}

function toRows(
  kind: string,
  measured: Measured,
  peers: { rows: number; documents: number } | undefined,
): Row[] {
  const { cars, watch, resident, lost, twice } = measured;
  const rate = (cars.framesAcked * SHAPE.samplesPerFrame * SHAPE.channels) / cars.seconds;
  const what = `${CARS} cars × 60 Hz × 40 channels for ${SECONDS} s, ${kind}`;
  const [first, last] = [resident.slice(0, 6), resident.slice(-6)].map((part) =>
    median(part.toSorted((a, b) => a - b)),
  ) as [number, number];
  const most = Math.max(...resident);
  const thirds = [1, 2, 3].map(
    (third) => resident[Math.ceil((resident.length * third) / 3) - 1] ?? 0,
  );
  return [
    {
      what: `${what}: samples a second, stored and acknowledged`,
      ours: `${(rate / 1e6).toFixed(2)} million, ${lost} lost, ${twice} twice`,
      peer: peers
        ? `COPY of a row a sample: ${toMillions(peers.rows)}; a JSON document a frame: ${toMillions(peers.documents)}`
        : '–',
      ratio: peers ? `${(rate / peers.rows).toFixed(1)} × COPY` : '–',
      bound: '1.2 million, 0 lost, 0 twice',
      holds: lost === 0 && twice === 0 && rate > 0.99 * CARS * 60 * 40,
    },
    {
      what: `${what}: newest sample to viewer, 99 of 100 of ${watch.messages} messages within`,
      ours: `${watch.p99} ms (median ${watch.p50} ms)`,
      peer: `frames left the generator late by ${cars.lateMs.p99} ms (99 of 100)`,
      ratio: '–',
      bound: '≤ 100 ms',
      holds: watch.p99 <= 100,
    },
    {
      what: `${what}: frame to acknowledgement, 99 of 100 within`,
      ours: `${cars.ackMs.p99} ms (median ${cars.ackMs.p50} ms)`,
      peer: 'commits are 400 ms apart',
      ratio: '–',
      bound: '≤ 1500 ms',
      holds: cars.ackMs.p99 <= 1500,
    },
    {
      what: `${what}: resident memory of the server, at most`,
      ours: toMegabytes(most),
      peer: `first half minute: ${toMegabytes(first)}, last: ${toMegabytes(last)}; after each third: ${thirds.map(toMegabytes).join(', ')}; processor: ${((100 * measured.cpuSeconds) / cars.seconds).toFixed(0)} % of one core`,
      ratio: `${(last / first).toFixed(2)} ×`,
      bound: '≤ 1 GB',
      holds: most <= 1e9,
    },
  ];
}

const toMillions = (rate: number) => `${(rate / 1e6).toFixed(2)} million/s`;

async function measure(databaseUrl: string): Promise<Measured> {
  const product = await startProduct({ DEMO: '0', SIMULATED_CAR: '0', DATABASE_URL: databaseUrl });
  try {
    const task: CarsTask = {
      address: product.address,
      key: product.key,
      cars: CARS,
      seconds: SECONDS,
      ...SHAPE,
    };
    const cars = startProgram('./cars-process.ts', task);
    const lines = createInterface({ input: cars.stdout ?? process.stdin })[Symbol.asyncIterator]();
    await lines.next();
    const watched = startProgram('./watch-process.ts', {
      address: product.address,
      key: product.key,
      sessions: await listSessions(product),
    });
    const resident: number[] = [];
    const before = cpuSecondsOf(product.process);
    const timer = setInterval(() => resident.push(residentBytesOf(product.process)), 5000);
    const { value } = (await lines.next()) as { value: string };
    clearInterval(timer);
    const cpuSeconds = cpuSecondsOf(product.process) - before;
    const watch = await resultOf(watched);
    // What was sealed last is written.
    await wait(5000);
    const result = JSON.parse(value) as CarsResult;
    if (result.closes.some((one) => !one.startsWith('1005')))
      console.error(`connections ended: ${result.closes.join('; ')}`);
    await product.stop({ keepData: true });
    const found = await findAll(product, databaseUrl, result);
    return { cars: result, watch, resident, cpuSeconds, ...found };
  } finally {
    await product.stop();
  }
}

async function listSessions({ address }: Product): Promise<string[]> {
  const answer = await fetchSignedIn(`${address}/api/sessions?state=live&limit=${WATCHED}`);
  const { items } = (await answer.json()) as { items: { id: string }[] };
  return items.map(({ id }) => id);
}

async function resultOf(watched: ChildProcess): Promise<WatchResult> {
  const lines = createInterface({ input: watched.stdout ?? process.stdin });
  watched.stdin?.write('stop\n');
  for await (const line of lines) return JSON.parse(line) as WatchResult;
  throw new Error('The viewers ended without a result');
}
