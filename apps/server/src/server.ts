import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from 'pino';
import { buildApp } from './app.ts';
import { openAside } from './aside.ts';
import { openBackups } from './backup/backups.ts';
import { type Bus, openLocalBus } from './bus/bus.ts';
import { type Config, ConfigError, isLoopback, publicUrlOf } from './config.ts';
import { type Database, openConfigured, openEmbeddedDatabase } from './db/client.ts';
import { lockFolder } from './db/embedded/lock.ts';
import { findInstanceId } from './db/instance.ts';
import { migrate } from './db/migrate.ts';
import { findShareLink } from './db/share-links.ts';
import { type Ctx, type Deps, LOCAL_OWNER, serverActor } from './deps.ts';
import { driveSimulatedCar, makeDemo } from './features/demo/verbs.ts';
import { runsTeam } from './features/teams/queries.ts';
import { openInvited } from './features/identity/invited.ts';
import { Ingest } from './features/ingest/ingest.ts';
import { openQueueLane } from './features/ingest/verbs.ts';
import { startConsumers } from './consumers.ts';
import { openQueues } from './queues/queues.ts';
import { startAlerts } from './features/alerts/background.ts';
import {
  releaseUnscanned,
  resumeImports,
  runImport,
  startResume,
  sweepOrphans,
} from './features/imports/verbs.ts';
import { runForwarding } from './features/sync/verbs.ts';
import { LiveSessions, startRetention } from './features/live/verbs.ts';
import { openConsents, startPrivacy } from './features/privacy/verbs.ts';
import { openAudit } from './audit/open.ts';
import { openIdentity } from './identity/identity.ts';
import { openIdentityPost } from './identity/mail/post.ts';
import { ensureLocalOwner, hasOwnerAccount, issueOwnerTicket } from './identity/local-owner.ts';
import { openSendCode } from './identity/second-factor/send-code.ts';
import { openIdentityStore } from './identity/store/open.ts';
import type { PasswordCost } from './identity/passwords.ts';
import { openSecrets } from './identity/secrets.ts';
import { startSweep } from './identity/sweep.ts';
import { openTickets } from './identity/tickets.ts';
import { newUuid } from './ids.ts';
import { openJobs } from './jobs/jobs.ts';
import { openObjectStore, toObjectStoreSettings } from './objects/open.ts';
import { openDrain } from './observe/drain.ts';
import { watchEventLoop } from './observe/event-loop.ts';
import { openMail } from './mail/mail.ts';
import { openPlaces } from './places.ts';
import { type Counters, openLocalCounters } from './throttle/counters.ts';
import { openThrottle } from './throttle/throttle.ts';
import { openSms } from './sms/open.ts';
import { openThreads } from './threads/threads.ts';
import { version } from './version.ts';

const THREADS = 2;
const DAY_MS = 86_400_000;

/** The outside world of a process, opened: everything but the socket. */
export type Opened = {
  readonly deps: Deps;
  readonly database: Database;
  readonly migrated: readonly string[];
  readonly close: () => Promise<void>;
};

export type OpenOptions = {
  readonly now?: () => Date;
  readonly ownerId?: string;
  /** A database instead of the configured one. */
  readonly database?: Database;
  /** What hashing a password costs, instead of the usual. */
  readonly passwordCost?: PasswordCost;
};

/** Opens what the configuration names and brings the schema up to date. Throws FolderInUseError. */
export async function openServer(
  config: Config,
  log: Logger,
  options: OpenOptions = {},
): Promise<Opened> {
  const closers: (() => unknown)[] = [];
  const close = async () => {
    for (const closer of closers.splice(0).reverse()) await closer();
  };
  try {
    const { openObserver } = await import('./observe/open.ts');
    const observer = await openObserver(config);
    closers.push(() => observer.close());
    const { metrics } = observer;
    const eventLoop = watchEventLoop();
    closers.push(() => eventLoop.stop());
    const database = options.database ?? (await openDatabase(config, closers));
    const migrated = await migrate(database);
    const settings = toObjectStoreSettings(config);
    const objects = await openObjectStore(settings);
    closers.push(() => objects.close());
    const threads = openThreads(THREADS, settings);
    closers.push(() => threads.close());
    const jobs = await openJobs(database, {
      workers: config.IMPORT_WORKERS,
      timeoutSeconds: config.IMPORT_TIMEOUT_SECONDS,
      log,
      metrics,
    });
    closers.push(() => jobs.close());
    const bus = await openBus(config, database, log);
    closers.push(() => bus.close());
    const queues = await openQueues(config);
    closers.push(() => queues.close());
    const mail = openMail(config);
    closers.push(() => mail.close());
    const sms = openSms(config.SMS_URL, log);
    closers.push(() => sms.close());
    const now = options.now ?? (() => new Date());
    const newId = () => newUuid(now());
    const { store, ...identityStore } = await openIdentityStore(config, database.db, now);
    closers.push(() => identityStore.close());
    const secrets = openSecrets(config);
    const audit = openAudit(database.db, { secrets, log, now });
    const publicUrl = publicUrlOf(config);
    const post = openIdentityPost({
      db: database.db,
      bus,
      mail,
      secrets,
      publicUrl,
      log,
      now,
      newId,
    });
    const identity = openIdentity({
      passwordCost: options.passwordCost,
      store,
      publicUrl,
      secrets,
      audit,
      bus,
      log,
      now,
      newId,
      library: async (passwords) => {
        const [{ openLibrary }, { listPlugins }] = await Promise.all([
          import('./identity/library/open.ts'),
          import('./identity/library/plugins.ts'),
        ]);
        const sendMail = post.send;
        const sendCode = openSendCode({ store, sms, sendMail });
        const parts = { config, publicUrl, store, secrets, passwords, newId, sendMail };
        return openLibrary({ ...parts, plugins: listPlugins({ ...parts, sendCode }) });
      },
    });
    closers.push(() => identity.close());
    await ensureLocalOwner(store, now());
    const counters = await openCounters(config, database, log, now);
    closers.push(() => counters.close());
    const aside = openAside(log);
    closers.push(() => aside.settled());
    const backups = openBackups({
      config,
      database,
      objects,
      product: version,
      log,
      now,
      newId,
    });
    closers.push(() => backups.stop());
    const base: Omit<Deps, 'ingest'> = {
      config,
      db: database.db,
      objects,
      jobs,
      bus,
      queues,
      mail,
      post,
      sms,
      threads,
      identity,
      tickets: openTickets(store, { now, newId }),
      throttle: openThrottle(counters),
      places: openPlaces(config.PLACE_DATABASE),
      aside,
      backups,
      audit,
      product: {
        findShareLink: (token) => findShareLink(database.db, token, now()),
        ...openInvited({ db: database.db, now }),
        runsTeam: (userId) => runsTeam(database.db, userId),
        consents: openConsents({ db: database.db, audit, newId, now }),
      },
      metrics,
      eventLoop,
      drain: openDrain(),
      log,
      version,
      now,
      newId,
      ownerId: options.ownerId ?? LOCAL_OWNER,
    };
    const lane = queues.ingest && openQueueLane(base, queues.ingest);
    const ingest = new Ingest(base, lane);
    closers.push(async () => {
      await ingest.close();
      lane?.stop();
    });
    const deps: Deps = { ...base, ingest };
    (await import('./observe/gauges.ts')).watchGauges({ deps, database });
    return { deps, database, migrated, close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openBus(config: Config, { db }: Database, log: Logger): Promise<Bus> {
  if (config.REDIS_URL === '') return openLocalBus((error) => log.error({ err: error }, 'bus'));
  const namespace = await findInstanceId(db, () => newUuid(new Date()));
  // Only who shares a Redis waits for its client to load, and keeps it in memory.
  const { openRedisBus } = await import('./bus/redis.ts');
  return openRedisBus(config.REDIS_URL, { namespace, log });
}

async function openCounters(
  config: Config,
  { db }: Database,
  log: Logger,
  now: () => Date,
): Promise<Counters> {
  const local = openLocalCounters(now);
  if (config.REDIS_URL === '') return local;
  const namespace = await findInstanceId(db, () => newUuid(new Date()));
  const { openRedisCounters } = await import('./throttle/redis-counters.ts');
  return openRedisCounters(config.REDIS_URL, { namespace, log, local });
}

/** Opens the database that the configuration names. Throws FolderInUseError. */
export async function openDatabase(
  config: Parameters<typeof openConfigured>[0] & Pick<Config, 'DATA_DIR'>,
  closers: (() => unknown)[],
): Promise<Database> {
  if (config.DATABASE_URL !== '') {
    const database = openConfigured(config);
    closers.push(() => database.close());
    return database;
  }
  closers.push(lockFolder(config.DATA_DIR));
  const database = await openEmbeddedDatabase(join(config.DATA_DIR, 'database'));
  closers.push(() => database.close());
  return database;
}

/** Starts what runs without being asked: jobs, what an earlier process left, the demo. */
export async function startBackground({ deps, database }: Opened): Promise<Background> {
  const embedded = database.kind === 'embedded';
  const before = new Date(deps.now().getTime() - (embedded ? 0 : DAY_MS));
  await deps.jobs.work((importId, signal) => runImport(deps, importId, signal));
  if (embedded) await resumeImports(deps);
  await releaseUnscanned(deps);
  const ctx: Ctx = { ...deps, actor: serverActor(deps.ownerId) };
  const stopping = new AbortController();
  const { signal } = stopping;
  const aside = (name: string, task: Promise<unknown>) =>
    task.catch((error: unknown) => {
      if (!signal.aborted) deps.log.warn({ err: error }, `${name} failed`);
    });
  const alerts = startAlerts(deps, Math.random);
  const live = new LiveSessions(deps);
  live.start();
  const retention = startRetention(deps);
  const privacy = startPrivacy(deps);
  const sweep = startSweep(deps);
  const resume = startResume(deps);
  deps.backups.start();
  const consumers = deps.config.QUEUE_CONSUMER ? startConsumers(deps) : undefined;
  const demo = aside('demo', makeDemo(ctx));
  const tasks = [demo, aside('forwarding', runForwarding(ctx, signal))];
  if (embedded)
    tasks.push(aside('sweep of objects', sweepOrphans(deps, { before, remove: true, signal })));
  if (embedded && deps.config.DEMO && deps.config.SIMULATED_CAR)
    tasks.push(
      aside(
        'simulated car',
        demo.then(() => driveSimulatedCar(ctx, signal)),
      ),
    );
  return {
    demo,
    stop: async () => {
      stopping.abort(new Error('The server is stopping'));
      await consumers?.stop();
      await Promise.all([
        ...tasks,
        alerts.stop(),
        live.stop(),
        retention.stop(),
        privacy.stop(),
        sweep.stop(),
        resume.stop(),
      ]);
    },
  };
}

/** What goes on beside requests and jobs. */
export type Background = {
  /** Ends when a first visitor finds the demo session, at once where none is made. */
  readonly demo: Promise<unknown>;
  readonly stop: () => Promise<void>;
};

export type Running = {
  readonly app: Awaited<ReturnType<typeof buildApp>>;
  readonly address: string;
  readonly opened: Opened;
  /** Signs one browser in as the local owner, as long as no owner has an account. */
  readonly ticket: string | undefined;
  /** Hands over to other servers where there are some, stops taking requests, ends those that run, stops jobs and threads, closes the database. */
  readonly stop: () => Promise<void>;
};

/** A server that listens. */
export async function startServer(
  config: Config,
  log: Logger,
  options: OpenOptions = {},
): Promise<Running> {
  const opened = await openServer(config, log, options);
  try {
    const hasOwner = await hasOwnerAccount(opened.deps.identity.store);
    if (!hasOwner && !isLoopback(config.HOST))
      throw new ConfigError([
        'HOST: must be a loopback address until an owner has an account. Make one: outlap-server user add --owner --email you@example.org',
      ]);
    const app = await buildApp(opened.deps);
    opened.deps.ingest.slowWhile(() => app.isOverloaded());
    const listening = await app.listen({ host: config.HOST, port: config.PORT });
    const background = await startBackground(opened);
    await background.demo;
    return {
      app,
      opened,
      ticket: hasOwner ? undefined : await issueOwnerTicket(opened.deps.tickets),
      address: listening.replace(
        '127.0.0.1',
        config.HOST === 'localhost' ? 'localhost' : '127.0.0.1',
      ),
      stop: async () => {
        opened.deps.drain.begin();
        // Whoever asks whether it is ready learns that it is not; until then everything goes on.
        if (config.REDIS_URL !== '') await wait(config.DRAIN_SECONDS * 1000);
        await app.close();
        await background.stop();
        await opened.close();
      },
    };
  } catch (error) {
    await opened.close();
    throw error;
  }
}
