import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { Product } from '@outlap/e2e/product';
import {
  decodeMessage,
  encodeFrame,
  encodeMessage,
  type FromIngest,
  sealMessage,
} from '@outlap/protocol';
import { WebSocket } from 'ws';

const RATE_HZ = 60;
const now = () => performance.timeOrigin + performance.now();

/** A car that is being driven: a frame of one sample, sixty a second, all channels moving. */
export type Car = { readonly sessionId: string; readonly stop: () => void };

export async function driveCar(
  { address, headers }: Product,
  channels: readonly string[],
): Promise<Car> {
  const url = `${address.replace('http', 'ws')}/ws/ingest`;
  const socket = new WebSocket(url, 'outlap.v1.cbor', { perMessageDeflate: false, headers });
  const say = (message: { readonly type: string }) =>
    socket.send(encodeMessage(sealMessage(message), 'outlap.v1.cbor'));
  const begun = Promise.withResolvers<string>();
  socket.on('message', (data: Buffer) => {
    const message = decodeMessage(data) as FromIngest;
    if (message.type === 'ping') say({ type: 'pong', id: message.id, at: now() } as Said);
    if (message.type === 'ack' && message.sessionId) begun.resolve(message.sessionId);
  });
  socket.on('close', (code) => begun.reject(new Error(`The car was sent away: ${code}`)));
  await once(socket, 'open');
  say({ type: 'hello', streamId: randomUUID() } as Said);
  say({ type: 'session', description: describe(channels) } as Said);
  const sessionId = await begun.promise;
  const started = now();
  let sent = 0;
  const timer = setInterval(() => {
    for (const due = ((now() - started) / 1000) * RATE_HZ; sent < due; sent++) {
      const columns = channels.map((_, c) => Float32Array.of(Math.sin(sent / 50 + c) * 100));
      const parts = [{ group: 0, start: sent / RATE_HZ, count: 1, columns }];
      socket.send(encodeFrame({ seq: sent + 1, sentAt: now(), parts }));
    }
  }, 1);
  return {
    sessionId,
    stop: () => {
      clearInterval(timer);
      socket.terminate();
    },
  };
}

type Said = { readonly type: string };

function describe(channels: readonly string[]) {
  return {
    source: 'bench',
    startedAt: new Date().toISOString(),
    driver: null,
    vehicle: { name: 'Bench car' },
    track: { name: null, layout: null, lengthMetres: null },
    groups: [
      {
        rateHz: RATE_HZ,
        channels: channels.map((name) => ({
          name,
          sourceName: name,
          unit: '',
          sourceUnit: '',
          type: 'f32',
        })),
      },
    ],
  };
}
