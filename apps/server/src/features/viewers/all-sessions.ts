import type { BusMessage } from '../../bus/bus.ts';
import type { Ctx } from '../../deps.ts';
import type { SampledSession } from '../live/samples/verbs.ts';
import { toNotice } from './feed.ts';
import type { Hub } from './hub.ts';
import { type Receiver, Subscription, type SubscriptionOptions } from './subscription.ts';
import { listRunning } from './verbs.ts';

/** What is known of a session that is not shown. */
type Answer = 'asked' | 'foreign' | 'over';

/** A subscription to every running session of one person: sessions join when they begin and go when they end. */
export class AllSessions {
  readonly id: string;
  readonly #ctx: Ctx;
  readonly #hub: Hub;
  readonly #receiver: Receiver;
  readonly #options: SubscriptionOptions;
  readonly #sessions = new Map<string, Subscription | undefined>();
  readonly #answers = new Map<string, Answer>();
  readonly #stop: () => void;
  #isClosed = false;

  constructor(ctx: Ctx, hub: Hub, receiver: Receiver, options: SubscriptionOptions) {
    this.id = options.id;
    this.#ctx = ctx;
    this.#hub = hub;
    this.#receiver = receiver;
    this.#options = options;
    this.#stop = hub.hearAll(ctx, (message) => this.#take(message));
  }

  start(): void {
    listRunning(this.#ctx)
      .then((sessions) => {
        for (const session of sessions) this.#add(session);
      })
      .catch((error: unknown) => this.#receiver.failed(error));
  }

  adapt(): void {
    for (const subscription of this.#sessions.values()) subscription?.adapt();
  }

  /** Lets go of what may be watched no longer; what may be watched now comes with its next message. */
  recheck(): void {
    this.#answers.clear();
    for (const sessionId of this.#sessions.keys())
      this.#hub
        .lookUp(this.#ctx, sessionId)
        .then((session) => {
          if (!session) this.#end(sessionId);
        })
        .catch((error: unknown) => this.#receiver.failed(error));
  }

  close(): void {
    this.#isClosed = true;
    this.#stop();
    for (const sessionId of [...this.#sessions.keys()]) this.#remove(sessionId);
  }

  #take(message: BusMessage): void {
    const { sessionId } = message;
    if (sessionId === '') return;
    if (!this.#sessions.has(sessionId)) return this.#takeUnshown(message);
    const notice = toNotice(message);
    if (notice) this.#receiver.notify(notice);
    if (message.kind === 'ended') this.#end(sessionId);
  }

  #takeUnshown(message: BusMessage): void {
    const { sessionId, kind } = message;
    const answer = this.#answers.get(sessionId);
    const hasLeft = kind === 'link' && !message.link.connected && answer !== 'asked';
    // Answers that outlive the drive or its recorder would pile up for as long as the socket lives.
    if (kind === 'ended' || hasLeft) this.#answers.delete(sessionId);
    if (kind !== 'described' && kind !== 'state' && kind !== 'link') return;
    // Only what is driven has a state: a drive that goes on after its end shows itself by that alone.
    const isDriven = kind === 'state' && answer === 'over';
    if (answer === undefined || isDriven) this.#ask(sessionId);
  }

  #end(sessionId: string): void {
    if (this.#isClosed || !this.#sessions.has(sessionId)) return;
    this.#receiver.send({ type: 'end', id: this.id, sessionId } as { type: string });
    this.#remove(sessionId);
  }

  /** A session that is not shown: it has begun, goes on, is over, or is somebody else's. */
  #ask(sessionId: string): void {
    this.#answers.set(sessionId, 'asked');
    this.#hub
      .lookUp(this.#ctx, sessionId)
      .then((session) => {
        // It has ended, or access has changed, since it was asked: the answer is an old one.
        if (!this.#answers.has(sessionId)) return;
        if (session?.live) this.#add(session);
        else this.#answers.set(sessionId, session ? 'over' : 'foreign');
      })
      .catch((error: unknown) => {
        this.#answers.delete(sessionId);
        this.#receiver.failed(error);
      });
  }

  #add(session: SampledSession): void {
    this.#answers.delete(session.id);
    if (this.#isClosed || this.#sessions.has(session.id)) return;
    if (this.#options.names.length === 0) {
      this.#sessions.set(session.id, undefined);
      const { id } = this;
      const message = { type: 'session', id, sessionId: session.id, live: true, channels: [] };
      this.#receiver.send(message);
      return;
    }
    const feed = this.#hub.feedOf(this.#ctx, session);
    const subscription = new Subscription(this.#receiver, feed, this.#options);
    this.#sessions.set(session.id, subscription);
    subscription.start();
  }

  #remove(sessionId: string): void {
    const subscription = this.#sessions.get(sessionId);
    this.#sessions.delete(sessionId);
    if (!subscription) return;
    subscription.close();
    this.#hub.release(subscription.feed);
  }
}
