import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { startQueue } from './queue-stand-in.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

function start(env: Readonly<Record<string, string>>) {
  const dataDir = mkdtempSync(join(tmpdir(), 'outlap-consume-'));
  const child = spawn(process.execPath, [MAIN, 'consume'], {
    env: { PATH: process.env['PATH'], DATA_DIR: dataDir, DEMO: '0', ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(dataDir, { recursive: true, force: true });
  });
  return child;
}

test.each(['SIGTERM', 'SIGINT'] as const)(
  '`consume` ends by itself with code 0 on %s',
  async (signal) => {
    const queue = await startQueue();
    onTestFinished(() => queue.stop());
    const child = start({ INGEST_QUEUE_URL: queue.url, LOG_LEVEL: 'error' });
    const [said] = (await once(child.stdout, 'data')) as [Buffer];
    expect(said.toString()).toContain('takes from its queues');
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([0, null]);
  },
  90_000,
);

test('`consume` without a queue does not start', async () => {
  const child = start({});
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBeGreaterThan(0);
}, 60_000);
