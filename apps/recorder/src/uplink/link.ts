import {
  type CloseReason,
  decodeFrame,
  type DiagnosticMethod,
  type ErrorMessage,
  type RecorderStatus,
} from '@outlap/protocol';
import type { Credential } from '../login/index.ts';
import type { SourceClock } from '../sources/source.ts';
import type { LogRecord, NewFrame, Spool, StreamLog } from '../spool/index.ts';
import type { ClockOffset } from './clock-offset.ts';
import { Connection, type ConnectionOptions, type OpenSocket } from './connection.ts';
import { splitFrame } from './split-frame.ts';
import {
  backOffSeconds,
  isUnauthorized,
  judge,
  moveSeconds,
  PAUSE_SECONDS,
  type Verdict,
} from './verdict.ts';

export type LinkOptions = {
  readonly url: string;
  readonly credential: Credential;
  readonly recorder: ConnectionOptions['recorder'];
  readonly clock: SourceClock;
  readonly random: () => number;
  readonly openSocket: OpenSocket;
  readonly spool: Spool;
  readonly offset: ClockOffset;
  readonly status: () => Omit<RecorderStatus, 'type'>;
  readonly request: (method: DiagnosticMethod, signal: AbortSignal) => Promise<unknown>;
};

export type LinkState = {
  readonly state: 'connecting' | 'connected' | 'waiting' | 'paused' | 'over';
  /** Why it waits or is paused. */
  readonly detail: string | null;
  /** By the wall clock. */
  readonly retryAt: number | null;
  readonly retries: number;
  readonly lastAckAt: number | null;
};

const STRIKES = 3;
/** Once it has gone one by one, a frame that is too large is known for sure. */
const STRIKES_TOO_LARGE = 2;

/** Refusals of a frame that no sending again mends. */
const FOR_GOOD: readonly CloseReason[] = ['malformed_message', 'invalid_frame', 'frame_too_large'];

/** Brings one stream to the server, however often the connection breaks. */
export class Link {
  readonly log: StreamLog;
  readonly #options: LinkOptions;
  readonly #isCurrent: boolean;
  #connection: Connection | undefined;
  #state: LinkState = {
    state: 'connecting',
    detail: null,
    retryAt: null,
    retries: 0,
    lastAckAt: null,
  };
  #failures = 0;
  /** What the server had when it last took something. */
  #taken: number;
  #hasRefused = false;
  /** A new token has been tried since the server last took something. */
  #hasRenewed = false;
  #strikes: { readonly seq: number; count: number } | undefined;

  /** `isCurrent`: the car is being driven now, so it can be asked something. */
  constructor(log: StreamLog, isCurrent: boolean, options: LinkOptions) {
    this.log = log;
    this.#taken = log.acked;
    this.#isCurrent = isCurrent;
    this.#options = options;
  }

  get state(): LinkState {
    return this.#state;
  }
  get isSlowed(): boolean {
    return this.#connection?.isSlowed ?? false;
  }

  offer(record?: LogRecord, frame?: NewFrame): void {
    this.#connection?.offer(record, frame);
  }

  describe(): void {
    this.#connection?.describe();
  }

  /** Goes on until the server has the whole stream, its session was deleted there, or `signal` aborts. */
  async run(signal: AbortSignal): Promise<'ended' | 'deleted' | 'stopped'> {
    while (!signal.aborted) {
      const verdict = await this.#connect(signal);
      if (signal.aborted) break;
      if (verdict.kind === 'ended' || verdict.kind === 'deleted') {
        this.#set({ state: 'over', detail: null, retryAt: null });
        return verdict.kind;
      }
      await this.#wait(verdict, signal);
    }
    return 'stopped';
  }

  async #connect(signal: AbortSignal): Promise<Verdict> {
    const { clock, credential } = this.#options;
    this.#set({ state: 'connecting', retryAt: null });
    const token = await credential.token();
    if (signal.aborted) return { kind: 'retry', detail: '' };
    const connection = new Connection(this.log, {
      ...this.#options,
      token,
      request: this.#isCurrent ? this.#options.request : undefined,
      isCareful: () => this.#strikes !== undefined,
      onRefused: (seq, error) => this.#refuse(seq, error),
      onWelcome: () => this.#set({ state: 'connected', detail: null, retryAt: null }),
      onAck: () => {
        this.#onTaken();
        if (this.#strikes && this.log.acked >= this.#strikes.seq) this.#strikes = undefined;
        this.#set({ lastAckAt: clock.wall() });
      },
    });
    this.#connection = connection;
    this.#hasRefused = false;
    const stop = () => connection.close();
    signal.addEventListener('abort', stop);
    const outcome = await connection.outcome;
    signal.removeEventListener('abort', stop);
    this.#connection = undefined;
    const verdict = judge(outcome);
    if (isUnauthorized(outcome) && (await this.#renew(token)))
      return { kind: 'wait', seconds: 0, detail: 'The token was renewed' };
    if (verdict.kind === 'blame' && connection.suspect !== undefined && !this.#hasRefused)
      this.#suspect(this.log.acked + 1, verdict);
    return verdict;
  }

  // A server acknowledges each description as well: that it greets does not yet mean that it works.
  #onTaken(): void {
    if (this.log.acked <= this.#taken) return;
    this.#taken = this.log.acked;
    this.#failures = 0;
    this.#hasRenewed = false;
  }

  /** A new token is tried at once; if the server takes that one no more either, after a pause. */
  async #renew(refused: string | undefined): Promise<boolean> {
    this.#hasRenewed = !this.#hasRenewed && (await this.#options.credential.renew(refused));
    return this.#hasRenewed;
  }

  async #wait(verdict: Verdict, signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#options;
    if (verdict.kind !== 'move') this.#failures++;
    const isPaused = verdict.kind === 'pause';
    const seconds = secondsOf(verdict, this.#failures, random);
    this.#set({
      state: isPaused ? 'paused' : 'waiting',
      detail: 'detail' in verdict ? verdict.detail : null,
      retryAt: clock.wall() + seconds * 1000,
      retries: this.#state.retries + 1,
    });
    await clock.sleep(seconds, signal);
  }

  /** The server closed while this frame was the first it had not acknowledged: three times, and it is put aside. */
  #suspect(seq: number, { tooLarge, detail }: Extract<Verdict, { kind: 'blame' }>): void {
    if (this.#strikes?.seq !== seq) this.#strikes = { seq, count: 0 };
    this.#strikes.count++;
    if (this.#strikes.count < (tooLarge ? STRIKES_TOO_LARGE : STRIKES)) return;
    this.#strikes = undefined;
    this.#putAside(seq, tooLarge, detail);
  }

  #refuse(seq: number, { code, detail }: ErrorMessage): void {
    if (!FOR_GOOD.includes(code) || seq <= this.log.acked || seq > this.log.last) return;
    this.#hasRefused = true;
    this.#putAside(seq, code === 'frame_too_large', `${code}: ${detail}`);
    this.#connection?.announceGap(seq);
    this.#connection?.offer();
  }

  /** A frame that is too large goes on as two with numbers of their own; any other is kept for a person to look at. */
  #putAside(seq: number, tooLarge: boolean, reason: string): void {
    const { spool } = this.#options;
    const record = tooLarge ? this.log.find(seq) : undefined;
    const halves = record && splitFrame(decodeFrame(record.bytes), this.log.description.groups);
    if (!halves || this.log.ended) {
      spool.quarantine(this.log, seq, reason);
      return;
    }
    for (const half of halves) this.log.append(half);
    this.log.declareGap({ seq, to: seq, reason: 'quarantined' });
  }

  #set(change: Partial<LinkState>): void {
    this.#state = { ...this.#state, ...change };
  }
}

function secondsOf(verdict: Verdict, failures: number, random: () => number): number {
  if (verdict.kind === 'pause') return PAUSE_SECONDS;
  if (verdict.kind === 'wait') return verdict.seconds;
  return verdict.kind === 'move' ? moveSeconds(random) : backOffSeconds(failures, random);
}
