import type { Logger } from 'pino';
import type { Bus } from './bus/bus.ts';
import type { Config } from './config.ts';
import type { Db } from './db/client.ts';
import type { ObjectStore } from './objects/object-store.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { Ingest } from './features/ingest/ingest.ts';
import type { Mail } from './mail/mail.ts';
import type { Threads } from './threads/threads.ts';

/** Everything the server takes from the outside. Built once in `main.ts`, or by a test. */
export type Deps = {
  readonly config: Config;
  readonly db: Db;
  readonly objects: ObjectStore;
  readonly jobs: Jobs;
  readonly bus: Bus;
  readonly ingest: Ingest;
  readonly mail: Mail;
  readonly threads: Threads;
  readonly log: Logger;
  readonly version: string;
  readonly now: () => Date;
  readonly newId: () => string;
  /** Until there are accounts, everything belongs to the one person at this machine. */
  readonly ownerId: string;
};

type Actor = { readonly userId: string };
export type Ctx = Deps & { readonly actor: Actor };

/** Owner of everything on a server without accounts. */
export const LOCAL_OWNER = '00000000-0000-7000-8000-000000000001';
