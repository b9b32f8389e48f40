import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROCESS = fileURLToPath(new URL('./create-process.ts', import.meta.url));

/** Makes the database in `folder` unless there is one. It gets its name when it is whole: a cut start leaves no half. */
export async function ensureDatabase(folder: string): Promise<void> {
  if (existsSync(join(folder, 'PG_VERSION'))) return;
  mkdirSync(dirname(folder), { recursive: true });
  const draft = `${folder}.new`;
  rmSync(draft, { recursive: true, force: true });
  // The quick compiler: this much WebAssembly runs once, and optimising it costs more time and memory than it saves.
  const child = spawn(process.execPath, ['--liftoff-only', PROCESS, draft], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let output = '';
  child.stderr.on('data', (text) => (output += String(text)));
  const [code] = (await once(child, 'close')) as [number | null];
  if (code !== 0) throw new Error(`The embedded database could not be made: ${output.trim()}`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
}
