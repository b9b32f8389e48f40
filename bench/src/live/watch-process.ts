// A process of its own: a few viewers, each on another car at 60 Hz, who note how long after its newest sample each message
// came. Told its task as JSON on the command line; ends on `stop` from its input, with a JSON line.
import { once } from 'node:events';
import { decodeMessage, encodeMessage, type FromTelemetry } from '@outlap/protocol';
import { WebSocket } from 'ws';
import { Histogram } from './histogram.ts';

type WatchTask = {
  readonly address: string;
  readonly key: string;
  readonly sessions: readonly string[];
};
export type WatchResult = {
  readonly messages: number;
  readonly p50: number;
  readonly p99: number;
  readonly worst: number;
};

const CHANNELS = ['speed', 'engineSpeed', 'throttle', 'brake', 'steering', 'gear'];
const { address, key, sessions } = JSON.parse(process.argv[2] ?? '{}') as WatchTask;
const latencies = new Histogram();
const now = () => performance.timeOrigin + performance.now();

for (const sessionId of sessions) {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/ws/telemetry`, 'outlap.v1.cbor', {
    headers: { authorization: `Bearer ${key}` },
  });
  await once(socket, 'open');
  socket.on('message', (data: Buffer) => {
    const message = decodeMessage(data) as FromTelemetry;
    if (message.type === 'frame' && !message.history && message.takenAt !== undefined)
      latencies.add(now() - message.takenAt);
  });
  const subscribe = { type: 'subscribe', id: 'a', sessionId, channels: CHANNELS, rateHz: 60 };
  socket.send(encodeMessage(subscribe, 'outlap.v1.cbor'));
}
await once(process.stdin, 'data');
console.log(
  JSON.stringify({
    messages: latencies.total,
    p50: latencies.at(0.5),
    p99: latencies.at(0.99),
    worst: latencies.at(1),
  } satisfies WatchResult),
);
process.exit(0);
