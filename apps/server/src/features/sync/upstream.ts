// The upstream server as the sending side sees it. Every answer is one of: what was asked for, or an UpstreamError.
import { ReadableStream as NodeStream } from 'node:stream/web';
import { Value } from 'typebox/value';
import type { Static, TSchema } from 'typebox';
import { SyncAnswer, SyncDigest, type SyncManifest, SyncObjectState } from './schemas.ts';

const ANSWER_MS = 120_000;
/** Proving and placing a large recording takes the upstream server a while. */
const LONG_ANSWER_MS = 900_000;
/** A connection that takes no byte for so long is dead. */
const STALL_MS = 60_000;

export class UpstreamError extends Error {
  override name = 'UpstreamError';
  /** 0: there was no answer. */
  readonly status: number;
  readonly code: string;
  readonly retryAfterSeconds: number | null;
  constructor(
    status: number,
    code: string,
    detail: string,
    retryAfterSeconds: number | null = null,
    options?: ErrorOptions,
  ) {
    super(detail, options);
    this.status = status;
    this.code = code;
    this.retryAfterSeconds = retryAfterSeconds;
  }
  /** Whether the next session would fare the same. */
  get concernsAll(): boolean {
    if (this.code === 'session_not_found') return false;
    return [0, 401, 403, 404, 408, 421, 429].includes(this.status) || this.status >= 500;
  }
}

export type Upstream = {
  readonly announce: (manifest: SyncManifest, signal: AbortSignal) => Promise<SyncAnswer>;
  readonly objectState: (sha256: string, signal: AbortSignal) => Promise<SyncObjectState>;
  readonly put: (
    sha256: string,
    part: { readonly offset: number; readonly bytes: number },
    body: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ) => Promise<SyncObjectState>;
  readonly complete: (
    sessionId: string,
    manifestHash: string,
    signal: AbortSignal,
  ) => Promise<SyncDigest>;
};

export function openUpstream(url: string, token: string): Upstream {
  const base = url.replace(/\/+$/, '');
  const headers = token === '' ? {} : { authorization: `Bearer ${token}` };

  async function call<T extends TSchema>(
    schema: T,
    path: string,
    init: RequestInit & { readonly signal: AbortSignal; readonly duplex?: 'half' },
  ): Promise<Static<T>> {
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(`${base}/api/sync${path}`, {
        ...init,
        redirect: 'error',
        headers: { ...headers, ...(init.headers as Record<string, string> | undefined) },
      });
      body = await response.json().catch(() => null);
    } catch (error) {
      throw new UpstreamError(
        0,
        'upstream_unreachable',
        `The upstream server does not answer (${reasonOf(error)})`,
        null,
        { cause: error },
      );
    }
    if (!response.ok) throw refusalOf(response, body);
    if (!Value.Check(schema, body))
      throw new UpstreamError(502, 'unexpected_answer', 'What answers is no Outlap server');
    return body;
  }
  const post = (value: unknown, signal: AbortSignal, milliseconds: number) => ({
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(value),
    signal: AbortSignal.any([signal, AbortSignal.timeout(milliseconds)]),
  });

  return {
    announce: (manifest, signal) =>
      call(SyncAnswer, '/sessions', post(manifest, signal, LONG_ANSWER_MS)),
    objectState: (sha256, signal) =>
      call(SyncObjectState, `/objects/${sha256}`, {
        signal: AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
      }),
    complete: (sessionId, manifestHash, signal) =>
      call(
        SyncDigest,
        `/sessions/${sessionId}/complete`,
        post({ manifestHash }, signal, LONG_ANSWER_MS),
      ),
    put: async (sha256, { offset, bytes }, body, signal) => {
      const watch = new Watchdog();
      try {
        return await call(SyncObjectState, `/objects/${sha256}`, {
          method: 'PUT',
          headers: {
            'content-type': 'application/octet-stream',
            'content-range': `bytes ${offset}-${bytes - 1}/${bytes}`,
          },
          body: streamOf(watch.over(body)),
          duplex: 'half',
          signal: AbortSignal.any([signal, watch.signal]),
        });
      } finally {
        watch.stop();
      }
    },
  };
}

/** Gives a connection up that takes nothing any more. */
class Watchdog {
  readonly #stalled = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  get signal(): AbortSignal {
    return this.#stalled.signal;
  }

  async *over(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of body) {
      this.#wait(STALL_MS);
      yield chunk;
    }
    this.#wait(LONG_ANSWER_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  #wait(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => this.#stalled.abort(new Error('the connection stands still')),
      milliseconds,
    );
  }
}

function refusalOf(response: Response, body: unknown): UpstreamError {
  const { status, headers } = response;
  const problem = (typeof body === 'object' && body !== null ? body : {}) as Record<
    string,
    unknown
  >;
  const { code, detail } = problem;
  return new UpstreamError(
    status,
    typeof code === 'string' ? code.slice(0, 100) : `http_${status}`,
    typeof detail === 'string' ? detail.slice(0, 300) : `The upstream server answered ${status}`,
    retryAfter(headers.get('retry-after')),
  );
}

/** Seconds of a Retry-After; its form with a date is rare enough to count as none. */
function retryAfter(text: string | null): number | null {
  return text !== null && /^\d{1,6}$/.test(text.trim()) ? Number(text) : null;
}

function reasonOf(error: unknown): string {
  const { cause, message } = error as Error & { cause?: { code?: unknown; message?: unknown } };
  const [reason = message] = [cause?.code, cause?.message].filter((one) => typeof one === 'string');
  return reason.slice(0, 100);
}

/** Node's stream is the platform's; only their types differ, once a package brings those of browsers. */
function streamOf(bytes: AsyncIterable<Uint8Array>): ReadableStream {
  return NodeStream.from(bytes) as unknown as ReadableStream;
}
