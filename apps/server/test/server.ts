import { mkdtempSync, rmSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openLog } from '../src/observe/log.ts';
import { buildApp } from '../src/app.ts';
import { parseConfig } from '../src/config.ts';
import { type Deps, LOCAL_OWNER } from '../src/deps.ts';
import { SCOPES } from '../src/identity/api-keys.ts';
import { noteServer } from './known-servers.ts';
import { makeDriver } from './drivers.ts';
import type { InjectOptions } from 'fastify';
import { type Opened, openServer, startBackground, startServer } from '../src/server.ts';
import { copyEmbeddedSnapshot, createTestDatabase } from './databases.ts';
import { startDynamo } from './dynamo-server.ts';
import { type StoreKind } from './identity-stores.ts';

type App = Awaited<ReturnType<typeof buildApp>>;

export type TestApp = {
  readonly app: App;
  readonly deps: Deps;
  readonly database: Opened['database'];
  readonly dataDir: string;
  /** The same server as somebody else sees it: another driver who is signed in, the same database. */
  readonly appOf: (userId: string) => Promise<App>;
  /** Keys of items in DynamoDB that hold one of the texts anywhere; none where accounts are in the database. */
  readonly dynamoItems: (...texts: string[]) => Promise<string[]>;
  readonly close: () => Promise<void>;
};

export type TestOptions = {
  readonly env?: Readonly<Record<string, string>>;
  /** Whether jobs run; they do by default. */
  readonly work?: boolean;
  readonly now?: () => Date;
  /** Whether passwords cost what they cost in the product. */
  readonly costly?: boolean;
  /** Where the log goes, at level `trace`. */
  readonly logTo?: Writable;
};

/** A test signs in a hundred times; that passwords cost what they should has a test of its own. */
const CHEAP = { ln: 13, r: 8, p: 1 };

/** The whole server on a database and folder of its own, without a socket: for `app.inject`. */
export async function createTestApp(
  kind: StoreKind,
  { env = {}, work = true, now, costly = false, logTo }: TestOptions = {},
): Promise<TestApp> {
  const dataDir = mkdtempSync(join(tmpdir(), 'outlap-test-'));
  const { database, drop } = await createTestDatabase(kind === 'dynamodb' ? 'embedded' : kind);
  const dynamo = kind === 'dynamodb' ? await startDynamo() : undefined;
  const config = parseConfig({
    DATA_DIR: dataDir,
    DEMO: '0',
    LOG_LEVEL: 'silent',
    // A machine that runs many tests at once is slow; that load is shed has tests of its own.
    SHED_EVENT_LOOP_DELAY_MS: '0',
    ...(dynamo && { IDENTITY_STORE: dynamo.url }),
    ...env,
  });
  const log = logTo ? openLog('trace', logTo) : pino({ level: config.LOG_LEVEL });
  const opened: Opened = await openServer(config, log, {
    database,
    ...(costly ? {} : { passwordCost: CHEAP }),
    ...(now && { now }),
  });
  const apps: App[] = [];
  const appOf = async (userId: string) => {
    const app = await buildApp({ ...opened.deps, ownerId: userId });
    apps.push(app);
    signIn(app, await tokenOf(opened.deps, userId));
    return app;
  };
  const app = await appOf(opened.deps.ownerId);
  const background = work ? await startBackground(opened) : undefined;
  return {
    app,
    appOf,
    deps: opened.deps,
    database: opened.database,
    dataDir,
    dynamoItems: async (...texts) => (await dynamo?.itemsWith(texts)) ?? [],
    close: async () => {
      for (const one of apps) await one.close();
      await background?.stop();
      await opened.close();
      await dynamo?.close();
      await drop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** An access token of a driver, who is made if need be. */
export async function tokenOf({ identity, now }: Deps, userId: string): Promise<string> {
  await makeDriver(identity.store, { id: userId, now: now() });
  const login = { userId, amr: ['pwd', 'otp', 'mfa'], address: '127.0.0.1', userAgent: 'test' };
  return (await identity.issueTokens(await identity.startLogin(login))).accessToken;
}

/** Whatever is injected from now on comes with the token, unless it says who it is by itself. */
function signIn(app: App, token: string): void {
  const inject = app.inject.bind(app) as (options: InjectOptions) => ReturnType<App['inject']>;
  const signedIn = (given: InjectOptions | string) => {
    const options = typeof given === 'string' ? { url: given } : given;
    const headers = { authorization: `Bearer ${token}`, ...options.headers };
    return inject({ ...options, headers });
  };
  Object.assign(app, { inject: signedIn });
  app.addHook('onListen', async () => {
    for (const listening of app.addresses())
      if (typeof listening === 'object') noteServer(`http://127.0.0.1:${listening.port}`, token);
  });
}

export type TestServer = {
  /** `http://127.0.0.1:<port>` */
  readonly address: string;
  /** An API key of the local owner, good for everything that keys are. */
  readonly key: string;
  /** `Authorization` with it. */
  readonly headers: Readonly<Record<string, string>>;
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
  const running = await startServer(config, pino({ level: config.LOG_LEVEL }), {
    passwordCost: CHEAP,
  });
  const { secret: key } = await running.opened.deps.identity.keys.create({
    userId: LOCAL_OWNER,
    name: 'test',
    scopes: SCOPES,
    expiresAt: null,
  });
  noteServer(running.address, key);
  return {
    address: running.address,
    key,
    headers: { authorization: `Bearer ${key}` },
    dataDir,
    close: async () => {
      await running.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
