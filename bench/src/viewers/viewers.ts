import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { startProduct } from '@outlap/e2e/product';
import { encodeMessage } from '@outlap/protocol';
import { WebSocket } from 'ws';
import type { Row } from '../report.ts';
import { driveCar } from './car.ts';
import type { WatchersResult, WatchersTask } from './watchers-process.ts';

const VIEWERS = Number(process.env['BENCH_VIEWERS'] ?? 2000);
const SECONDS = Number(process.env['BENCH_VIEWERS_SECONDS'] ?? 20);
const WARM_SECONDS = 8;
const RATE_HZ = 25;
/** What a live page draws. */
const CHANNELS = [
  'speed',
  'engineSpeed',
  'throttle',
  'brake',
  'steering',
  'gear',
  'latitude',
  'longitude',
  'lapDistance',
  'lateralAcceleration',
  'longitudinalAcceleration',
  'fuelLevel',
];

type Measured = WatchersResult & { readonly cpuSeconds: number };

/** One car, many viewers: through the server, and as a bare broadcast of the same bytes by `ws`. */
export async function viewers(): Promise<Row[]> {
  const ours = await measureOurs();
  const bare = await measureBare(ours.message);
  const [own, their] = [perMessage(ours), perMessage(bare)];
  const what = `one car, ${VIEWERS.toLocaleString('en')} viewers at ${RATE_HZ} Hz`;
  return [
    {
      what: `${what}: car to viewer, 99 of 100 of ${toMillions(ours.received)} messages within`,
      ours: `${ours.p99} ms (median ${ours.p50} ms)`,
      peer: `bare ws broadcast: ${bare.p99} ms (median ${bare.p50} ms)`,
      ratio: `${(bare.p99 / ours.p99).toFixed(2)} ×`,
      bound: '≤ 150 ms',
      holds: ours.p99 <= 150,
    },
    {
      what: `${what}: messages a second of the server's processor time`,
      ours: `${toThousands(1 / own)} of ${ours.message.length} bytes in base64`,
      peer: `bare ws broadcast of the same bytes: ${toThousands(1 / their)}`,
      ratio: `${(their / own).toFixed(2)} ×`,
      bound: '≥ 0.7 ×',
      holds: their / own >= 0.7,
    },
    {
      what: `${what}: messages delivered a second`,
      ours: toThousands(ours.received / ours.seconds),
      peer: `bare: ${toThousands(bare.received / bare.seconds)}; wanted: ${toThousands(VIEWERS * RATE_HZ)}`,
      ratio: `${(ours.received / ours.seconds / (bare.received / bare.seconds)).toFixed(2)} ×`,
      bound: '≥ 0.7 ×, every viewer alike',
      holds:
        ours.received / ours.seconds >= (0.7 * bare.received) / bare.seconds && ours.short === 0,
    },
  ];
}

const perMessage = ({ cpuSeconds, received }: Measured) => cpuSeconds / received;
const toThousands = (count: number) => `${(count / 1000).toFixed(1)} k`;
const toMillions = (count: number) => `${(count / 1e6).toFixed(2)} million`;

async function measureOurs(): Promise<Measured> {
  const product = await startProduct({ DEMO: '0', SIMULATED_CAR: '0' });
  const car = await driveCar(product, CHANNELS);
  try {
    const subscribe = encodeMessage(
      {
        type: 'subscribe',
        id: 'live',
        sessionId: car.sessionId,
        channels: CHANNELS,
        rateHz: RATE_HZ,
        seconds: 10,
      } as { type: string },
      'outlap.v1.cbor',
    );
    return await watch(product.process, {
      url: `${product.address.replace('http', 'ws')}/ws/telemetry`,
      key: product.key,
      subscribe: Buffer.from(subscribe as Uint8Array).toString('base64'),
    });
  } finally {
    car.stop();
    await product.stop();
  }
}

async function measureBare(message: string): Promise<Measured> {
  const server = run('./bare-process.ts', message);
  const url = `ws://127.0.0.1:${await lineOf(server)}`;
  const car = new WebSocket(`${url}/car`, { perMessageDeflate: false });
  await once(car, 'open');
  const timer = setInterval(() => {
    const moment = Buffer.alloc(8);
    moment.writeDoubleBE(performance.timeOrigin + performance.now());
    car.send(moment);
  }, 1000 / RATE_HZ);
  try {
    return await watch(server, { url: `${url}/`, key: '', subscribe: '' });
  } finally {
    clearInterval(timer);
    car.terminate();
    server.kill();
  }
}

async function watch(
  server: ChildProcess,
  asked: Pick<WatchersTask, 'url' | 'key' | 'subscribe'>,
): Promise<Measured> {
  const task = { ...asked, viewers: VIEWERS, warmSeconds: WARM_SECONDS, seconds: SECONDS };
  const watchers = run('./watchers-process.ts', task satisfies WatchersTask);
  const lines = createInterface({ input: watchers.stdout ?? process.stdin })[
    Symbol.asyncIterator
  ]();
  await lines.next();
  const before = cpuSecondsOf(server);
  const { value } = (await lines.next()) as { value: string };
  const cpuSeconds = cpuSecondsOf(server) - before;
  return { ...(JSON.parse(value) as WatchersResult), cpuSeconds };
}

function run(file: string, task: unknown): ChildProcess {
  const path = fileURLToPath(new URL(file, import.meta.url));
  const argument = typeof task === 'string' ? task : JSON.stringify(task);
  return spawn(process.execPath, [path, argument], { stdio: ['ignore', 'pipe', 'inherit'] });
}

async function lineOf(child: ChildProcess): Promise<string> {
  const [data] = (await once(child.stdout ?? child, 'data')) as [Buffer];
  return data.toString().trim();
}

/** Seconds of processor time that a process and its threads have used (proc(5), in ticks of 10 ms). */
function cpuSecondsOf({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
