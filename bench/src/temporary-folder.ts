import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let folder: string | undefined;

/** A path in a folder that is there until the process ends. */
export function temporaryPath(name: string): string {
  if (folder === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'outlap-bench-'));
    folder = made;
    process.on('exit', () => rmSync(made, { recursive: true, force: true }));
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => process.exit(1));
  }
  return join(folder, name);
}
