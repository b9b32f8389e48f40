import {
  closeSync,
  constants,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';

/** Puts a whole file in place of another: a reader, or a power cut, sees the old or the new one. */
export function replaceFile(
  path: string,
  content: string | Uint8Array,
  durable: boolean,
  mode = 0o666,
): void {
  const draft = `${path}.draft`;
  writeFileSync(draft, content, { flush: durable, mode });
  renameSync(draft, path);
  if (durable) syncFolder(dirname(path));
}

/** As `replaceFile`; the file that was there stays beside it as `.previous`, for when a disk garbles the new one. */
export function replaceKeepingOld(path: string, content: string, flush: boolean): void {
  const draft = `${path}.draft`;
  writeFileSync(draft, content, { flush });
  try {
    renameSync(path, `${path}.previous`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  renameSync(draft, path);
}

/** Makes names in a folder survive a power cut; not every system can. */
export function syncFolder(folder: string): void {
  let file: number | undefined;
  try {
    file = openSync(folder, constants.O_RDONLY);
    fsyncSync(file);
  } catch {
    // Windows keeps names safe by itself and opens no folders.
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** A JSON file of our own, or undefined where it is missing or unreadable. */
export function readJson<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T;
  } catch {
    return undefined;
  }
}

const NO_SPACE = new Set(['ENOSPC', 'EDQUOT']);

/** Windows lets nobody replace or remove what a virus scanner or a reader holds open for a moment. */
const PASSING = new Set([
  ...NO_SPACE,
  ...['EFBIG', 'EIO', 'EROFS', 'EPERM', 'EACCES', 'EBUSY', 'EMFILE', 'ENFILE'],
]);

/** Whether a write failed for a reason that may pass: no space, or a disk that has a bad moment. */
export function isDiskTrouble(error: unknown): boolean {
  return PASSING.has((error as NodeJS.ErrnoException).code ?? '');
}

/** Whether what failed may work once something else is dropped. */
export function isNoSpace(error: unknown): boolean {
  return NO_SPACE.has((error as NodeJS.ErrnoException).code ?? '');
}
