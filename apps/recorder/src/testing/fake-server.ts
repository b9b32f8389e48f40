import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import {
  CLOSE_CODES,
  type CloseReason,
  decodeIngest,
  isSealed,
  encodeMessage,
  sealMessage,
  type Frame,
  type FromIngest,
  type IngestMessage,
} from '@outlap/protocol';
import { smallDescription } from './small-stream.ts';

type Held = {
  readonly frames: Map<number, Frame>;
  readonly gaps: Map<number, string>;
  /** Highest seq without a hole before it. */
  upTo: number;
  ended: boolean;
};

/** One connection as a test sees it. */
export type Peer = {
  readonly socket: WebSocket;
  readonly request: IncomingMessage;
  readonly messages: IngestMessage[];
  streamId: string;
  readonly send: (message: FromIngest) => void;
  readonly fail: (reason: CloseReason, detail: string, seq?: number) => void;
};

/** Where the server may be made to misbehave; each is asked before the protocol is followed. */
export type Behaviour = {
  /** An answer to the upgrade instead of a socket. */
  refuse?: (
    request: IncomingMessage,
  ) => { status: number; headers?: Record<string, string> } | undefined;
  /** True: the message is dealt with, or ignored. */
  onMessage?: (peer: Peer, message: IngestMessage) => boolean;
  ackEvery?: number;
};

/** A server of the ingest protocol on a port of its own: keeps the frames it acknowledges, in memory, like the real one. */
export class FakeServer {
  readonly streams = new Map<string, Held>();
  readonly peers: Peer[] = [];
  duplicates = 0;
  behaviour: Behaviour = {};
  readonly #http = createServer();
  readonly #sockets = new WebSocketServer({
    noServer: true,
    handleProtocols: () => 'outlap.v1.cbor',
  });
  #changed: () => void = () => undefined;

  static async start(behaviour: Behaviour = {}): Promise<FakeServer> {
    const server = new FakeServer();
    server.behaviour = behaviour;
    server.#http.on('upgrade', (request, socket, head) => {
      const refusal = server.behaviour.refuse?.(request);
      if (refusal) {
        const headers = Object.entries(refusal.headers ?? {}).map(
          ([name, value]) => `${name}: ${value}\r\n`,
        );
        socket.end(`HTTP/1.1 ${refusal.status} No\r\n${headers.join('')}content-length: 0\r\n\r\n`);
        server.#changed();
        return;
      }
      server.#sockets.handleUpgrade(request, socket, head, (ws) => server.#accept(ws, request));
    });
    server.#http.listen(0, '127.0.0.1');
    await once(server.#http, 'listening');
    return server;
  }

  get address(): string {
    return `ws://127.0.0.1:${(this.#http.address() as AddressInfo).port}/ws/ingest`;
  }

  held(streamId: string): Held {
    let held = this.streams.get(streamId);
    if (!held)
      this.streams.set(
        streamId,
        (held = { frames: new Map(), gaps: new Map(), upTo: 0, ended: false }),
      );
    return held;
  }

  /** Waits until something is so, looking again whenever a message, a connection or an end came. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo())
      await new Promise<void>((resolve) => {
        const before = this.#changed;
        this.#changed = () => {
          before();
          resolve();
        };
      });
  }

  async close(): Promise<void> {
    for (const peer of this.peers) peer.socket.terminate();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }

  #accept(socket: WebSocket, request: IncomingMessage): void {
    const send = (message: FromIngest) =>
      socket.send(encodeMessage(sealMessage(message), 'outlap.v1.cbor'));
    const peer: Peer = {
      socket,
      request,
      messages: [],
      streamId: '',
      send,
      fail: (code, detail, seq) => {
        send({ type: 'error', code, detail, ...(seq === undefined ? {} : { seq }) });
        socket.close(CLOSE_CODES[code].code, detail);
      },
    };
    this.peers.push(peer);
    socket.on('message', (data: Buffer) => {
      if (socket.readyState !== socket.OPEN) return;
      const message = unseal(decodeIngest(data, smallDescription.groups));
      peer.messages.push(message);
      if (message.type === 'hello') peer.streamId = message.streamId;
      if (!this.behaviour.onMessage?.(peer, message)) this.#follow(peer, message);
      this.#changed();
    });
    socket.on('close', () => this.#changed());
    this.#changed();
  }

  #follow(peer: Peer, message: IngestMessage): void {
    const held = this.held(peer.streamId);
    if (message.type === 'hello') {
      const { streamId } = message;
      peer.send({
        type: 'hello',
        streamId,
        seq: contiguous(held),
        sessionId: null,
        at: Date.now(),
      });
    } else if (message.type === 'frame') this.#keep(peer, held, message.frame);
    else if (message.type === 'gap') {
      for (let seq = message.seq; seq <= message.to; seq++)
        if (!held.frames.has(seq)) held.gaps.set(seq, message.reason);
      this.ack(peer);
    } else if (message.type === 'end') {
      held.ended = contiguous(held) >= message.seq;
      this.ack(peer);
    } else if (message.type === 'ping') peer.send({ type: 'pong', id: message.id, at: Date.now() });
  }

  #keep(peer: Peer, held: Held, frame: Frame): void {
    if (frame.lane === 'live') return;
    if (held.frames.has(frame.seq)) this.duplicates++;
    held.frames.set(frame.seq, frame);
    if (frame.seq % (this.behaviour.ackEvery ?? 1) === 0) this.ack(peer);
  }

  ack(peer: Peer): void {
    const held = this.held(peer.streamId);
    const { ended } = held;
    peer.send({
      type: 'ack',
      seq: contiguous(held),
      duplicates: 0,
      sessionId: null,
      ...(ended && { ended }),
    });
  }
}

function contiguous(held: Held): number {
  const { frames, gaps } = held;
  while (frames.has(held.upTo + 1) || gaps.has(held.upTo + 1)) held.upTo++;
  return held.upTo;
}

/** Everything but frames comes sealed; what was meant is what is looked at. */
function unseal(message: IngestMessage): IngestMessage {
  if (message.type === 'frame') return message;
  if (!isSealed(message)) throw new Error(`${message.type} is not sealed`);
  const { crc: _crc, ...rest } = message as typeof message & { crc?: number };
  return rest;
}
