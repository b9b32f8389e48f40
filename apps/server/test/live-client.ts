import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import {
  type Column,
  decodeMessage,
  encodeMessage,
  type FrameInput,
  type FromIngest,
  type StreamDescription,
  type Subprotocol,
} from '@outlap/protocol';
import { WebSocket } from 'ws';
import { headersFor } from './known-servers.ts';

/** A description of one uniform group, as a small sim would send it. */
export function describeTestStream(
  names: readonly string[] = ['speed', 'engineSpeed', 'throttle'],
  rateHz = 60,
): StreamDescription {
  return {
    source: 'test',
    startedAt: new Date().toISOString(),
    driver: null,
    vehicle: { name: 'Test car' },
    track: { name: null, layout: null, lengthMetres: null },
    groups: [
      {
        rateHz,
        channels: names.map((name) => ({
          name,
          sourceName: name,
          unit: '',
          sourceUnit: '',
          type: 'f32' as const,
        })),
      },
    ],
  };
}

/** Frame `seq` of such a stream: `samples` a frame, value = 1000 · channel + sample number. */
export function testFrame(seq: number, channels = 3, samples = 3, rateHz = 60): FrameInput {
  const first = (seq - 1) * samples;
  const columns: Column[] = Array.from({ length: channels }, (_, c) =>
    Float32Array.from({ length: samples }, (_unused, i) => 1000 * c + first + i),
  );
  return {
    seq,
    sentAt: Date.now(),
    parts: [{ group: 0, start: first / rateHz, count: samples, columns }],
  };
}

export type TestRecorder = {
  readonly streamId: string;
  readonly socket: WebSocket;
  readonly received: readonly FromIngest[];
  readonly send: (message: { readonly type: string }) => void;
  readonly sendFrame: (frame: FrameInput) => void;
  /** The first message, past or to come, that fits. Throws when the socket closes before. */
  readonly until: <T extends FromIngest['type']>(
    type: T,
    fits?: (message: Extract<FromIngest, { type: T }>) => boolean,
  ) => Promise<Extract<FromIngest, { type: T }>>;
  readonly untilClosed: () => Promise<{ readonly code: number; readonly reason: string }>;
  readonly close: () => Promise<void>;
};

/** Opens /ws/ingest and says hello; with a description also session. */
export async function connectRecorder(
  address: string,
  options: {
    readonly streamId?: string;
    readonly description?: StreamDescription;
    readonly subprotocol?: Subprotocol;
    readonly hello?: boolean;
    readonly instance?: string;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<TestRecorder> {
  const { streamId = randomUUID(), subprotocol = 'outlap.v1.cbor' } = options;
  const socket = new WebSocket(`${address.replace('http', 'ws')}/ws/ingest`, subprotocol, {
    headers: options.headers ?? headersFor(address),
  });
  const received: FromIngest[] = [];
  const waiting = new Set<() => void>();
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => {
      resolve({ code, reason: reason.toString() });
      for (const check of waiting) check();
    }),
  );
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    received.push(decodeMessage(isBinary ? data : data.toString()) as FromIngest);
    for (const check of waiting) check();
  });
  await once(socket, 'open');
  const send = (message: { readonly type: string }) =>
    socket.send(encodeMessage(message, subprotocol));
  const recorder: TestRecorder = {
    streamId,
    socket,
    received,
    send,
    sendFrame: (frame) => send({ type: 'frame', ...frame }),
    until: (type, fits = () => true) =>
      new Promise((resolve, reject) => {
        type Wanted = Extract<FromIngest, { type: typeof type }>;
        const check = () => {
          const found = received.find((one) => one.type === type && fits(one as Wanted));
          if (found) resolve(found as Wanted);
          else if (socket.readyState === socket.CLOSED)
            reject(new Error(`closed before ${type}: ${JSON.stringify(received.at(-1))}`));
          else return;
          waiting.delete(check);
        };
        waiting.add(check);
        check();
      }),
    untilClosed: () => closed,
    close: async () => {
      socket.close();
      await closed;
    },
  };
  if (options.hello !== false) {
    const { instance } = options;
    send({
      type: 'hello',
      streamId,
      recorder: { name: 'test', version: '0', ...(instance ? { instance } : {}) },
    } as { type: string });
    await recorder.until('hello');
  }
  if (options.description) {
    send({ type: 'session', description: options.description } as { type: string });
    await recorder.until('ack');
  }
  return recorder;
}
