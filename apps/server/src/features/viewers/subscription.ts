import { Emission, type Notice } from './emission.ts';
import type { Feed, Follower } from './feed.ts';
import type { Member, Topic, Wish } from './topic.ts';

const HISTORY_BYTES = 64 * 1024;
const LEAST_HISTORY_ROWS = 20;

/** What a subscription needs of the viewer it belongs to. */
export type Receiver = {
  /** Sends samples of a subscription unless the viewer is behind; false when it is. */
  readonly offer: (subscription: Subscription, emission: Emission) => boolean;
  /** Sends samples that must not be skipped, once there is room. */
  readonly deliver: (subscription: Subscription, emission: Emission) => Promise<void>;
  readonly send: (message: { readonly type: string }) => void;
  readonly notify: (notice: Notice) => void;
  readonly rateOf: (wantedHz: number) => number;
  readonly failed: (error: unknown) => void;
};

export type SubscriptionOptions = {
  readonly id: string;
  readonly names: readonly string[];
  readonly rateHz: number;
  /** Undefined: live samples only. */
  readonly wish: Wish | undefined;
  /** One of all sessions: frames say of which, and whatever is not samples is told by AllSessions. */
  readonly named: boolean;
};

/** One viewer's view of one session: history first, then what comes, each row once. */
export class Subscription implements Member, Follower {
  readonly id: string;
  readonly named: boolean;
  readonly #receiver: Receiver;
  readonly #feed: Feed;
  readonly #options: SubscriptionOptions;
  #topic: Topic;
  #state: 'history' | 'live' | 'closed' = 'history';
  #last = -Infinity;

  constructor(receiver: Receiver, feed: Feed, options: SubscriptionOptions) {
    this.id = options.id;
    this.named = options.named;
    this.#receiver = receiver;
    this.#feed = feed;
    this.#options = options;
    this.#topic = feed.topicOf(options.names, receiver.rateOf(options.rateHz));
    feed.followers.add(this);
    if (options.names.length > 0) this.#topic.members.add(this);
  }

  get feed(): Feed {
    return this.#feed;
  }

  /** Tells the channels, sends the history, goes over to live. */
  start(): void {
    this.changed();
    this.#begin().catch((error: unknown) => this.#receiver.failed(error));
  }

  deliver(emission: Emission): void {
    if (emission.samples.history) {
      this.#receiver.offer(this, emission);
      return;
    }
    if (this.#state !== 'live' || emission.first <= this.#last) return;
    if (this.#receiver.offer(this, emission)) this.#last = emission.last;
  }

  notify(notice: Notice): void {
    if (!this.named) this.#receiver.notify(notice);
  }

  changed(): void {
    const { session } = this.#feed;
    this.#receiver.send({
      type: 'session',
      id: this.id,
      sessionId: session.id,
      live: session.live,
      channels: this.#topic.channels.map(({ asked, label, unit, rateHz, present }) => ({
        name: asked,
        label,
        unit,
        rateHz,
        present,
      })),
    } as { type: string });
  }

  ended(): void {
    if (this.named || this.#state === 'history') return;
    this.#receiver.send({
      type: 'end',
      id: this.id,
      sessionId: this.#feed.session.id,
    } as { type: string });
  }

  /** The viewer has become slower or faster. */
  adapt(): void {
    const rateHz = this.#receiver.rateOf(this.#options.rateHz);
    const isDone = this.#state === 'closed' || this.#options.names.length === 0;
    if (isDone || rateHz === this.#topic.rateHz) return;
    const old = this.#topic;
    this.#topic = this.#feed.topicOf(this.#options.names, rateHz);
    this.#topic.members.add(this);
    old.members.delete(this);
    this.#feed.release(old);
  }

  close(): void {
    this.#state = 'closed';
    this.#feed.followers.delete(this);
    this.#topic.members.delete(this);
    this.#feed.release(this.#topic);
  }

  async #begin(): Promise<void> {
    const { wish } = this.#options;
    if (wish && this.#options.names.length > 0) await this.#sendHistory(wish);
    else this.#warm();
    if (this.#isClosed()) return;
    this.#state = 'live';
    if (!this.#feed.session.live) this.ended();
  }

  async #sendHistory(wish: Wish): Promise<void> {
    let next = wish;
    for (let fresh = true; !this.#isClosed(); fresh = false) {
      const topic = this.#topic;
      await topic.cover(next, fresh);
      if (fresh) this.#last = topic.startOf(wish);
      const rowBytes = 8 + topic.channels.length * 6;
      const most = Math.max(LEAST_HISTORY_ROWS, Math.floor(HISTORY_BYTES / rowBytes));
      const rows = topic.after(this.#last, most);
      const last = rows.seconds[rows.seconds.length - 1];
      // Nothing is awaited between here and going live: no row can come in between.
      if (last === undefined) return;
      this.#last = last;
      next = { afterSeconds: last };
      const emission = new Emission(this.#feed.session.id, { ...rows, history: true });
      await this.#receiver.deliver(this, emission);
    }
  }

  /** Slow channels have a value at once, although nobody asked for history. */
  #warm(): void {
    if (this.#options.names.length === 0) return;
    this.#topic
      .cover({ lastSeconds: 0 }, false)
      .catch((error: unknown) => this.#receiver.failed(error));
  }

  #isClosed(): boolean {
    return this.#state === 'closed';
  }
}
