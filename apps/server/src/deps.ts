import type { Logger } from 'pino';
import type { Bus } from './bus/bus.ts';
import type { Config } from './config.ts';
import type { Db } from './db/client.ts';
import type { ObjectStore } from './objects/object-store.ts';
import type { Jobs } from './jobs/jobs.ts';
import type { Ingest } from './features/ingest/ingest.ts';
import type { Drain } from './observe/drain.ts';
import type { EventLoop } from './observe/event-loop.ts';
import type { Metrics } from './observe/metrics.ts';
import type { Mail } from './mail/mail.ts';
import type { Audit } from './audit/audit.ts';
import type { Scope } from './identity/api-keys.ts';
import type { IdentityPost } from './identity/mail/post.ts';
import type { Tickets } from './identity/tickets.ts';
import type { Identity } from './identity/identity.ts';
import type { PlatformRole } from './identity/access-token.ts';
import type { Places } from './places.ts';
import type { Queues } from './queues/queues.ts';
import type { Sms } from './sms/sms.ts';
import type { Throttle } from './throttle/throttle.ts';
import type { Aside } from './aside.ts';
import type { Backups } from './backup/backups.ts';
import type { Threads } from './threads/threads.ts';

/** Everything the server takes from the outside. Built once in `main.ts`, or by a test. */
export type Deps = {
  readonly config: Config;
  readonly db: Db;
  readonly objects: ObjectStore;
  readonly jobs: Jobs;
  readonly bus: Bus;
  readonly queues: Queues;
  readonly ingest: Ingest;
  readonly mail: Mail;
  /** Mails about accounts. */
  readonly post: IdentityPost;
  /** Messages to phones. */
  readonly sms: Sms;
  readonly threads: Threads;
  readonly identity: Identity;
  readonly tickets: Tickets;
  readonly throttle: Throttle;
  readonly places: Places;
  readonly aside: Aside;
  readonly backups: Backups;
  readonly audit: Audit;
  readonly product: Product;
  readonly metrics: Metrics;
  readonly eventLoop: EventLoop;
  readonly drain: Drain;
  readonly log: Logger;
  readonly version: string;
  readonly now: () => Date;
  readonly newId: () => string;
  /** Owner of what the server makes by itself: the demo, and what a recorder with INGEST_TOKEN sends. */
  readonly ownerId: string;
};

/** Versions of the texts that somebody agreed to. */
export type Accepted = { readonly terms: string; readonly privacy: string };

/** What identity asks the rest of the product. Where identity runs alone, there is nothing of it. */
type Product = {
  /** The link to one session that a token is for, as long as it is good. */
  readonly findShareLink: (
    token: string,
  ) => Promise<{ readonly id: string; readonly sessionId: string } | null>;
  /** Whether a token is that of an invitation which is still good, to this address or to anyone. */
  readonly isInvited: (token: string, email: string) => Promise<boolean>;
  /** Counts a sign-up by it, whether or not the address has an account; false where it is good for no more. */
  readonly countSignUp: (token: string, email: string) => Promise<boolean>;
  /** Whether somebody is an admin of a team. */
  readonly runsTeam: (userId: string) => Promise<boolean>;
  /** Where it is not there, people are asked for their consent after they signed in. */
  readonly consents?: {
    /** Refuses versions that are not those of today. */
    readonly check: (accepted: Accepted) => void;
    readonly record: (userId: string) => Promise<void>;
  };
};

/** What identity needs of the outside world: nothing of the product's own database and files. */
export type IdentityDeps = Pick<
  Deps,
  | 'config'
  | 'bus'
  | 'mail'
  | 'post'
  | 'sms'
  | 'identity'
  | 'tickets'
  | 'throttle'
  | 'places'
  | 'aside'
  | 'audit'
  | 'product'
  | 'log'
  | 'now'
  | 'newId'
  | 'ownerId'
>;
export type IdentityCtx = IdentityDeps & { readonly actor: Actor };

/** Who asks. */
export type Actor = {
  readonly userId: string;
  /** A person with an access token, a script with an API key, who follows a share link, or the server itself. */
  readonly kind: 'person' | 'key' | 'link' | 'server';
  readonly roles: readonly PlatformRole[];
  readonly loginSessionId: string | null;
  /** The API key. */
  readonly keyId: string | null;
  /** The version of the person's access tokens; null where it does not matter. */
  readonly tokenVersion: number | null;
  /** How the person signed in. */
  readonly amr: readonly string[];
  /** What an API key is good for; null for everything the person may do. */
  readonly scopes: readonly Scope[] | null;
  /** The one session that a share link shows; its holder sees nothing else. */
  readonly sharedSessionId: string | null;
  /** The link itself: reading asks whether it is still good. */
  readonly shareId: string | null;
  /** From where: `plainAddress` of the network; null for the server itself. */
  readonly address: string | null;
  /** The owner who acts as this person. */
  readonly impersonatorId: string | null;
};
export type Ctx = Deps & { readonly actor: Actor };

/** The person at this machine: the owner that a first start makes. */
export const LOCAL_OWNER = '00000000-0000-7000-8000-000000000001';

/** Nobody: the id that owns nothing, for who follows a share link. */
export const NOBODY = '00000000-0000-7000-8000-000000000000';

/** The server itself, acting for a driver. */
export function serverActor(userId: string): Actor {
  return {
    userId,
    kind: 'server',
    roles: [],
    loginSessionId: null,
    keyId: null,
    tokenVersion: null,
    amr: [],
    scopes: null,
    sharedSessionId: null,
    shareId: null,
    address: null,
    impersonatorId: null,
  };
}

/** The same outside world with the server acting for a driver, once it is clear that who asks may do so. */
export function actFor(ctx: Ctx, userId: string): Ctx {
  return { ...ctx, actor: serverActor(userId) };
}
