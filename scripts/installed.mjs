// Runs on whatever Node the machine has (18 or later), before anything is installed: no packages, no type stripping.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, 'node_modules', '.bin');
const windows = process.platform === 'win32';
const NODE = 24;

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
  const flags = ['ci', '--no-audit', '--no-fund', '--loglevel=error', ...flagsOfSystem()];
  const code = run('npm', flags, { cwd });
  if (code !== 0) process.exit(code);
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, lock);
}

/** For macOS the pinned Node is not to be had as a package: whoever runs this brings it, and no package has to be built. */
function flagsOfSystem() {
  if (process.platform !== 'darwin') return [];
  if (Number(process.versions.node.split('.')[0]) >= NODE) return ['--ignore-scripts'];
  console.error(
    `On macOS Outlap runs on the Node that is installed, which has to be ${NODE} or newer.`,
  );
  process.exit(2);
}
