import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { root, run } from './installed.mjs';

const SOURCES = ['apps/web', 'packages', 'package-lock.json'];
const SKIPPED = new Set(['node_modules', 'build', '.svelte-kit']);

/** Builds the web app unless the last build was made from exactly these sources. */
export function ensureBuilt() {
  const mark = join(root, 'apps/web/build/.sources');
  const sources = fingerprint();
  if (existsSync(mark) && readFileSync(mark, 'utf8') === sources) return;
  console.log('Building the web app …');
  const code = run('npm', [
    'run',
    '--silent',
    'build',
    '-w',
    '@outlap/web',
    '--',
    '--logLevel',
    'warn',
  ]);
  if (code !== 0) process.exit(code);
  mkdirSync(dirname(mark), { recursive: true });
  writeFileSync(mark, sources);
}

function fingerprint() {
  const hash = createHash('sha256');
  const visit = (path) => {
    const full = join(root, path);
    if (!existsSync(full)) return;
    if (statSync(full).isDirectory()) {
      for (const name of readdirSync(full).sort()) if (!SKIPPED.has(name)) visit(`${path}/${name}`);
    } else if (!path.endsWith('.test.ts')) {
      hash.update(path).update('\0').update(readFileSync(full)).update('\0');
    }
  };
  for (const path of SOURCES) visit(path);
  return hash.digest('hex');
}
