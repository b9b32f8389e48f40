// A process of its own: many cars, each with a WebSocket of its own to the server, sending their frames on time. Told its
// task as JSON on the command line; says `sending`, and at the end its result, as JSON lines.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { decodeMessage, encodeMessage, type FromIngest } from '@outlap/protocol';
import { WebSocket } from 'ws';
import { encodeDrive, toCarFrame } from './drive.ts';
import { Histogram } from './histogram.ts';

export type CarsTask = {
  readonly address: string;
  /** API key of the server. */
  readonly key: string;
  readonly cars: number;
  readonly channels: number;
  readonly rateHz: number;
  readonly samplesPerFrame: number;
  readonly seconds: number;
};
export type CarsResult = {
  readonly streams: readonly {
    readonly streamId: string;
    readonly sessionId: string;
    readonly frames: number;
  }[];
  readonly ackMs: { readonly p50: number; readonly p99: number; readonly worst: number };
  /** How late frames left, by the generator's own fault. */
  readonly lateMs: { readonly p50: number; readonly p99: number };
  readonly samplesPerFrame: number;
  readonly framesSent: number;
  readonly framesAcked: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly closes: readonly string[];
};

type Car = {
  readonly socket: WebSocket;
  readonly streamId: string;
  sessionId: string;
  readonly offset: number;
  sent: number;
  acked: number;
  readonly sentAt: Float64Array;
};

const task = JSON.parse(process.argv[2] ?? '{}') as CarsTask;
const { cars: count, samplesPerFrame, rateHz, seconds } = task;
const frameSeconds = samplesPerFrame / rateHz;
const framesEach = Math.floor(seconds / frameSeconds);
const drive = encodeDrive({ ...task, minutes: 6 });
const acks = new Histogram();
const late = new Histogram();
const closes: string[] = [];
let bytes = 0;

const now = () => performance.timeOrigin + performance.now();

const cars: Car[] = [];
for (let from = 0; from < count; from += 50)
  cars.push(
    ...(await Promise.all(
      Array.from({ length: Math.min(50, count - from) }, (_, i) => connect(from + i)),
    )),
  );

async function connect(index: number): Promise<Car> {
  const socket = new WebSocket(
    `${task.address.replace('http', 'ws')}/ws/ingest`,
    'outlap.v1.cbor',
    {
      perMessageDeflate: false,
      headers: { authorization: `Bearer ${task.key}` },
    },
  );
  const car: Car = {
    socket,
    streamId: randomUUID(),
    sessionId: '',
    // Anywhere in the drive, so that laps end all the time and not all at once.
    offset: Math.floor((index / count) * drive.frames.length),
    sent: 0,
    acked: 0,
    sentAt: new Float64Array(framesEach + 1),
  };
  await once(socket, 'open');
  socket.on('message', (data: Buffer) => receive(car, decodeMessage(data) as FromIngest));
  socket.on('close', (code, reason) => closes.push(`${code} ${reason.toString()}`));
  socket.on('error', (error) => closes.push(error.message));
  const say = (message: { type: string }) => socket.send(encodeMessage(message, 'outlap.v1.cbor'));
  say({ type: 'hello', streamId: car.streamId } as { type: string });
  say({ type: 'session', description: drive.description } as { type: string });
  while (car.sessionId === '' && socket.readyState === socket.OPEN) await wait(5);
  return car;
}

function receive(car: Car, message: FromIngest): void {
  if (message.type === 'ping')
    car.socket.send(
      encodeMessage(
        { type: 'pong', id: message.id, at: now() } as { type: string },
        'outlap.v1.cbor',
      ),
    );
  if (message.type !== 'ack') return;
  car.sessionId = message.sessionId ?? '';
  const at = now();
  for (; car.acked < message.seq; car.acked++) acks.add(at - (car.sentAt[car.acked + 1] ?? at));
}

console.log('sending');
const started = now() + 200;
const total = framesEach * count;
for (let sent = 0; sent < total;) {
  const due = Math.floor(((now() - started) / 1000 / frameSeconds) * count);
  for (; sent < Math.min(due, total); sent++) {
    const car = cars[sent % count];
    if (!car || car.socket.readyState !== car.socket.OPEN) continue;
    const seq = ++car.sent;
    const at = now();
    late.add(at - (started + (sent / count) * frameSeconds * 1000));
    const frame = toCarFrame(drive, car.offset + seq - 1, seq, at);
    car.sentAt[seq] = at;
    bytes += frame.length;
    car.socket.send(frame);
  }
  await wait(2);
}
const ended = now();
for (let left = 600; left > 0 && cars.some((car) => car.acked < car.sent); left--) await wait(50);
for (const { socket } of cars) socket.close();

console.log(
  JSON.stringify({
    streams: cars.map(({ streamId, sessionId, sent }) => ({ streamId, sessionId, frames: sent })),
    ackMs: { p50: acks.at(0.5), p99: acks.at(0.99), worst: acks.at(1) },
    lateMs: { p50: late.at(0.5), p99: late.at(0.99) },
    samplesPerFrame,
    framesSent: cars.reduce((sum, car) => sum + car.sent, 0),
    framesAcked: cars.reduce((sum, car) => sum + car.acked, 0),
    bytes,
    seconds: (ended - started) / 1000,
    closes: closes.slice(0, 5),
  } satisfies CarsResult),
);
process.exit(0);
