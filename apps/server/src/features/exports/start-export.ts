import { Readable } from 'node:stream';
import { AppError, ERRORS, type ErrorCode } from '../../errors.ts';
import { startThread } from '../../threads/start-thread.ts';
import type { ExportTask, FromExport } from './export-thread.ts';

/** A file on its way to the client. The name is safe in a header: ASCII, no quotes. */
export type ExportedFile = {
  readonly name: string;
  readonly mediaType: string;
  readonly body: Readable;
};

const THREAD = new URL('./export-thread.ts', import.meta.url);
/** Each holds its laps in memory until its reader has the last of them. */
const MOST_AT_ONCE = 4;
let underWay = 0;

/** Resolves once the thread knows what the file is called; refusals therefore still become an error answer. */
export async function startExport(task: ExportTask): Promise<ExportedFile> {
  if (underWay >= MOST_AT_ONCE)
    throw new AppError('export_busy', 'Other exports are under way; try again in a moment', {
      members: { retryAfterSeconds: 5 },
    });
  const worker = startThread(THREAD, { workerData: task, name: 'export' });
  underWay++;
  worker.once('exit', () => underWay--);
  const body = new Readable({
    read: () => worker.postMessage('taken'),
    destroy: (error, done) => {
      void worker.terminate();
      done(error);
    },
  });
  return new Promise((resolve, reject) => {
    let named = false;
    let ended = false;
    const end = () => {
      if (!ended && !body.destroyed) body.push(null);
      ended = true;
    };
    const fail = (error: Error) => {
      reject(error);
      // Before the answer has begun nobody listens to the stream: the error is the promise's alone.
      body.destroy(named ? error : undefined);
    };
    const begin = (file: { name: string; mediaType: string }) => {
      named = true;
      resolve({ ...file, body });
    };
    worker.on('message', (message: FromExport) => {
      if (message.kind === 'file') begin(message);
      else if (message.kind === 'chunk') body.push(message.bytes);
      else if (message.kind === 'end') end();
      else if (message.kind === 'refused') fail(new AppError(toCode(message.code), message.detail));
      else fail(new Error(message.detail));
    });
    worker.on('error', (error) => fail(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', () =>
      ended || body.destroyed ? undefined : fail(new Error('The export ended before its file did')),
    );
  });
}

function toCode(code: string): ErrorCode {
  return Object.hasOwn(ERRORS, code) ? (code as ErrorCode) : 'internal';
}
