import {
  type CloseReason,
  decodeIngest,
  type FromIngest,
  type Hello,
  isIntact,
  isSealed,
  type IngestMessage,
  type RequestMessage,
  WireError,
} from '@outlap/protocol';
import type { BusMessage } from '../../bus/bus.ts';
import type { Actor } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import type { Ingest, IngestDeps } from './ingest.ts';
import type { Peer, StreamState } from './stream-state.ts';
import { toRecording } from './stream-store.ts';

/** The wire below a connection. */
export type Line = {
  readonly send: (message: FromIngest) => void;
  readonly close: (reason: CloseReason, detail: string) => void;
  /** Stops and starts reading: the sender is held back by TCP. */
  readonly pause: () => void;
  readonly resume: () => void;
};

const SLOW_DOWN_SECONDS = 1;
/** What waits behind hello or session at most before nothing more is read: the length of the longest message. */
const MOST_WAITING_BYTES = 4 * 2 ** 20;
/** What a message takes of memory besides what it says: a million empty ones are not nothing. */
const MESSAGE_BYTES = 100;

/** One recorder's connection: its messages one after the other, its errors as error message and close code. */
export class Connection {
  readonly #deps: IngestDeps;
  readonly #ingest: Ingest;
  readonly #actor: Actor;
  readonly #line: Line;
  readonly #peer: Peer;
  readonly #waiting: (Uint8Array | string)[] = [];
  #waitingBytes = 0;
  #busy = false;
  #closed = false;
  /** Why nothing is read at the moment: the journal is full, or too much waits behind hello or session. */
  readonly #pauses = new Set<'journal' | 'waiting'>();
  #state: StreamState | undefined;
  #hello: Hello | undefined;
  #seals = false;
  #unsubscribe: (() => void) | undefined;
  #pings = new Map<number, number>();
  #lastPing = 0;
  #bestRoundTrip = Infinity;
  /** When the recorder was heard last, by the server's clock. */
  heardAt: number;

  constructor(deps: IngestDeps, ingest: Ingest, actor: Actor, line: Line) {
    this.#deps = deps;
    this.#ingest = ingest;
    this.#actor = actor;
    this.#line = line;
    this.heardAt = deps.now().getTime();
    this.#peer = {
      instance: () => instanceOf(this.#hello),
      send: (message) => line.send(message),
      close: (reason, detail, seq) => this.#fail(new WireError(reason, detail, seq)),
    };
  }

  receive(data: Uint8Array | string): void {
    this.heardAt = this.#deps.now().getTime();
    if (this.#closed) return;
    if (this.#busy) this.#keep(data);
    else this.#handle(data);
  }

  #keep(data: Uint8Array | string): void {
    this.#waiting.push(data);
    this.#waitingBytes += data.length + MESSAGE_BYTES;
    if (this.#waitingBytes > MOST_WAITING_BYTES) this.#pause('waiting');
  }

  /** Measures round trip and clock; to be called every few seconds. */
  ping(): void {
    if (!this.#hello) return;
    const id = ++this.#lastPing;
    this.#pings.set(id, this.#deps.now().getTime());
    if (this.#pings.size > 10) this.#pings.delete(id - 10);
    this.#line.send({ type: 'ping', id });
  }

  end(): void {
    this.#closed = true;
    this.#waiting.length = 0;
    this.#waitingBytes = 0;
    this.#resume('waiting');
    this.#unsubscribe?.();
    if (this.#state) this.#ingest.detach(this.#state, this.#peer);
  }

  #handle(data: Uint8Array | string): void {
    try {
      const message = this.#decode(data);
      if (message.type === 'frame') {
        this.#ingest.take(this.#stream(message.frame.seq), message.frame);
        if (this.#ingest.isFull && !this.#pauses.has('journal')) void this.#slowDown();
      } else if (message.type === 'hello' || message.type === 'session') {
        this.#handleAside(message);
      } else this.#handleSmall(message);
    } catch (error) {
      this.#fail(error);
    }
  }

  /** A recorder that seals its messages is asked to send a damaged one again, not blamed for it. */
  #decode(data: Uint8Array | string): IngestMessage {
    const damaged = () =>
      new WireError('corrupt', 'The message is not as it was sent; it may be sent again');
    try {
      const message = decodeIngest(data, this.#state?.groups ?? []);
      const isSmall = message.type !== 'frame';
      if (message.type === 'hello') this.#seals = isSealed(message);
      else if (this.#seals && isSmall && !isSealed(message)) throw damaged();
      return message;
    } catch (error) {
      throw this.#seals && !isIntact(data) ? damaged() : error;
    }
  }

  #handleAside(message: Extract<IngestMessage, { type: 'hello' | 'session' }>): void {
    this.#busy = true;
    const done = message.type === 'hello' ? this.#greet(message) : this.#describe(message);
    done
      .catch((error: unknown) => this.#fail(error))
      .finally(() => {
        this.#busy = false;
        this.#handleWaiting();
      });
  }

  #handleWaiting(): void {
    while (!this.#busy && !this.#closed) {
      const data = this.#waiting.shift();
      if (data === undefined) break;
      this.#waitingBytes -= data.length + MESSAGE_BYTES;
      this.#handle(data);
    }
    if (this.#waitingBytes <= MOST_WAITING_BYTES) this.#resume('waiting');
  }

  #pause(why: 'journal' | 'waiting'): void {
    if (this.#pauses.size === 0) this.#line.pause();
    this.#pauses.add(why);
  }
  #resume(why: 'journal' | 'waiting'): void {
    const wasPaused = this.#pauses.delete(why);
    if (wasPaused && this.#pauses.size === 0) this.#line.resume();
  }

  async #greet(hello: Hello): Promise<void> {
    if (this.#hello) throw new WireError('malformed_message', 'hello comes once');
    this.#hello = hello;
    const recording = await toRecording(this.#deps, this.#actor, hello).catch((error: unknown) => {
      throw error instanceof AppError ? new WireError('forbidden', error.message) : error;
    });
    const state = await this.#ingest.attach(recording, hello.streamId, this.#peer);
    if (this.#closed) return this.#ingest.detach(state, this.#peer);
    this.#state = state;
    this.#line.send({
      type: 'hello',
      streamId: state.id,
      seq: state.durableSeq,
      sessionId: state.sessionId,
      at: this.#deps.now().getTime(),
    });
    this.ping();
  }

  async #describe({ description }: Extract<IngestMessage, { type: 'session' }>): Promise<void> {
    const state = this.#stream();
    await this.#ingest.describe(state, description, this.#hello?.recorder);
    const { sessionId, durableSeq: seq, duplicates } = state;
    if (sessionId === null || this.#closed) return;
    this.#unsubscribe ??= this.#deps.bus.subscribe(sessionId, (message) => this.#ask(message));
    this.#line.send({ type: 'ack', seq, duplicates, sessionId });
  }

  #handleSmall(message: Exclude<IngestMessage, { type: 'frame' | 'hello' | 'session' }>): void {
    const state = this.#stream();
    if (message.type === 'gap') this.#ingest.takeGap(state, message);
    else if (message.type === 'end') this.#ingest.end(state, message.seq);
    else if (message.type === 'ping')
      this.#line.send({ type: 'pong', id: message.id, at: this.#deps.now().getTime() });
    else if (message.type === 'pong') this.#takePong(state, message.id, message.at);
    else if (message.type === 'status') {
      state.queuedFrames = message.queuedFrames;
      state.droppedFrames = message.droppedFrames;
    } else if (state.sessionId !== null)
      this.#deps.bus.publish({ ...message, kind: 'answer', sessionId: state.sessionId });
  }

  #stream(seq?: number): StreamState {
    if (!this.#state) throw new WireError('hello_missing', 'The first message is hello', seq);
    return this.#state;
  }

  #takePong(state: StreamState, id: number, at: number): void {
    const sent = this.#pings.get(id);
    if (sent === undefined || !Number.isFinite(at)) return;
    this.#pings.delete(id);
    const now = this.#deps.now().getTime();
    const offset = at - (sent + now) / 2;
    const jumped = Math.abs(offset - (state.clockOffsetMs ?? offset)) > 1000;
    // The shortest round trip tells the clock best; a jump of the clock is believed at once.
    this.#bestRoundTrip = jumped ? now - sent : Math.min(this.#bestRoundTrip * 1.1, now - sent);
    if (state.clockOffsetMs === null || jumped || now - sent <= this.#bestRoundTrip)
      state.clockOffsetMs = offset;
  }

  /** A question from the bus goes on to the recorder. */
  #ask(message: BusMessage): void {
    if (message.kind !== 'request') return;
    const { id, method, timeoutSeconds } = message;
    this.#line.send({
      type: 'request',
      id,
      method: method as RequestMessage['method'],
      timeoutSeconds,
    });
    this.#deps.bus.publish({ kind: 'taken', sessionId: message.sessionId, id });
  }

  async #slowDown(): Promise<void> {
    this.#deps.metrics.slowDowns.add(1);
    this.#line.send({ type: 'slowDown', seconds: SLOW_DOWN_SECONDS });
    this.#pause('journal');
    await this.#ingest.whenRoom();
    this.#resume('journal');
  }

  #fail(error: unknown): void {
    if (this.#closed) return;
    const known =
      error instanceof WireError
        ? error
        : new WireError('unavailable', 'Something went wrong inside the server');
    if (known !== error) this.#deps.log.error({ err: error }, 'recorder’s message failed');
    const { reason: code, message: detail, seq } = known;
    this.#line.send({ type: 'error', code, detail, ...(seq === undefined ? {} : { seq }) });
    this.end();
    this.#line.close(code, detail);
  }
}

function instanceOf(hello: Hello | undefined): string {
  const { instance } = (hello?.recorder ?? {}) as { instance?: unknown };
  return typeof instance === 'string' ? instance : '';
}
