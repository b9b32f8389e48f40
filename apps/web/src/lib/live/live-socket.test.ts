import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  decodeMessage,
  encodeMessage,
  type FromTelemetry,
  type ToTelemetry,
} from '@outlap/protocol';
import { afterEach, expect, test } from 'vitest';
import { type WebSocket as Peer, WebSocketServer } from 'ws';
import { ApiError } from '../api.ts';
import { LiveSocket } from './live-socket.ts';

const open: WebSocketServer[] = [];
const sockets: (() => void)[] = [];
afterEach(() => {
  for (const stop of sockets.splice(0)) stop();
  for (const server of open.splice(0)) {
    for (const client of server.clients) client.terminate();
    server.close();
  }
});

async function startServer(port = 0) {
  const server = new WebSocketServer({ port, host: '127.0.0.1' });
  open.push(server);
  await once(server, 'listening');
  const { port: bound } = server.address() as AddressInfo;
  return { server, port: bound };
}

const socketAt = (port: number, askTicket = async () => 'any') =>
  new LiveSocket(`ws://127.0.0.1:${port}`, askTicket);

/** The next viewer and what it says, one message after the other. */
async function nextViewer(server: WebSocketServer) {
  const [peer] = (await once(server, 'connection')) as [Peer];
  const said: ToTelemetry[] = [];
  const waiting: (() => void)[] = [];
  peer.on('message', (data: Buffer) => {
    said.push(decodeMessage(new Uint8Array(data)) as ToTelemetry);
    waiting.shift()?.();
  });
  const next = async (type: ToTelemetry['type']): Promise<ToTelemetry> => {
    for (;;) {
      const at = said.findIndex((message) => message.type === type);
      const [found] = at === -1 ? [] : said.splice(at, 1);
      if (found) return found;
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
  };
  const say = (message: FromTelemetry) => peer.send(encodeMessage(message, 'outlap.v1.cbor'));
  return { peer, next, say };
}

const frame = (id: string, from: number, count: number): FromTelemetry => ({
  type: 'frame',
  id,
  seconds: Float64Array.from({ length: count }, (_, i) => from + i),
  columns: [Float32Array.from({ length: count }, (_, i) => from + i)],
});

test('after a break it asks for what it does not have yet, and nothing is missing or twice', async () => {
  const { server, port } = await startServer();
  const socket = socketAt(port);
  const got: number[] = [];
  const came: (() => void)[] = [];
  const arrival = () => new Promise<void>((resolve) => came.push(resolve));
  const first = nextViewer(server);
  sockets.push(
    socket.follow(
      { sessionId: 'a', channels: ['speed'], rateHz: 60, seconds: 30 },
      {
        frame: ({ seconds }) => {
          got.push(...seconds);
          came.shift()?.();
        },
        afterSeconds: () => got.at(-1),
      },
    ),
  );
  const viewer = await first;
  const asked = await viewer.next('subscribe');
  expect(asked).toMatchObject({ sessionId: 'a', seconds: 30 });
  expect(asked).not.toHaveProperty('afterSeconds');
  const id = 'id' in asked ? String(asked.id) : '';
  const filled = arrival();
  viewer.say(frame(id, 1, 3));
  await filled;

  const second = nextViewer(server);
  viewer.peer.terminate();
  const again = await second;
  const resumed = await again.next('subscribe');
  expect(resumed).toMatchObject({ id, sessionId: 'a', afterSeconds: 3 });
  const rest = arrival();
  again.say(frame(id, 4, 2));
  await rest;
  expect(got).toEqual([1, 2, 3, 4, 5]);
});

test('a server that restarts again and again sends its viewers on at once each time', async () => {
  const { server, port } = await startServer();
  const socket = socketAt(port);
  sockets.push(socket.follow({ sessionId: 'a', channels: [], rateHz: 1 }, {}));
  const startedAt = performance.now();
  for (let n = 0; n < 8; n++) {
    const { peer, next } = await nextViewer(server);
    await next('subscribe');
    peer.close(1012);
  }
  // With back-off the eighth try alone would come after several seconds.
  expect(performance.now() - startedAt).toBeLessThan(8 * 500 + 2000);
  expect(socket.state).not.toBe('refused');
});

test('a refusal that will not change is not tried again', async () => {
  const { server, port } = await startServer();
  const socket = socketAt(port);
  const viewer = nextViewer(server);
  const states: string[] = [];
  sockets.push(socket.follow({ sessionId: 'a', channels: [], rateHz: 1 }, {}));
  const refused = new Promise<void>((resolve) => {
    sockets.push(
      socket.watch((state) => {
        states.push(state);
        if (state === 'refused') resolve();
      }),
    );
  });
  (await viewer).peer.close(4403);
  await refused;
  expect(states).toEqual(['connecting', 'open', 'refused']);
});

test('each connection has a ticket of its own, offered as a subprotocol', async () => {
  const { server, port } = await startServer();
  let tickets = 0;
  const socket = socketAt(port, async () => `t${++tickets}`);
  const first = once(server, 'connection');
  sockets.push(socket.follow({ sessionId: 'a', channels: [], rateHz: 1 }, {}));
  const offered = ([, request]: [Peer, IncomingMessage]) =>
    request.headers['sec-websocket-protocol'];
  const opened = (await first) as [Peer, IncomingMessage];
  expect(offered(opened)).toBe('outlap.v1.cbor, ticket.t1');
  const second = once(server, 'connection');
  opened[0].terminate();
  expect(offered((await second) as [Peer, IncomingMessage])).toBe('outlap.v1.cbor, ticket.t2');
});

test('who gets no ticket is refused or tries again, by what the server says', async () => {
  const { server, port } = await startServer();
  const refused = socketAt(port, () => Promise.reject(new ApiError('forbidden', 'No', 403)));
  sockets.push(refused.follow({ sessionId: 'a', channels: [], rateHz: 1 }, {}));
  await new Promise<void>((resolve) =>
    sockets.push(refused.watch((state) => state === 'refused' && resolve())),
  );
  let asked = 0;
  const late = socketAt(port, async () => {
    if (++asked === 1) throw new TypeError('The network is away');
    return 'good';
  });
  const viewer = nextViewer(server);
  sockets.push(late.follow({ sessionId: 'a', channels: [], rateHz: 1 }, {}));
  await (await viewer).next('subscribe');
  expect(asked).toBe(2);
});

test('messages reach those they concern', async () => {
  const { server, port } = await startServer();
  const socket = socketAt(port);
  const viewer = nextViewer(server);
  const heard: string[] = [];
  const follow = (name: string, sessionId: string) =>
    socket.follow(
      { sessionId, channels: [], rateHz: 1 },
      {
        lap: () => heard.push(`${name} lap`),
        alert: () => heard.push(`${name} alert`),
        end: () => heard.push(`${name} end`),
      },
    );
  sockets.push(follow('one', 'a'), follow('other', 'b'));
  const done = new Promise<void>((resolve) => {
    sockets.push(
      socket.follow(
        { sessionId: 'all', channels: [], rateHz: 1 },
        { alert: () => heard.push('all alert'), refused: () => resolve() },
      ),
    );
  });
  const { say, next } = await viewer;
  const ids = [await next('subscribe'), await next('subscribe'), await next('subscribe')].map(
    (one) => ('id' in one ? String(one.id) : ''),
  );
  say({ type: 'lap', sessionId: 'a', lapId: 'x', lapNumber: 1 });
  say({ type: 'alert', alert: { id: 'y', sessionId: 'b' } });
  say({ type: 'end', id: ids[0] ?? '', sessionId: 'a' });
  say({ type: 'error', id: ids[2] ?? '', code: 'forbidden', detail: 'No' });
  await done;
  expect(heard).toEqual(['one lap', 'other alert', 'all alert', 'one end']);
});

test('nobody follows: the connection is closed', async () => {
  const { server, port } = await startServer();
  const socket = socketAt(port);
  const viewer = nextViewer(server);
  const stop = socket.follow({ sessionId: 'a', channels: [], rateHz: 1 }, {});
  const { peer, next } = await viewer;
  await next('subscribe');
  const closed = once(peer, 'close');
  stop();
  await closed;
  expect(socket.state).toBe('closed');
});

test('a ping tells the round trip and how far the clocks are apart', async () => {
  const { server, port } = await startServer();
  const socket = socketAt(port);
  const viewer = nextViewer(server);
  const told = new Promise<void>((resolve) => {
    sockets.push(
      socket.follow({ sessionId: 'a', channels: [], rateHz: 1 }, { lap: () => resolve() }),
    );
  });
  const { say, next } = await viewer;
  const ping = await next('ping');
  say({ type: 'pong', id: Number('id' in ping ? ping.id : 0), at: Date.now() + 60_000 });
  say({ type: 'lap', sessionId: 'a', lapId: 'x', lapNumber: 1 });
  await told;
  expect(socket.ping?.roundTripMs).toBeGreaterThanOrEqual(0);
  expect(socket.ping?.serverAheadMs).toBeGreaterThan(50_000);
});
