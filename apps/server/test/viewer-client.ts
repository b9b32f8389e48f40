import { once } from 'node:events';
import {
  type Column,
  decodeMessage,
  encodeMessage,
  type FromTelemetry,
  type Subprotocol,
  type ToTelemetry,
  type ViewerFrame,
} from '@outlap/protocol';
import { WebSocket } from 'ws';
import { headersFor } from './known-servers.ts';

type Subscribe = Extract<ToTelemetry, { type: 'subscribe' }>;

export type TestViewer = {
  readonly socket: WebSocket;
  readonly received: readonly FromTelemetry[];
  readonly send: (message: ToTelemetry) => void;
  readonly subscribe: (
    sessionId: string,
    channels: readonly string[],
    options?: Partial<Subscribe>,
  ) => void;
  /** The first message, past or to come, that fits. Throws when the socket closes before. */
  readonly until: <T extends FromTelemetry['type']>(
    type: T,
    fits?: (message: Extract<FromTelemetry, { type: T }>) => boolean,
  ) => Promise<Extract<FromTelemetry, { type: T }>>;
  readonly untilClosed: () => Promise<{ readonly code: number; readonly reason: string }>;
  readonly close: () => Promise<void>;
};

/** Opens /ws/telemetry. */
export async function connectViewer(
  address: string,
  options: {
    readonly subprotocol?: Subprotocol;
    readonly headers?: Readonly<Record<string, string>>;
  } = {},
): Promise<TestViewer> {
  const { subprotocol = 'outlap.v1.cbor' } = options;
  const socket = new WebSocket(`${address.replace('http', 'ws')}/ws/telemetry`, subprotocol, {
    headers: options.headers ?? headersFor(address),
  });
  const received: FromTelemetry[] = [];
  const waiting = new Set<() => void>();
  const closed = new Promise<{ code: number; reason: string }>((resolve) =>
    socket.once('close', (code, reason) => {
      resolve({ code, reason: reason.toString() });
      for (const check of waiting) check();
    }),
  );
  socket.on('message', (data: Buffer, isBinary: boolean) => {
    received.push(decodeMessage(isBinary ? data : data.toString()) as FromTelemetry);
    for (const check of waiting) check();
  });
  await once(socket, 'open');
  const send = (message: ToTelemetry) => socket.send(encodeMessage(message, subprotocol));
  return {
    socket,
    received,
    send,
    subscribe: (sessionId, channels, more = {}) =>
      send({ type: 'subscribe', id: 'a', sessionId, channels, rateHz: 60, ...more }),
    until: (type, fits = () => true) =>
      new Promise((resolve, reject) => {
        type Wanted = Extract<FromTelemetry, { type: typeof type }>;
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
}

export type Row = readonly [seconds: number, ...values: (number | string | null)[]];

/** Every row of a subscription in the order it came. */
export function rowsOf(received: readonly FromTelemetry[], id = 'a'): Row[] {
  const frames = received.filter(
    (one): one is ViewerFrame => one.type === 'frame' && one.id === id,
  );
  return frames.flatMap(({ seconds, columns }) =>
    Array.from(seconds, (second, i): Row => {
      const values = columns.map((column: Column) => column[i] ?? null);
      return [second, ...values];
    }),
  );
}

/** Whether the samples of a subscription reach a second. */
export const reaches =
  (seconds: number) =>
  (frame: ViewerFrame): boolean =>
    (frame.seconds[frame.seconds.length - 1] ?? -1) >= seconds - 1e-6;
