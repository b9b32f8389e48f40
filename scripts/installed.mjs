// Runs on whatever Node the machine has (18 or later), before anything is installed: no packages, no type stripping.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const windows = process.platform === 'win32';

/** The environment in which `node` and every tool are the pinned ones. */
export const environment = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH ?? ''}` };

/** Runs a tool of node_modules/.bin (or npm) from the root, output shown; returns its exit code. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, {
    cwd: root,
    env: environment,
    stdio: 'inherit',
    shell: windows,
    ...options,
  });
  if (result.error) {
    console.error(`${command}: ${result.error.message}`);
    return 1;
  }
  return result.status ?? 1;
}

/** Installs what the lock file of a folder names, once for each state of the lock file. */
export function ensureInstalled(folder = '.') {
  const cwd = join(root, folder);
  const lock = createHash('sha256')
    .update(readFileSync(join(cwd, 'package-lock.json')))
    .digest('hex');
  const mark = join(cwd, 'node_modules', '.cache', 'outlap-lock');
  if (existsSync(mark) && readFileSync(mark, 'utf8') === lock) return;
  console.log(`Installing packages${folder === '.' ? '' : ` of ${folder}`} …`);
  const code = run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd });
  if (code !== 0) process.exit(code);
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, lock);
}
