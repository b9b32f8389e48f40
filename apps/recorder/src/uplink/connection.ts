import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { ClientOptions, RawData, WebSocket } from 'ws';
import {
  type Ack,
  type DiagnosticMethod,
  decodeSealed,
  encodeFrame,
  encodeMessage,
  type ErrorMessage,
  type FrameInput,
  type FromIngest,
  type Hello,
  type Pong,
  type RecorderStatus,
  type RequestMessage,
  sealMessage,
  type ToIngest,
  type Welcome,
} from '@outlap/protocol';
import type { SourceClock } from '../sources/source.ts';
import type { Cursor, LogRecord, NewFrame, StreamLog } from '../spool/index.ts';
import type { ClockOffset } from './clock-offset.ts';
import { type Outcome, parseRetryAfter } from './verdict.ts';
import { Window } from './window.ts';

export type OpenSocket = (url: string, protocols: string[], options: ClientOptions) => WebSocket;

export type ConnectionOptions = {
  readonly url: string;
  readonly token: string | undefined;
  readonly recorder: NonNullable<Hello['recorder']>;
  readonly clock: SourceClock;
  readonly openSocket: OpenSocket;
  readonly offset: ClockOffset;
  readonly status: () => Omit<RecorderStatus, 'type'>;
  /** Answers a diagnostic question; absent for a stream that is over. */
  readonly request:
    ((method: DiagnosticMethod, signal: AbortSignal) => Promise<unknown>) | undefined;
  /** A frame that the server refuses for good. */
  readonly onRefused: (seq: number, error: ErrorMessage) => void;
  readonly onWelcome: () => void;
  readonly onAck: () => void;
  /** Whether one frame is sent at a time, to find out which one the server stumbles over. */
  readonly isCareful: () => boolean;
};

const BEAT_SECONDS = 1;
const PING_EVERY = 5;
/** A link that brought nothing for this long is dead. */
const SILENT_SECONDS = 15;
/** Behind it a frame of the backlog waits in our own memory, so that a live frame gets out. */
const BUFFERED_BYTES = 256 * 1024;
/** The backlog has to be this old before the newest frames overtake it. */
const BACKLOG_SECONDS = 1;
const GOODBYE_MS = 1000;
const LARGEST_ANSWER = 16 * 2 ** 20;

/** One socket for one stream, from the upgrade to its end. Sends what the log holds, in order, and the newest at once. */
export class Connection {
  /** How it ended; never rejects. */
  readonly outcome: Promise<Outcome>;
  readonly #log: StreamLog;
  readonly #options: ConnectionOptions;
  readonly #socket: WebSocket | undefined;
  readonly #window = new Window();
  readonly #over = new AbortController();
  readonly #pings = new Map<number, { readonly wall: number; readonly seconds: number }>();
  #settle: (outcome: Outcome) => void = () => undefined;
  #cursor: Cursor | undefined;
  #heardAt: number;
  #caughtUpAt = -Infinity;
  #slowUntil = 0;
  #isEndSent = false;
  #lastError = '';
  #pingId = 0;

  constructor(log: StreamLog, options: ConnectionOptions) {
    this.#log = log;
    this.#options = options;
    this.#heardAt = options.clock.seconds();
    this.outcome = new Promise((resolve) => {
      this.#settle = resolve;
    });
    try {
      this.#socket = openSocket(options);
    } catch (error) {
      this.#finish({ kind: 'broken', detail: (error as Error).message });
      return;
    }
    this.#listen(this.#socket);
    void this.#beat();
  }

  /** Whether the server has said how far it is. */
  get isReady(): boolean {
    return this.#cursor !== undefined && this.#live !== undefined;
  }
  /** The first frame that was sent and not acknowledged. */
  get suspect(): number | undefined {
    return this.#window.firstSeq;
  }
  get isSlowed(): boolean {
    return this.#options.clock.seconds() < this.#slowUntil;
  }

  /** Sends what has been added to the log; the newest frame overtakes an old backlog. */
  offer(record?: LogRecord, frame?: NewFrame): void {
    this.#pump();
    if (!record || !frame || !this.#cursor || this.#cursor.seq > record.seq) return;
    if (this.#options.clock.seconds() - this.#caughtUpAt < BACKLOG_SECONDS) return;
    const socket = this.#live;
    if (!socket || socket.bufferedAmount > 2 * BUFFERED_BYTES) return;
    const live: FrameInput = { seq: record.seq, sentAt: record.wall, lane: 'live', ...frame };
    socket.send(encodeFrame(live));
  }

  describe(): void {
    if (this.isReady) this.#send({ type: 'session', description: this.#log.description });
  }

  /** Tells of a gap among frames that went out already. */
  announceGap(seq: number): void {
    const gap = this.#log.gaps.at(seq);
    if (gap && this.isReady && this.#cursor && this.#cursor.seq > seq)
      this.#send({ type: 'gap', seq, to: seq, reason: gap.reason });
  }

  close(): void {
    this.#finish({ kind: 'broken', detail: 'stopped' });
  }

  /** The socket while something can be sent by it. */
  get #live(): WebSocket | undefined {
    return this.#socket?.readyState === this.#socket?.OPEN ? this.#socket : undefined;
  }

  #listen(socket: WebSocket): void {
    socket.on('open', () => {
      this.#hear();
      const { recorder } = this.#options;
      this.#send({ type: 'hello', streamId: this.#log.streamId, recorder });
    });
    socket.on('message', (data: RawData, isBinary) => this.#onData(data, isBinary));
    socket.on('unexpected-response', (request, response) => {
      const retryAfterSeconds = parseRetryAfter(
        response.headers['retry-after'],
        this.#options.clock.wall(),
      );
      const status = response.statusCode ?? 0;
      const detail = `status ${status}`;
      this.#finish({ kind: 'refused', status, retryAfterSeconds, detail });
      response.destroy();
      request.destroy();
    });
    socket.on('close', (code, reason) =>
      this.#finish(
        code === 1006
          ? { kind: 'broken', detail: 'the connection broke off' }
          : { kind: 'closed', code, detail: this.#lastError || reason.toString() },
      ),
    );
    socket.on('error', (error) => this.#finish({ kind: 'broken', detail: error.message }));
  }

  /** The first reason counts. A live peer is told that we go, but never waited for. */
  #finish(outcome: Outcome): void {
    if (this.#over.signal.aborted) return;
    this.#over.abort();
    this.#settle(outcome);
    const socket = this.#socket;
    if (!socket) return;
    const isSilent = this.#options.clock.seconds() - this.#heardAt > SILENT_SECONDS;
    if (socket.readyState !== socket.OPEN || isSilent) return socket.terminate();
    socket.close(1000);
    setTimeout(() => socket.terminate(), GOODBYE_MS).unref();
  }

  #hear(): void {
    this.#heardAt = this.#options.clock.seconds();
  }

  #onData(data: RawData, isBinary: boolean): void {
    this.#hear();
    if (this.#over.signal.aborted) return;
    try {
      const bytes = toBytes(data);
      this.#onMessage(decodeSealed(isBinary ? bytes : bytes.toString()) as FromIngest);
    } catch (error) {
      this.#finish({
        kind: 'broken',
        detail: `the server said something strange: ${(error as Error).message}`,
      });
    }
  }

  #onMessage(message: FromIngest): void {
    switch (message.type) {
      case 'hello':
        return this.#onWelcome(message);
      case 'ack':
        return this.#onAck(message);
      case 'slowDown':
        this.#slowUntil = this.#options.clock.seconds() + Math.min(60, message.seconds);
        return;
      case 'error':
        return this.#onError(message);
      case 'request':
        void this.#answer(message);
        return;
      case 'ping':
        this.#send({ type: 'pong', id: message.id, at: this.#options.clock.wall() });
        return;
      case 'pong':
        return this.#onPong(message);
    }
  }

  #onWelcome({ seq }: Welcome): void {
    if (!Number.isSafeInteger(seq) || seq < 0) throw new Error('hello without a seq');
    this.#log.ack(seq);
    this.#cursor = this.#log.cursor(seq + 1);
    this.describe();
    this.#options.onWelcome();
    this.#ping();
    this.#pump();
  }

  #onAck({ seq, ended }: Ack): void {
    this.#log.ack(seq);
    this.#window.ack(seq, this.#options.clock.seconds());
    this.#options.onAck();
    if (ended && this.#log.ended && seq >= this.#log.last) this.#finish({ kind: 'ended' });
    else this.#pump();
  }

  #onError(error: ErrorMessage): void {
    this.#lastError = error.detail;
    if (error.seq !== undefined) this.#options.onRefused(error.seq, error);
  }

  #onPong({ id, at }: Pong): void {
    const sent = this.#pings.get(id);
    if (!sent) return;
    this.#pings.clear();
    const tripMs = (this.#options.clock.seconds() - sent.seconds) * 1000;
    this.#options.offset.add(sent.wall, tripMs, at);
  }

  async #answer({ id, method, timeoutSeconds }: RequestMessage): Promise<void> {
    const { request } = this.#options;
    const limit = AbortSignal.timeout(Math.max(0.1, Math.min(120, timeoutSeconds)) * 1000);
    const signal = AbortSignal.any([limit, this.#over.signal]);
    try {
      if (!request) throw Object.assign(new Error('The drive is over'), { code: 'not_connected' });
      const result = await withLimit(request(method, signal), signal);
      this.#send({ type: 'answer', id, result });
    } catch (error) {
      const code = limit.aborted ? 'no_answer' : codeOf(error);
      this.#send({ type: 'answer', id, error: { code, detail: (error as Error).message } });
    }
  }

  #pump(): void {
    const cursor = this.#cursor;
    const { clock } = this.#options;
    const socket = this.#live;
    if (!cursor || !socket) return;
    const now = clock.seconds();
    while (
      now >= this.#slowUntil &&
      this.#window.hasRoom(this.#options.isCareful()) &&
      socket.bufferedAmount < BUFFERED_BYTES
    ) {
      const item = cursor.next();
      if (!item) break;
      if (item.kind === 'gap') {
        this.#window.add(item.gap.to, 0, now);
        this.#send({ type: 'gap', ...item.gap });
      } else {
        const { seq, bytes } = item.record;
        this.#window.add(seq, bytes.length, now);
        socket.send(bytes, this.#onFlushed);
      }
    }
    if (cursor.seq <= this.#log.last) return;
    this.#caughtUpAt = now;
    if (!this.#log.ended || this.#isEndSent) return;
    this.#isEndSent = true;
    this.#send({ type: 'end', seq: this.#log.last });
  }

  readonly #onFlushed = (): void => {
    if (this.#cursor && this.#cursor.seq <= this.#log.last) this.#pump();
  };

  #send(message: ToIngest): void {
    this.#live?.send(encodeMessage(sealMessage(message), 'outlap.v1.cbor'));
  }

  #ping(): void {
    const { clock } = this.#options;
    const id = ++this.#pingId;
    this.#pings.set(id, { wall: clock.wall(), seconds: clock.seconds() });
    this.#send({ type: 'ping', id });
  }

  /** Once a second: whether the link lives; pings and tells our own state. */
  async #beat(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#over;
    for (let beats = 1; ; beats++) {
      await clock.sleep(BEAT_SECONDS, signal);
      if (signal.aborted) return;
      if (clock.seconds() - this.#heardAt > SILENT_SECONDS)
        return this.#finish({ kind: 'broken', detail: `silent for ${SILENT_SECONDS} s` });
      if (beats % PING_EVERY === 0 && this.isReady) {
        this.#ping();
        this.#send({ type: 'status', ...this.#options.status() });
      }
      this.#pump();
    }
  }
}

/** Throws where a token or an address is such that no request can be made of it. */
function openSocket({ openSocket, url, token }: ConnectionOptions): WebSocket {
  return openSocket(url, ['outlap.v1.cbor'], {
    // An agent of its own keeps no connections: each try resolves the name anew.
    agent: url.startsWith('wss:') ? new HttpsAgent() : new HttpAgent(),
    handshakeTimeout: SILENT_SECONDS * 1000,
    perMessageDeflate: false,
    maxPayload: LARGEST_ANSWER,
    ...(token ? { headers: { authorization: `Bearer ${token}` } } : {}),
  });
}

function toBytes(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}

function codeOf(error: unknown): string {
  const { code } = (error ?? {}) as { code?: unknown };
  return typeof code === 'string' ? code : 'internal';
}

/** The result of a work, or a rejection when the signal aborts first: a source may not listen to its signal. */
async function withLimit<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let stop: (() => void) | undefined;
  const aborted = new Promise<never>((_resolve, reject) => {
    stop = () => reject(new Error('No answer within the time limit'));
    signal.addEventListener('abort', stop);
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    if (stop) signal.removeEventListener('abort', stop);
  }
}
