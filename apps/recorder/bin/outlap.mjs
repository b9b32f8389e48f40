#!/usr/bin/env node
// Runs on any Node the shell finds: TypeScript is run directly, which takes the pinned Node where this one is older.
import { spawn } from 'node:child_process';
import module, { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// What was compiled is kept between runs: it starts in a third of the time, with 20 MB less.
const cache = process.env['NODE_COMPILE_CACHE'] ?? join(tmpdir(), 'node-compile-cache');
const main = join(dirname(fileURLToPath(import.meta.url)), '..', 'src', 'main.ts');
// Beside a game each megabyte counts: a small young generation and two arenas save 15 of them while recording.
const limits = process.argv[2] === 'record' ? ['--max-semi-space-size=4'] : [];
const environment = { ...process.env, NODE_COMPILE_CACHE: cache, MALLOC_ARENA_MAX: '2' };
if (Number(process.versions.node.split('.')[0]) >= 24) {
  if (limits.length > 0 && process.platform === 'linux' && !process.env['MALLOC_ARENA_MAX']) {
    const quiet = '--disable-warning=ExperimentalWarning';
    const args = [
      process.execPath,
      ...process.execArgv,
      ...limits,
      quiet,
      ...process.argv.slice(1),
    ];
    process.execve(process.execPath, args, environment);
  }
  module.enableCompileCache(cache);
  await import(main);
} else {
  const node = join(
    dirname(createRequire(import.meta.url).resolve('node/package.json')),
    'bin',
    'node',
  );
  const child = spawn(node, [...limits, main, ...process.argv.slice(2)], {
    stdio: 'inherit',
    env: environment,
  });
  // Without it a signal to this process alone leaves a recorder behind that holds its spool. On Windows every process of
  // a console hears of Ctrl+C by itself, and `kill` would end the child at once.
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, () => {
      if (process.platform !== 'win32') child.kill(signal);
    });
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
