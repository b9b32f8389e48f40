import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BrowserContext } from 'playwright-core';
import { headersOf, keyOf, refresh, signInByTicket } from './credentials.ts';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** A server process on a data folder and a port of its own, started as a user starts it. */
export type Product = {
  readonly address: string;
  readonly dataDir: string;
  readonly process: ChildProcess;
  readonly output: () => string;
  /** An API key that is good for everything keys are good for. */
  readonly key: string;
  /** `Authorization` with it. */
  readonly headers: { readonly authorization: string };
  /** Signs a browser in as the local owner. */
  readonly signIn: (context: BrowserContext) => Promise<void>;
  readonly stop: (options?: { keepData?: boolean }) => Promise<void>;
};

/** A product that nobody has signed in to yet: the ticket of its first address is still good. */
export type Unopened = Pick<Product, 'address' | 'dataDir' | 'process' | 'output' | 'stop'> & {
  readonly ticket: string;
};

export async function startProduct(
  environment: Record<string, string> = {},
  dataDir?: string,
): Promise<Product> {
  const { ticket, ...started } = await startUnopened(environment, dataDir);
  const { address } = started;
  const signIn = await openLogin(address, ticket);
  return { ...started, key: keyOf(address), headers: headersOf(address), signIn };
}

export async function startUnopened(
  environment: Record<string, string> = {},
  dataDir = mkdtempSync(join(tmpdir(), 'outlap-e2e-')),
): Promise<Unopened> {
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
    const ticket = /\/\?ticket=([\w-]+)/.exec(output)?.[1];
    if (ticket !== undefined)
      return { address, dataDir, process: child, output: () => output, ticket, stop };
    await wait(100);
  }
  await stop();
  throw new Error(`The server did not tell its address within a minute:\n${output}`);
}

const OLD_MS = 600_000;

/** One login that all browsers of a test share; its access token is renewed before it is too old for a journey. */
async function openLogin(address: string, ticket: string): Promise<Product['signIn']> {
  let login = await signInByTicket(address, ticket);
  let at = Date.now();
  return async (context) => {
    if (Date.now() - at > OLD_MS) {
      login = await refresh(address, login);
      at = Date.now();
    }
    const cookie = { name: 'outlap_access', value: login.accessToken, url: address };
    await context.addCookies([{ ...cookie, httpOnly: true, sameSite: 'Lax' }]);
  };
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address.port;
}
