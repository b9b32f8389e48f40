import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { buildApp } from '../src/app.ts';
import { parseConfig } from '../src/config.ts';
import type { Deps } from '../src/deps.ts';
import { type Opened, openServer, startBackground, startServer } from '../src/server.ts';
import { copyEmbeddedSnapshot, createTestDatabase, type TestDatabase } from './databases.ts';

type App = Awaited<ReturnType<typeof buildApp>>;

export type TestApp = {
  readonly app: App;
  readonly deps: Deps;
  readonly dataDir: string;
  /** The same server as somebody else sees it: another owner, the same database. */
  readonly appOf: (ownerId: string) => Promise<App>;
  readonly close: () => Promise<void>;
};

export type TestOptions = {
  readonly env?: Readonly<Record<string, string>>;
  /** Whether jobs run; they do by default. */
  readonly work?: boolean;
};

/** The whole server on a database and folder of its own, without a socket: for `app.inject`. */
export async function createTestApp(
  kind: TestDatabase['kind'],
  { env = {}, work = true }: TestOptions = {},
): Promise<TestApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'outlap-test-'));
  const { database, drop } = await createTestDatabase(kind);
  const config = parseConfig({ DATA_DIR: dataDir, DEMO: '0', LOG_LEVEL: 'silent', ...env });
  const log = pino({ level: config.LOG_LEVEL });
  const opened: Opened = await openServer(config, log, { database });
  const apps: App[] = [];
  const appOf = async (ownerId: string) => {
    const app = await buildApp({ ...opened.deps, ownerId });
    apps.push(app);
    return app;
  };
  const app = await appOf(opened.deps.ownerId);
  const background = work ? await startBackground(opened) : undefined;
  return {
    app,
    appOf,
    deps: opened.deps,
    dataDir,
    close: async () => {
      for (const one of apps) await one.close();
      await background?.stop();
      await opened.close();
      await drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

export type TestServer = {
  /** `http://127.0.0.1:<port>` */
  readonly address: string;
  readonly dataDir: string;
  readonly close: () => Promise<void>;
};

/** A listening server with an embedded database and a folder of its own; no demo unless `env` says DEMO=1. */
export async function startTestServer(
  env: Readonly<Record<string, string>> = {},
): Promise<TestServer> {
  const dataDir = mkdtempSync(join(tmpdir(), 'outlap-test-'));
  await copyEmbeddedSnapshot(join(dataDir, 'database'));
  const config = parseConfig({
    DATA_DIR: dataDir,
    PORT: '0',
    DEMO: '0',
    LOG_LEVEL: 'silent',
    ...env,
  });
  const running = await startServer(config, pino({ level: config.LOG_LEVEL }));
  return {
    address: running.address,
    dataDir,
    close: async () => {
      await running.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
