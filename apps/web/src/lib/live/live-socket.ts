import {
  CLOSE_CODES,
  type CloseReason,
  decodeMessage,
  encodeMessage,
  type FromTelemetry,
  type LinkState,
  type LiveState,
  reasonOfClose,
  type ToTelemetry,
  type ViewerFrame,
} from '@outlap/protocol';
import { createSocketTicket, toApiError } from '../api.ts';
import { waitBefore, waitToMove } from './back-off.ts';

type Subscribe = Extract<ToTelemetry, { type: 'subscribe' }>;
type SessionAnswer = Extract<FromTelemetry, { type: 'session' }>;
type LapNews = Extract<FromTelemetry, { type: 'lap' }>;
type Refusal = Extract<FromTelemetry, { type: 'error' }>;

/** What is asked for; `all` is every running session. */
export type Wanted = Omit<Subscribe, 'type' | 'id' | 'afterSeconds'>;

/** Called as messages come. `frame` carries samples in rising order, `afterSeconds` tells how far they have got. */
export type Follower = {
  readonly session?: (answer: SessionAnswer) => void;
  readonly frame?: (frame: ViewerFrame) => void;
  readonly state?: (state: LiveState) => void;
  readonly link?: (link: LinkState) => void;
  readonly lap?: (lap: LapNews) => void;
  readonly alert?: (alert: unknown) => void;
  readonly end?: (sessionId: string) => void;
  readonly refused?: (refusal: Refusal) => void;
  /** Last second that was taken in; history after a reconnect begins behind it. */
  readonly afterSeconds?: () => number | undefined;
};

export type SocketState = 'closed' | 'connecting' | 'open' | 'waiting' | 'refused';
/** `roundTripMs` of the last ping; `serverAheadMs`: the server's wall clock less this one's. */
export type Ping = { readonly roundTripMs: number; readonly serverAheadMs: number };

const PING_MILLISECONDS = 2000;
const SILENT_MILLISECONDS = 8000;
const IDLE_MILLISECONDS = 250;
/** Answers to the wish for a ticket that stay the same when they are asked for again. */
const REFUSALS: Readonly<Record<number, CloseReason>> = { 401: 'unauthorized', 403: 'forbidden' };

/**
 * The one connection of a page to `/ws/telemetry`. Opens with the first subscription, comes back by itself for ever, and
 * subscribes anew behind the last second each follower has; closes when nobody follows.
 */
export class LiveSocket {
  state: SocketState = 'closed';
  ping: Ping | undefined;
  private socket: WebSocket | undefined;
  private readonly followed = new Map<string, { wanted: Wanted; follower: Follower }>();
  private readonly watchers = new Set<(state: SocketState) => void>();
  private count = 0;
  private tries = 0;
  private retry: ReturnType<typeof setTimeout> | undefined;
  private idle: ReturnType<typeof setTimeout> | undefined;
  private beat: ReturnType<typeof setInterval> | undefined;
  private heardAt = 0;
  private readonly pinged = new Map<number, number>();
  private readonly address: string;
  private readonly askTicket: () => Promise<string>;
  private connects = 0;

  /** `askTicket` gives what lets one connection in; it throws an ApiError. */
  constructor(address: string, askTicket: () => Promise<string>) {
    this.address = address;
    this.askTicket = askTicket;
  }

  /** Follows a session, or all; returns how to stop. */
  follow(wanted: Wanted, follower: Follower): () => void {
    const id = `s${++this.count}`;
    this.followed.set(id, { wanted, follower });
    clearTimeout(this.idle);
    if (this.state === 'open') this.subscribe(id);
    else if (this.state !== 'connecting') this.connect();
    return () => {
      if (!this.followed.delete(id)) return;
      if (this.state === 'open') this.send({ type: 'unsubscribe', id });
      // Who follows other channels stops and begins anew: the connection stays for that.
      if (this.followed.size === 0) this.idle = setTimeout(() => this.close(), IDLE_MILLISECONDS);
    };
  }

  /** Calls `watch` now and whenever the connection changes; returns how to stop. */
  watch(watch: (state: SocketState) => void): () => void {
    this.watchers.add(watch);
    watch(this.state);
    return () => void this.watchers.delete(watch);
  }

  /** Tries at once instead of at the end of the wait. */
  connect(): void {
    clearTimeout(this.retry);
    this.drop();
    this.become('connecting');
    this.heardAt = performance.now();
    this.beat = setInterval(() => this.check(), PING_MILLISECONDS);
    const attempt = ++this.connects;
    this.askTicket().then(
      (ticket) => {
        if (attempt === this.connects && this.state === 'connecting') this.open(ticket);
      },
      (cause: unknown) => {
        if (attempt !== this.connects || this.state !== 'connecting') return;
        const { status } = toApiError(cause);
        this.lost(CLOSE_CODES[REFUSALS[status] ?? 'unavailable'].code);
      },
    );
  }

  /** The ticket goes as a subprotocol: addresses end up in logs, and browsers set no other header here. */
  private open(ticket: string): void {
    const socket = new WebSocket(this.address, ['outlap.v1.cbor', `ticket.${ticket}`]);
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    socket.onopen = () => this.opened();
    socket.onmessage = ({ data }: MessageEvent<ArrayBuffer | string>) => this.heard(data);
    socket.onclose = ({ code }) => this.lost(code);
  }

  private opened(): void {
    this.become('open');
    for (const id of this.followed.keys()) this.subscribe(id);
    this.check();
  }

  private close(): void {
    clearTimeout(this.retry);
    this.drop();
    this.become('closed');
  }

  /** Lets go of the socket without hearing of it again. */
  private drop(): void {
    clearInterval(this.beat);
    const { socket } = this;
    this.socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
  }

  private lost(code: number): void {
    this.drop();
    const reason = reasonOfClose(code);
    if (reason && !CLOSE_CODES[reason].retry) return this.become('refused');
    this.become('waiting');
    const random = Math.random();
    const wait = reason === 'restarting' ? waitToMove(random) : waitBefore(this.tries++, random);
    this.retry = setTimeout(() => this.connect(), wait);
  }

  private subscribe(id: string): void {
    const entry = this.followed.get(id);
    if (!entry) return;
    const after = entry.follower.afterSeconds?.();
    this.send({
      type: 'subscribe',
      id,
      ...entry.wanted,
      ...(after === undefined ? {} : { afterSeconds: after }),
    });
  }

  private send(message: ToTelemetry): void {
    if (this.socket?.readyState === WebSocket.OPEN)
      this.socket.send(encodeMessage(message, 'outlap.v1.cbor'));
  }

  /** A half-open link says nothing at all: not even the answer to a ping. */
  private check(): void {
    const now = performance.now();
    if (now - this.heardAt > SILENT_MILLISECONDS) return this.lost(CLOSE_CODES.going_away.code);
    if (this.state !== 'open') return;
    const id = ++this.count;
    this.pinged.clear();
    this.pinged.set(id, now);
    this.send({ type: 'ping', id });
  }

  private heard(data: ArrayBuffer | string): void {
    this.heardAt = performance.now();
    this.tries = 0;
    const message = toMessage(data);
    if (message.type === 'pong') this.measure(message);
    else if ('id' in message && message.id !== undefined)
      tell(this.followed.get(message.id)?.follower, message);
    else
      for (const { wanted, follower } of this.followed.values())
        if (concerns(message, wanted)) tell(follower, message);
  }

  private measure({ id, at }: { id: number; at: number }): void {
    const sent = this.pinged.get(id);
    if (sent === undefined) return;
    const roundTripMs = performance.now() - sent;
    const serverAheadMs = at + roundTripMs / 2 - Date.now();
    // The quicker a round trip, the better it tells the clocks apart.
    const keep = this.ping && this.ping.roundTripMs < roundTripMs * 0.5;
    this.ping = {
      roundTripMs,
      serverAheadMs: keep ? (this.ping?.serverAheadMs ?? 0) : serverAheadMs,
    };
  }

  private become(state: SocketState): void {
    if (this.state === state) return;
    this.state = state;
    for (const watch of this.watchers) watch(state);
  }
}

/** The server speaks the protocol of the same release; what it sends is not checked field by field. */
function toMessage(data: ArrayBuffer | string): FromTelemetry {
  const bytes = typeof data === 'string' ? data : new Uint8Array(data);
  return decodeMessage(bytes) as FromTelemetry;
}

function concerns(message: FromTelemetry, { sessionId }: Wanted): boolean {
  if (sessionId === 'all') return true;
  switch (message.type) {
    case 'state':
      return message.state.sessionId === sessionId;
    case 'link':
      return message.link.sessionId === sessionId;
    case 'lap':
    case 'end':
      return message.sessionId === sessionId;
    case 'alert':
      return sessionOfAlert(message.alert) === sessionId;
    default:
      return true;
  }
}

function sessionOfAlert(alert: unknown): unknown {
  return typeof alert === 'object' && alert !== null && 'sessionId' in alert
    ? alert.sessionId
    : undefined;
}

type Telling = {
  readonly [Type in FromTelemetry['type']]: (
    follower: Follower,
    message: Extract<FromTelemetry, { type: Type }>,
  ) => void;
};
const TELL: Telling = {
  session: (follower, message) => follower.session?.(message),
  frame: (follower, message) => follower.frame?.(message),
  state: (follower, { state }) => follower.state?.(state),
  link: (follower, { link }) => follower.link?.(link),
  lap: (follower, message) => follower.lap?.(message),
  alert: (follower, { alert }) => follower.alert?.(alert),
  end: (follower, { sessionId }) => follower.end?.(sessionId),
  error: (follower, message) => follower.refused?.(message),
  pong: () => undefined,
};

/** A message of a kind this page does not know is left alone. */
function tell(follower: Follower | undefined, message: FromTelemetry): void {
  if (!follower || !Object.hasOwn(TELL, message.type)) return;
  // The table has each kind's own function; the type of a pair chosen at run time cannot say so.
  (TELL[message.type] as (follower: Follower, message: FromTelemetry) => void)(follower, message);
}

let shared: LiveSocket | undefined;

/** The connection of this page to the server it came from. */
export function liveSocket(): LiveSocket {
  shared ??= new LiveSocket(
    `${location.origin.replace(/^http/, 'ws')}/ws/telemetry`,
    async () => (await createSocketTicket()).ticket,
  );
  return shared;
}
