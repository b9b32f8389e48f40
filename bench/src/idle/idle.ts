import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { startProduct } from '@outlap/e2e/product';
import { openPostgres } from '@outlap/server/src/db/client.ts';
import { cpuSecondsOf, residentBytesOf, toMegabytes } from '../process-figures.ts';
import { median, type Row } from '../report.ts';
import { temporaryPath } from '../temporary-folder.ts';

const SECONDS = Number(process.env['BENCH_SECONDS'] ?? 60);
const STARTS = 5;
const BASE = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:5432/postgres';
const NAME = 'outlap_bench_idle';

const BARE = fileURLToPath(new URL('./bare-process.ts', import.meta.url));

const TICK = 'setInterval(() => undefined, 1000)';

type Idle = { readonly startMs: number; readonly resident: number; readonly cpu: number };
/** Beside it what waking up costs on this machine: a process that does nothing, once a second. */
type Bare = Idle & { readonly tick: number };

/**
 * What a server costs that nobody uses: time until it is ready, memory and processor. Beside it Fastify with one route, and
 * with PGlite where ours has its embedded database.
 */
export async function idle(): Promise<Row[]> {
  const embedded = toRows('embedded', await measure(''), await measureBare(temporaryPath('bare')), {
    seconds: 3,
    megabytes: 300,
  });
  const server = openPostgres(BASE, 1);
  try {
    await server.executeSql(`drop database if exists ${NAME} with (force)`);
    await server.executeSql(`create database ${NAME}`);
    const url = new URL(BASE);
    url.pathname = `/${NAME}`;
    const postgres = await measure(url.href);
    const bare = await measureBare();
    await server.executeSql(`drop database if exists ${NAME} with (force)`);
    return [...embedded, ...toRows('PostgreSQL', postgres, bare, { seconds: 2, megabytes: 180 })];
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
  const quiet = await watch(product.process);
  await product.stop();
  return { startMs: median(starts.toSorted((a, b) => a - b)), ...quiet };
}

async function measureBare(folder?: string): Promise<Bare> {
  const start = async () => {
    const child = spawn(process.execPath, [BARE, ...(folder === undefined ? [] : [folder])], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data');
    return child;
  };
  const stop = async (child: ChildProcess) => {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  };
  let child = await start();
  const starts: number[] = [];
  for (let n = 0; n < STARTS; n++) {
    await stop(child);
    const before = performance.now();
    child = await start();
    starts.push(performance.now() - before);
  }
  const ticking = spawn(process.execPath, ['-e', TICK], { stdio: 'ignore' });
  const [quiet, { cpu: tick }] = await Promise.all([watch(child), watch(ticking)]);
  await stop(child);
  await stop(ticking);
  return { startMs: median(starts.toSorted((a, b) => a - b)), ...quiet, tick };
}

async function watch(child: ChildProcess): Promise<Pick<Idle, 'resident' | 'cpu'>> {
  await wait(SECONDS * 1000);
  const resident = residentBytesOf(child);
  const before = cpuSecondsOf(child);
  await wait(SECONDS * 1000);
  return { resident, cpu: (cpuSecondsOf(child) - before) / SECONDS };
}

function toRows(
  kind: string,
  ours: Idle,
  bare: Bare,
  bound: { readonly seconds: number; readonly megabytes: number },
): Row[] {
  const row = (
    what: string,
    text: (idle: Idle) => string,
    value: keyof Idle,
    limit: string,
    most: number,
    also = '',
  ): Row => ({
    what: `${what}, ${kind}`,
    ours: text(ours),
    peer: `bare Fastify${kind === 'embedded' ? ' with PGlite' : ''}: ${text(bare)}${also}`,
    ratio: bare[value] > 0 ? `${(ours[value] / bare[value]).toFixed(1)} ×` : '–',
    bound: limit,
    holds: limit.startsWith('<') ? ours[value] < most : ours[value] <= most,
  });
  return [
    row(
      `start to ready on existing data, median of ${STARTS}`,
      ({ startMs }) => `${(startMs / 1000).toFixed(2)} s`,
      'startMs',
      `≤ ${bound.seconds} s`,
      bound.seconds * 1000,
    ),
    row(
      `resident memory after ${SECONDS} s without use`,
      ({ resident }) => toMegabytes(resident),
      'resident',
      `≤ ${bound.megabytes} MB`,
      bound.megabytes * 1e6,
    ),
    row(
      `processor during ${SECONDS} s without use`,
      ({ cpu }) => `${(cpu * 100).toFixed(2)} % of one core`,
      'cpu',
      '< 1 %',
      0.01,
      `; an empty timer of one second: ${(bare.tick * 100).toFixed(2)} %`,
    ),
  ];
}
