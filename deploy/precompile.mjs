// While the image is built: one start of the server on an empty folder, so that NODE_COMPILE_CACHE is full.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

const data = mkdtempSync(join(tmpdir(), 'outlap-precompile-'));
const server = spawn(process.execPath, ['apps/server/src/main.ts', 'serve', '--json'], {
  env: { ...process.env, DATA_DIR: data, HOST: '127.0.0.1', PORT: '0', LOG_LEVEL: 'error' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
let said = '';
server.stdout.on('data', async (text) => {
  said += text;
  if (!said.endsWith('\n')) return;
  // A machine that is busy building may be told to come again.
  let page = await fetch(JSON.parse(said).address);
  for (let tries = 0; page.status === 503 && tries < 30; tries++) {
    await wait(1000);
    page = await fetch(JSON.parse(said).address);
  }
  if (!page.ok) process.exitCode = 1;
  server.kill('SIGTERM');
});
server.on('exit', (code) => {
  rmSync(data, { recursive: true, force: true });
  if (code !== 0) process.exitCode = 1;
});
