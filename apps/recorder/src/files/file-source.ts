import { open, stat } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type ByteSource, FormatError, readRecording } from '@outlap/formats';
import type { Recording } from '@outlap/telemetry';
import { CommandError } from '../errors.ts';
import { withProgress } from '../terminal/progress.ts';
import type { World } from '../world.ts';

/** Reads a recorded file by path; the `.ldx` beside an `.ld` is taken with it. Throws CommandError. */
export async function readFileRecording(world: World, path: string): Promise<Recording> {
  const full = resolve(world.cwd, path);
  const handles: { close(): Promise<void> }[] = [];
  const openSource = async (file: string): Promise<ByteSource> => {
    const handle = await open(file, 'r');
    handles.push(handle);
    const { size } = await handle.stat();
    return {
      size,
      read: async (offset, length) => {
        const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)));
        const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset);
        return bytes.subarray(0, bytesRead);
      },
    };
  };
  try {
    const source = await openSource(full);
    const beside = await findCompanion(full);
    const companion = beside ? await openSource(beside) : undefined;
    return await withProgress(world, `Reading ${basename(full)}`, (onProgress) =>
      readRecording(source, {
        fileName: basename(full),
        onProgress,
        ...(companion && { companion }),
      }),
    );
  } catch (error) {
    const refusal = refusalOf(path, error);
    if (refusal) throw refusal;
    if (isSystemError(error)) {
      throw new CommandError('file_not_readable', `${path}: ${error.message}`, { cause: error });
    }
    throw error;
  } finally {
    await Promise.all(handles.map((handle) => handle.close()));
  }
}

/** What a reader or writer of files refused, as an error of the command line; undefined for any other error. */
export function refusalOf(path: string, error: unknown): CommandError | undefined {
  if (!(error instanceof FormatError)) return undefined;
  const { at } = error;
  const place = at === null ? '' : 'line' in at ? ` (line ${at.line})` : ` (byte ${at.offset})`;
  return new CommandError('file_refused', `${path}: ${error.code}: ${error.message}${place}`, {
    cause: error,
  });
}

function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error;
}

/** The `.ldx` that belongs to an `.ld`, by name; undefined when there is none. */
export async function findCompanion(path: string): Promise<string | undefined> {
  if (!/\.ld$/i.test(path)) return undefined;
  const stem = join(dirname(path), basename(path).slice(0, -3));
  for (const candidate of [`${stem}.ldx`, `${stem}.LDX`]) {
    if (
      await stat(candidate).then(
        (found) => found.isFile(),
        () => false,
      )
    )
      return candidate;
  }
  return undefined;
}
