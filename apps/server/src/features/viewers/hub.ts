import type { BusMessage } from '../../bus/bus.ts';
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { getSampledSession, type SampledSession } from '../live/samples/verbs.ts';
import { Feed } from './feed.ts';

const TICK_MS = 1000;
const LOOKUP_MS = 1000;

type Entered = {
  readonly userId: string;
  readonly tick: () => void;
  readonly leave: () => void;
  /** Lets go of what may be watched no longer. */
  readonly recheck: () => void;
};
type AllHandler = (message: BusMessage) => void;

/** Everything that viewers of this server share: one feed a session, one clock, one ear for all sessions. */
export class Hub {
  readonly #feeds = new Map<string, Feed>();
  readonly #viewers = new Set<Entered>();
  readonly #all = new Set<AllHandler>();
  readonly #lookups = new Map<string, Promise<SampledSession | undefined>>();
  #timer: NodeJS.Timeout | undefined;
  #stopAll: (() => void) | undefined;

  enter(viewer: Entered): void {
    this.#viewers.add(viewer);
    this.#timer ??= setInterval(() => {
      for (const one of [...this.#viewers]) one.tick();
    }, TICK_MS);
  }

  leave(viewer: Entered): void {
    this.#viewers.delete(viewer);
    if (this.#viewers.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** The feed of a session of this person. `release` when done. */
  feedOf(ctx: Ctx, session: SampledSession): Feed {
    let feed = this.#feeds.get(session.id);
    if (!feed) {
      feed = new Feed(ctx, session);
      this.#feeds.set(session.id, feed);
      // What happened between looking the session up and listening to it.
      feed.refresh().catch((error: unknown) => ctx.log.error({ err: error }, 'feed'));
    }
    return feed;
  }

  release(feed: Feed): void {
    if (!feed.isIdle) return;
    feed.close();
    this.#feeds.delete(feed.session.id);
  }

  /** Hears of all sessions but their frames; returns how to stop. */
  hearAll(ctx: Ctx, handler: AllHandler): () => void {
    this.#all.add(handler);
    this.#stopAll ??= ctx.bus.subscribe(
      '*',
      (message) => {
        for (const one of [...this.#all]) one(message);
      },
      { frames: false },
    );
    return () => {
      this.#all.delete(handler);
      if (this.#all.size > 0) return;
      this.#stopAll?.();
      this.#stopAll = undefined;
    };
  }

  /** A session as it is now, asked once for all who ask within a second; undefined where it is not this person's. */
  lookUp(ctx: Ctx, sessionId: string): Promise<SampledSession | undefined> {
    const { userId, address, amr, shareId } = ctx.actor;
    const key = JSON.stringify([sessionId, userId, shareId, address, amr]);
    let asked = this.#lookups.get(key);
    if (!asked) {
      asked = getSampledSession(ctx, sessionId).catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'session_not_found') return undefined;
        throw error;
      });
      this.#lookups.set(key, asked);
      setTimeout(() => this.#lookups.delete(key), LOOKUP_MS).unref();
    }
    return asked;
  }

  /** What some or all people may see has changed. */
  recheck(userId?: string): void {
    this.#lookups.clear();
    for (const viewer of [...this.#viewers])
      if (userId === undefined || viewer.userId === userId) viewer.recheck();
  }

  close(): void {
    for (const viewer of [...this.#viewers]) viewer.leave();
  }
}
