// The thread of the embedded database: PostgreSQL in WebAssembly runs in whichever thread calls it, and a query blocks
// that thread.
import { fsyncSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { PGlite, type Results } from '@electric-sql/pglite';
import type { DatabaseRequest, DatabaseResponse, StatementResult } from './messages.ts';

const { folder } = workerData as { folder: string };
const port = parentPort;
if (!port) throw new Error('This file runs as a thread');

const pglite = new PGlite({
  dataDir: folder,
  // Without this a power cut loses commits: PGlite starts with -F (no fsync).
  startParams: [
    ...PGlite.defaultStartParams.filter((parameter) => parameter !== '-F'),
    ...['fsync=on', 'wal_sync_method=fsync', 'shared_buffers=16MB'].flatMap((set) => ['-c', set]),
  ],
  // Bytes by the engine's own code: PGlite's converters go through them one by one in JavaScript.
  parsers: { 20: Number, 17: toBytes },
  serializers: { 17: toBinary },
});
await pglite.waitReady;
installFsync();
port.on('message', (request: DatabaseRequest) => void answer(request));
port.postMessage({ id: 0, kind: 'done', results: [] } satisfies DatabaseResponse);

/** PGlite's file system for Node has no fsync at all; PostgreSQL's would be answered by nothing. */
function installFsync(): void {
  type FileSystem = { readonly stream_ops: { fsync?: (stream: { nfd: number }) => number } };
  const { NODEFS } = pglite.Module as unknown as { readonly NODEFS: FileSystem };
  NODEFS.stream_ops.fsync = (stream) => {
    fsyncSync(stream.nfd);
    return 0;
  };
}

/** Bytes read since the last answer: they move to the asking thread. */
const read: ArrayBuffer[] = [];

function toBytes(hex: string): Uint8Array {
  const bytes = new Uint8Array((hex.length - 2) / 2);
  Buffer.from(bytes.buffer).write(hex.slice(2), 'hex');
  read.push(bytes.buffer);
  return bytes;
}

/** PGlite binds a view as it is, in binary form, although its type wants text: text would double every byte. */
function toBinary(bytes: Uint8Array): string {
  return bytes as unknown as string;
}

async function answer(request: DatabaseRequest): Promise<void> {
  let response: DatabaseResponse;
  try {
    response = { id: request.id, kind: 'done', results: await run(request) };
  } catch (error) {
    response = { id: request.id, kind: 'failed', error: toPlain(error) };
  }
  port?.postMessage(response, read.splice(0));
  if (request.kind === 'close') port?.close();
}

async function run(request: DatabaseRequest): Promise<StatementResult[]> {
  if (request.kind === 'close') {
    await pglite.close();
    return [];
  }
  if (request.kind === 'copy-out') return [await copyOut(request.text)];
  if (request.kind === 'copy-in') {
    const blob = new Blob([new Uint8Array(request.copy)]);
    return [toResult(await pglite.query(request.text, [], { blob }))];
  }
  if (request.kind === 'query')
    return [toResult(await pglite.query(request.text, [...request.values]))];
  return (await pglite.exec(request.text)).map(toResult);
}

/** The blob as the one row. It was in memory whole: whoever asks keeps it small. */
async function copyOut(text: string): Promise<StatementResult> {
  const { blob } = await pglite.query(text);
  if (!blob) throw new Error('The database copied nothing');
  const bytes = new Uint8Array(await blob.arrayBuffer());
  read.push(bytes.buffer);
  return { rows: [bytes], affectedRows: undefined, command: undefined };
}

function toResult({ rows, affectedRows, command }: Results): StatementResult {
  return { rows, affectedRows, command };
}

function toPlain(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const own = Object.entries(error).filter(([, value]) => typeof value === 'string');
  return { message: error.message, ...Object.fromEntries(own) };
}
