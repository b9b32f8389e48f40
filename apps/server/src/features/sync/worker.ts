// Forwards sessions for as long as the server runs: one at a time, laps of a running session first, for ever.
import { once } from 'node:events';
import { setTimeout as sleepFor } from 'node:timers/promises';
import type { BusMessage } from '../../bus/bus.ts';
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { backOffSeconds, Bandwidth, type Sleep } from './bandwidth.ts';
import { sweepPieces } from './pieces.ts';
import { claimLease, findItem, findNext, releaseLease, saveItem } from './queries.ts';
import { forgetPieces } from './receive.ts';
import { sendSession } from './send.ts';
import { type Status, StatusKeeper } from './status.ts';
import { openUpstream, type Upstream, UpstreamError } from './upstream.ts';

const POLL_MS = 3000;
const LEASE_SECONDS = 30;
const FORGET_MS = 3_600_000;

export type WorkerOptions = {
  readonly sleep?: Sleep;
  readonly random?: () => number;
  readonly upstream?: Upstream;
};

/** Ends when the signal is aborted. */
export async function runForwarding(
  ctx: Ctx,
  signal: AbortSignal,
  options: WorkerOptions = {},
): Promise<void> {
  const stopForgetting = await startForgetting(ctx, signal);
  try {
    if (ctx.config.UPSTREAM_URL !== '') await new Forwarding(ctx, signal, options).run();
    else if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await stopForgetting();
  }
}

/** Removes what is left of sessions on their way, now and every hour; sessions do not wait for what fails of it. */
async function startForgetting(ctx: Ctx, signal: AbortSignal): Promise<() => Promise<void>> {
  const forget = async () => {
    try {
      await forgetPieces(ctx);
      await sweepPieces(ctx);
    } catch (error) {
      if (!signal.aborted) ctx.log.warn({ err: error }, 'old pieces could not be removed');
    }
  };
  await forget();
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running = forget();
  }, FORGET_MS);
  timer.unref();
  return async () => {
    clearInterval(timer);
    await running;
  };
}

class Forwarding {
  readonly #ctx: Ctx;
  readonly #signal: AbortSignal;
  readonly #sleep: Sleep;
  readonly #random: () => number;
  readonly #upstream: Upstream;
  readonly #bandwidth: Bandwidth;
  readonly #status: StatusKeeper;
  readonly #holder: string;
  #failures = 0;
  #isStatusClear = false;
  #wake = new AbortController();
  /** A person asked since the last look: `#wake` may be aborted by then for a lap, and tells one reason only. */
  #isWanted = false;
  #current: { readonly live: boolean; readonly preempt: AbortController } | undefined;

  constructor(ctx: Ctx, signal: AbortSignal, options: WorkerOptions) {
    const { UPSTREAM_URL, UPSTREAM_TOKEN, UPSTREAM_BYTES_PER_SECOND } = ctx.config;
    this.#ctx = ctx;
    this.#signal = signal;
    this.#sleep = options.sleep ?? sleepUntil;
    this.#random = options.random ?? Math.random;
    this.#upstream = options.upstream ?? openUpstream(UPSTREAM_URL, UPSTREAM_TOKEN);
    const now = () => ctx.now().getTime();
    this.#bandwidth = new Bandwidth(UPSTREAM_BYTES_PER_SECOND, { now, sleep: this.#sleep });
    this.#status = new StatusKeeper(ctx);
    this.#holder = ctx.newId();
  }

  async run(): Promise<void> {
    const unsubscribe = this.#ctx.bus.subscribe('*', (message) => this.#hear(message));
    try {
      while (!this.#signal.aborted) await this.#turn();
    } finally {
      unsubscribe();
      await releaseLease(this.#ctx.db, this.#holder).catch(() => undefined);
    }
  }

  /** One session, or one wait. */
  async #turn(): Promise<void> {
    this.#wake = new AbortController();
    this.#isWanted = false;
    try {
      await this.#clearStatus();
      const next = (await this.#holdsLease())
        ? await findNext(this.#ctx.db, this.#ctx.actor.userId, this.#ctx.now())
        : undefined;
      if (next) return await this.#send(next.id, next.state === 'live');
    } catch (error) {
      if (this.#signal.aborted) return;
      this.#ctx.log.warn({ err: error }, 'forwarding could not look for sessions');
    }
    await this.#wait(POLL_MS);
  }

  /** What an earlier process was at when it ended is over. */
  async #clearStatus(): Promise<void> {
    if (this.#isStatusClear) return;
    await this.#status.save({ current: null, nextTryAt: null });
    this.#isStatusClear = true;
  }

  async #send(sessionId: string, live: boolean): Promise<void> {
    const preempt = new AbortController();
    this.#current = { live, preempt };
    const renewal = setInterval(() => void this.#holdsLease().catch(() => false), 10_000);
    try {
      await this.#status.save({ current: sessionId });
      await sendSession(
        this.#ctx,
        {
          upstream: this.#upstream,
          bandwidth: this.#bandwidth,
          signal: AbortSignal.any([this.#signal, preempt.signal]),
          sleep: this.#sleep,
          onBytes: (bytes) => this.#status.count(bytes),
          onProgress: () => (this.#failures = 0),
        },
        sessionId,
      );
      this.#failures = 0;
      const lastSuccessAt = this.#ctx.now().toISOString();
      await this.#status.save({ current: null, lastSuccessAt, lastError: null, nextTryAt: null });
    } catch (error) {
      if (!this.#signal.aborted && !preempt.signal.aborted) await this.#failed(sessionId, error);
    } finally {
      clearInterval(renewal);
      this.#current = undefined;
    }
  }

  async #failed(sessionId: string, error: unknown): Promise<void> {
    // It was deleted here meanwhile.
    if (error instanceof AppError && error.code === 'session_not_found') return;
    const { code, detail, concernsAll, retryAfterSeconds } = toFailure(error);
    this.#ctx.log.warn({ err: error, sessionId }, 'session could not be forwarded');
    const { db, now } = this.#ctx;
    const attempts = ((await findItem(db, sessionId))?.attempts ?? 0) + 1;
    this.#failures = concernsAll ? this.#failures + 1 : 0;
    const seconds = backOffSeconds(
      concernsAll ? this.#failures : attempts,
      this.#random,
      retryAfterSeconds,
    );
    const nextTryAt = new Date(now().getTime() + seconds * 1000);
    await saveItem(db, sessionId, {
      state: 'failed',
      attempts,
      error_code: code,
      error_detail: detail,
      next_try_at: concernsAll ? null : nextTryAt,
    });
    const status: Partial<Status> = {
      current: null,
      lastError: { code, detail, at: now().toISOString() },
      nextTryAt: concernsAll ? nextTryAt.toISOString() : null,
    };
    await this.#status.save(status);
    if (concernsAll) await this.#wait(seconds * 1000, true);
  }

  #hear(message: BusMessage): void {
    if (message.kind === 'sync-wanted') this.#isWanted = true;
    else if (message.kind !== 'lap' && message.kind !== 'ended') return;
    this.#wake.abort();
    // A lap that has just been driven goes before what was driven some time ago.
    if (message.kind === 'lap' && this.#current?.live === false) this.#current.preempt.abort();
  }

  /** After an error only a person makes it shorter. */
  async #wait(milliseconds: number, stubborn = false): Promise<void> {
    const until = this.#ctx.now().getTime() + milliseconds;
    for (;;) {
      const { signal } = this.#wake;
      if (this.#isWanted || (signal.aborted && !stubborn)) return;
      if (signal.aborted) this.#wake = new AbortController();
      const left = until - this.#ctx.now().getTime();
      if (left <= 0 || this.#signal.aborted) return;
      await this.#sleep(left, AbortSignal.any([this.#signal, this.#wake.signal]));
    }
  }

  async #holdsLease(): Promise<boolean> {
    const { db, config, now } = this.#ctx;
    // An embedded database has one process, and nobody to leave a lease behind.
    if (config.DATABASE_URL === '') return true;
    return claimLease(db, this.#holder, now(), LEASE_SECONDS);
  }
}

function toFailure(error: unknown) {
  if (error instanceof UpstreamError) {
    const { code, message: detail, concernsAll, retryAfterSeconds } = error;
    return { code, detail, concernsAll, retryAfterSeconds };
  }
  const code = error instanceof AppError ? error.code : 'internal';
  const detail = error instanceof AppError ? error.message : 'Something went wrong on this server';
  return { code, detail, concernsAll: false, retryAfterSeconds: null };
}

async function sleepUntil(milliseconds: number, signal?: AbortSignal): Promise<void> {
  await sleepFor(milliseconds, undefined, signal ? { signal } : {}).catch(() => undefined);
}
