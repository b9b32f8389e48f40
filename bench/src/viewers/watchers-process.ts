// A process of its own: many viewers, each with a WebSocket of its own, who note when each message came. Told its task as
// JSON on the command line; says `measuring`, and at the end its result, as lines.
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { Histogram } from '../live/histogram.ts';
import { takenAtOf } from './taken-at.ts';

export type WatchersTask = {
  readonly url: string;
  /** API key of the server; a bare one asks for none. */
  readonly key: string;
  readonly viewers: number;
  /** CBOR message that each viewer sends first, base64; empty: none. */
  readonly subscribe: string;
  readonly warmSeconds: number;
  readonly seconds: number;
};
export type WatchersResult = {
  readonly received: number;
  readonly bytes: number;
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
  readonly seconds: number;
  /** Viewers that got fewer than nine of ten messages that the best one got. */
  readonly short: number;
  readonly closed: number;
  /** One message as it came, base64. */
  readonly message: string;
};

const AT_ONCE = 100;
const task = JSON.parse(process.argv[2] ?? '{}') as WatchersTask;
const now = () => performance.timeOrigin + performance.now();
const latencies = new Histogram();
const counts = new Uint32Array(task.viewers);
const state = { measuring: false, bytes: 0, closed: 0 };
let message: Buffer = Buffer.alloc(0);

async function connect(index: number): Promise<WebSocket> {
  const socket = new WebSocket(task.url, 'outlap.v1.cbor', {
    perMessageDeflate: false,
    headers: { authorization: `Bearer ${task.key}` },
  });
  await once(socket, 'open');
  socket.on('message', (data: Buffer) => {
    const takenAt = takenAtOf(data);
    if (takenAt === undefined || !state.measuring) return;
    latencies.add(now() - takenAt);
    counts[index] = (counts[index] ?? 0) + 1;
    state.bytes += data.length;
    message = data;
  });
  socket.on('close', () => state.closed++);
  return socket;
}

const sockets: WebSocket[] = [];
for (let from = 0; from < task.viewers; from += AT_ONCE) {
  const count = Math.min(AT_ONCE, task.viewers - from);
  sockets.push(...(await Promise.all(Array.from({ length: count }, (_, i) => connect(from + i)))));
}
// All at once, when all are there: who is served already would be in the way of those who come.
for (const socket of sockets)
  if (task.subscribe) socket.send(Buffer.from(task.subscribe, 'base64'));
await wait(task.warmSeconds * 1000);
const started = now();
state.measuring = true;
console.log('measuring');
await wait(task.seconds * 1000);
state.measuring = false;
const seconds = (now() - started) / 1000;
const most = counts.reduce((best, count) => Math.max(best, count), 0);
console.log(
  JSON.stringify({
    received: latencies.total,
    bytes: state.bytes,
    p50: latencies.at(0.5),
    p99: latencies.at(0.99),
    worst: latencies.at(1),
    seconds,
    short: counts.filter((count) => count < 0.9 * most).length,
    closed: state.closed,
    message: message.toString('base64'),
  } satisfies WatchersResult),
);
process.exit(0);
