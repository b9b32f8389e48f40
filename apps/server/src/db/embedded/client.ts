import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import type { PGliteDialectConfig } from 'kysely';
import { BEGIN, type Bulk, type BulkMode } from '../bulk.ts';
import { startThread } from '../../threads/start-thread.ts';
import { ensureDatabase } from './create.ts';
import type { DatabaseRequest, DatabaseResponse, StatementResult } from './messages.ts';
import { Turns } from './turns.ts';

type PGlite = Exclude<PGliteDialectConfig['pglite'], (...given: never[]) => unknown>;
const FILE = new URL('./thread.ts', import.meta.url);

type WithoutId<T> = T extends { readonly id: number } ? Omit<T, 'id'> : never;

export type Embedded = {
  /** The face of PGlite that Kysely's dialect needs. */
  readonly pglite: PGlite;
  readonly executeSql: (text: string, values?: unknown[]) => Promise<{ rows: unknown[] }>;
  /** Tasks that have their turn or wait for it. */
  readonly count: () => number;
  readonly bulk: <T>(mode: BulkMode, task: (bulk: Bulk) => Promise<T>) => Promise<T>;
  readonly close: () => Promise<void>;
};

/** Starts the thread of the embedded database. There is one connection: whoever has its turn has it alone. */
export async function openEmbedded(folder: string): Promise<Embedded> {
  await ensureDatabase(folder);
  const thread = await startDatabase(folder);
  return {
    pglite: toPGlite(thread),
    executeSql: async (text, values) => {
      const results = await thread.turns.take(() => thread.executeAlone(text, values));
      return { rows: results.flatMap((result) => result.rows) };
    },
    count: () => thread.turns.count,
    bulk: (mode, task) => thread.turns.take(() => bulkOn(thread, mode, task)),
    close: () => thread.close(),
  };
}

async function bulkOn<T>(
  thread: DatabaseThread,
  mode: BulkMode,
  task: (bulk: Bulk) => Promise<T>,
): Promise<T> {
  await thread.script(BEGIN[mode]);
  try {
    const result = await task({
      query: async <R>(text: string, values?: unknown[]) =>
        (await thread.query(text, values ?? [])).rows as R[],
      copyOut: (select) => thread.copyOut(`copy (${select}) to '/dev/blob' with (format binary)`),
      copyIn: (target, copy) =>
        thread.copyIn(`copy ${target} from '/dev/blob' with (format binary)`, copy),
    });
    await thread.script('commit');
    return result;
  } catch (error) {
    await thread.script('rollback').catch(() => undefined);
    throw error;
  }
}

async function startDatabase(folder: string): Promise<DatabaseThread> {
  const worker = startThread(FILE, {
    workerData: { folder },
    name: 'database',
  });
  const thread = new DatabaseThread(worker);
  await thread.started;
  return thread;
}

function toPGlite(thread: DatabaseThread): PGlite {
  const query = async <T>(text: string, values?: unknown[]) =>
    toKyselyResult<T>(await thread.query(text, values ?? []));
  return {
    ready: true,
    waitReady: Promise.resolve(),
    get closed() {
      return thread.closed;
    },
    close: () => thread.close(),
    query: (text, values) => thread.turns.take(() => query(text, values)),
    transaction: (callback) =>
      thread.turns.take(async () => {
        await thread.script('begin');
        try {
          const result = await callback({ query, rollback: async () => undefined });
          const [committed] = await thread.script('commit');
          if (committed?.command === 'ROLLBACK') throw new AbortedError();
          return result;
        } catch (error) {
          if (!(error instanceof AbortedError)) await thread.script('rollback');
          throw error;
        }
      }),
  };
}

function toKyselyResult<T>({ rows, affectedRows }: StatementResult) {
  return { rows: rows as T[], fields: [], ...(affectedRows === undefined ? {} : { affectedRows }) };
}

class AbortedError extends Error {
  override name = 'AbortedError';
  readonly code = '25P02';
}

class DatabaseThread {
  readonly turns = new Turns();
  readonly started: Promise<unknown>;
  closed = false;
  readonly #worker: Worker;
  readonly #waiting = new Map<
    number,
    { resolve: (results: StatementResult[]) => void; reject: (error: Error) => void }
  >();
  #lastId = 0;

  constructor(worker: Worker) {
    this.#worker = worker;
    this.started = new Promise<StatementResult[]>((resolve, reject) => {
      this.#waiting.set(0, { resolve, reject });
    });
    worker.on('message', (response: DatabaseResponse) => this.#settle(response));
    worker.on('error', (error) => this.#fail(toError(error)));
    worker.on('exit', () => this.#fail(new Error('The embedded database has ended')));
  }

  async query(text: string, values: unknown[]): Promise<StatementResult> {
    const [result] = await this.#send({ kind: 'query', text, values });
    return result ?? { rows: [], affectedRows: 0, command: undefined };
  }

  script(text: string): Promise<StatementResult[]> {
    return this.#send({ kind: 'script', text });
  }

  async *copyOut(text: string): AsyncGenerator<Uint8Array> {
    const [result] = await this.#send({ kind: 'copy-out', text });
    yield result?.rows[0] as Uint8Array;
  }

  async copyIn(text: string, copy: Uint8Array): Promise<void> {
    await this.#send({ kind: 'copy-in', text, copy });
  }

  /** Runs text as a pool would: what it leaves open after a failure is rolled back. */
  async executeAlone(text: string, values?: unknown[]): Promise<StatementResult[]> {
    try {
      return values && values.length > 0
        ? [await this.query(text, values)]
        : await this.script(text);
    } catch (error) {
      await this.script('rollback').catch(() => undefined);
      throw error;
    }
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.turns.take(async () => {
      const ended = once(this.#worker, 'exit');
      await this.#send({ kind: 'close' });
      await ended;
    });
  }

  #send(request: WithoutId<DatabaseRequest>): Promise<StatementResult[]> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ ...request, id }, largeBuffers(request));
    });
  }

  #settle(response: DatabaseResponse): void {
    const waiting = this.#waiting.get(response.id);
    this.#waiting.delete(response.id);
    if (response.kind === 'done') waiting?.resolve(response.results);
    else waiting?.reject(Object.assign(new Error('Database error'), response.error));
  }

  #fail(error: Error): void {
    this.closed = true;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

const LARGE = 64 * 1024;

/** Buffers that move to the thread instead of being copied; whoever binds one this large does not use it again. */
function largeBuffers(request: WithoutId<DatabaseRequest>): ArrayBuffer[] {
  if (request.kind !== 'query') return [];
  return request.values.flatMap((value) => {
    const isOwn = value instanceof Uint8Array && value.byteLength === value.buffer.byteLength;
    return isOwn && value.byteLength >= LARGE ? [value.buffer as ArrayBuffer] : [];
  });
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
