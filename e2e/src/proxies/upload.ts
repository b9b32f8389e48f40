import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';

const BOUNDARY = 'outlap-proxies';

/** A multipart body of one file that stops half way until it is let go. */
export function haltingUpload(
  megabytes: number,
  filling: number,
): {
  readonly body: Readable;
  readonly type: string;
  readonly half: Promise<void>;
  readonly letGo: () => void;
} {
  const half = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const chunk = Buffer.alloc(2 ** 20, filling);
  const body = Readable.from(
    (async function* () {
      yield Buffer.from(
        `--${BOUNDARY}\r\ncontent-disposition: form-data; name="file"; filename="large.ibt"\r\ncontent-type: application/octet-stream\r\n\r\n`,
      );
      for (let at = 0; at < megabytes; at++) {
        if (at === megabytes / 2) {
          half.resolve();
          await gate.promise;
        }
        yield chunk;
      }
      yield Buffer.from(`\r\n--${BOUNDARY}--\r\n`);
    })(),
  );
  return {
    body,
    type: `multipart/form-data; boundary=${BOUNDARY}`,
    half: half.promise,
    letGo: () => gate.resolve(),
  };
}

/** Bytes of all files below a folder. */
export function bytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + sizeOf(join(parentPath, name)), 0);
}

function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** The largest resident memory, in megabytes, that processes (and their children) had until `done`. */
export async function watchMemory(
  pids: readonly number[],
  done: Promise<unknown>,
): Promise<readonly number[]> {
  const most = pids.map(() => 0);
  let going = true;
  void done.finally(() => (going = false)).catch(() => undefined);
  while (going) {
    for (const [i, pid] of pids.entries()) most[i] = Math.max(most[i] ?? 0, residentMegabytes(pid));
    await wait(20);
  }
  return most;
}

export function residentMegabytes(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return [pid, ...children.split(' ').filter(Boolean).map(Number)]
    .map((one) => Number(/^VmRSS:\s+(\d+)/m.exec(statusOf(one))?.[1] ?? 0) / 1024)
    .reduce((sum, megabytes) => sum + megabytes, 0);
}

function statusOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}
