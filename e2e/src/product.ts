import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A server process on a data folder and a port of its own, started as a user starts it. */
export type Product = {
  readonly address: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  readonly output: () => string;
  readonly stop: (options?: { keepData?: boolean }) => Promise<void>;
};

export async function startProduct(
  environment: Record<string, string> = {},
  dataDir = mkdtempSync(join(tmpdir(), 'outlap-e2e-')),
): Promise<Product> {
  const port = Number(environment['PORT'] ?? (await findFreePort()));
  const address = `http://127.0.0.1:${port}`;
  let output = '';
  const child = spawn(process.execPath, [join(root, 'apps/server/src/main.ts'), 'serve'], {
    cwd: root,
    env: {
      ...process.env,
      PORT: String(port),
      DATA_DIR: dataDir,
      LOG_LEVEL: 'warn',
      // A car that drives changes what the first page is; who tests that says so.
      SIMULATED_CAR: '0',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (text) => (output += String(text)));
  const stop: Product['stop'] = async ({ keepData = false } = {}) => {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGTERM');
      await Promise.race([once(child, 'exit'), wait(10_000).then(() => child.kill('SIGKILL'))]);
    }
    if (!keepData) rmSync(dataDir, { recursive: true, force: true });
  };
  for (let tries = 0; tries < 600; tries++) {
    if (child.exitCode !== null)
      throw new Error(`The server ended with ${child.exitCode}:\n${output}`);
    if (output.includes(`Outlap is at ${address}`))
      return { address, dataDir, process: child, output: () => output, stop };
    await wait(100);
  }
  await stop();
  throw new Error(`The server did not tell its address within a minute:\n${output}`);
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
