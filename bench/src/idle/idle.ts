import { setTimeout as wait } from 'node:timers/promises';
import { startProduct } from '@outlap/e2e/product';
import { openPostgres } from '@outlap/server/src/db/client.ts';
import { cpuSecondsOf, residentBytesOf, toMegabytes } from '../process-figures.ts';
import { median, type Row } from '../report.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 60);
const STARTS = 5;
const BASE = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const NAME = 'outlap_bench_idle';

type Idle = { readonly startMs: number; readonly resident: number; readonly cpu: number };

/** What a server costs that nobody uses: time until it is ready, memory and processor. */
export async function idle(): Promise<Row[]> {
  const embedded = toRows('embedded', await measure(''), { seconds: 3, megabytes: 300 });
  const server = openPostgres(BASE, 1);
  try {
    await server.executeSql(`drop database if exists ${NAME} with (force)`);
    await server.executeSql(`create database ${NAME}`);
    const url = new URL(BASE);
    url.pathname = `/${NAME}`;
    const postgres = await measure(url.href);
    await server.executeSql(`drop database if exists ${NAME} with (force)`);
    return [...embedded, ...toRows('PostgreSQL', postgres, { seconds: 2, megabytes: 180 })];
  } finally {
    await server.close();
  }
}

async function measure(DATABASE_URL: string): Promise<Idle> {
  const environment = { DEMO: '0', DATABASE_URL };
  let product = await startProduct(environment);
  const { dataDir } = product;
  const starts: number[] = [];
  for (let n = 0; n < STARTS; n++) {
    await product.stop({ keepData: true });
    const before = performance.now();
    product = await startProduct(environment, dataDir);
    starts.push(performance.now() - before);
  }
  await wait(SECONDS * 1000);
  const resident = residentBytesOf(product.process);
  const before = cpuSecondsOf(product.process);
  await wait(SECONDS * 1000);
  const cpu = (cpuSecondsOf(product.process) - before) / SECONDS;
  await product.stop();
  return { startMs: median(starts.toSorted((a, b) => a - b)), resident, cpu };
}

function toRows(
  kind: string,
  { startMs, resident, cpu }: Idle,
  bound: { readonly seconds: number; readonly megabytes: number },
): Row[] {
  const row = (what: string, ours: string, limit: string, holds: boolean): Row => ({
    what: `${what}, ${kind}`,
    ours,
    peer: '–',
    ratio: '–',
    bound: limit,
    holds,
  });
  return [
    row(
      `start to ready on existing data, median of ${STARTS}`,
      `${(startMs / 1000).toFixed(2)} s`,
      `≤ ${bound.seconds} s`,
      startMs <= bound.seconds * 1000,
    ),
    row(
      `resident memory after ${SECONDS} s without use`,
      toMegabytes(resident),
      `≤ ${bound.megabytes} MB`,
      resident <= bound.megabytes * 1e6,
    ),
    row(
      `processor during ${SECONDS} s without use`,
      `${(cpu * 100).toFixed(2)} % of one core`,
      '< 1 %',
      cpu < 0.01,
    ),
  ];
}
