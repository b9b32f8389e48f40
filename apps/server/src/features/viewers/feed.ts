import type { BusMessage } from '../../bus/bus.ts';
import type { Ctx } from '../../deps.ts';
import { getSampledSession, type SampledSession } from '../live/samples/verbs.ts';
import { Notice } from './emission.ts';
import { Topic } from './topic.ts';

/** Who follows one session. */
export type Follower = {
  /** What is sent to everyone alike. */
  readonly notify: (notice: Notice) => void;
  /** Its channels, or whether it is running, have changed. */
  readonly changed: () => void;
  readonly ended: () => void;
};

/** Frames of the live lane whose durable copies are still to come, at most. */
const MOST_SHOWN = 200_000;
const RIDE_MS = 60;

/** A session that is watched from this server: what the bus says of it, shared out to topics and followers. */
export class Feed {
  readonly followers = new Set<Follower>();
  readonly #ctx: Ctx;
  readonly #topics = new Map<string, Topic>();
  readonly #stop: () => void;
  readonly #shown = new Set<number>();
  #session: SampledSession;
  #rider: Notice | undefined;
  #rideTimer: NodeJS.Timeout | undefined;

  constructor(ctx: Ctx, session: SampledSession) {
    this.#ctx = ctx;
    this.#session = session;
    this.#stop = ctx.bus.subscribe(session.id, (message) => this.#take(message));
  }

  get session(): SampledSession {
    return this.#session;
  }
  get isIdle(): boolean {
    return this.followers.size === 0 && this.#topics.size === 0;
  }

  /** Looks again what the session is. */
  async refresh(): Promise<void> {
    const now = await getSampledSession(this.#ctx, this.#session.id);
    if (this.#session.live && !now.live) this.#end();
    this.#setSession(now);
  }

  /** The topic of these channels at this rate; `leave` when done. */
  topicOf(names: readonly string[], rateHz: number): Topic {
    const key = keyOf(names, rateHz);
    let topic = this.#topics.get(key);
    if (!topic) {
      topic = new Topic({
        ctx: this.#ctx,
        session: this.#session,
        names,
        rateHz,
        rider: () => this.#rider,
      });
      this.#topics.set(key, topic);
    }
    return topic;
  }

  /** Lets a topic go that nobody is a member of. */
  release(topic: Topic): void {
    if (topic.members.size > 0) return;
    topic.close();
    for (const [key, one] of this.#topics) if (one === topic) this.#topics.delete(key);
  }

  close(): void {
    this.#stop();
    clearTimeout(this.#rideTimer);
    for (const topic of this.#topics.values()) topic.close();
    this.#topics.clear();
  }

  #take(message: BusMessage): void {
    if (message.kind === 'frame') {
      if (message.backlog && this.#shown.delete(message.frame.seq)) return;
      if (message.frame.lane === 'live') this.#remember(message.frame.seq);
      if (!this.#session.live) this.#setSession({ ...this.#session, live: true });
      for (const topic of this.#topics.values()) topic.push(message);
    } else if (message.kind === 'described') {
      this.#setSession({ ...this.#session, description: message.description });
    } else if (message.kind === 'ended') {
      this.#end();
    } else {
      const notice = toNotice(message);
      if (message.kind === 'state' && this.#topics.size > 0) this.#ride(notice);
      else if (notice) this.#notify(notice);
    }
  }

  #notify(notice: Notice): void {
    for (const follower of [...this.followers]) follower.notify(notice);
  }

  /** The state goes out with the next samples; whoever gets none until then is told after a moment. */
  #ride(notice: Notice | undefined): void {
    this.#rider = notice;
    this.#rideTimer ??= setTimeout(() => {
      this.#rideTimer = undefined;
      const left = this.#rider;
      this.#rider = undefined;
      if (left) this.#notify(left);
    }, RIDE_MS);
  }

  #end(): void {
    this.#session = { ...this.#session, live: false };
    for (const follower of [...this.followers]) follower.ended();
  }

  #setSession(session: SampledSession): void {
    const began = session.live !== this.#session.live;
    this.#session = session;
    let grew = false;
    for (const topic of this.#topics.values()) grew = topic.describe(session) || grew;
    if (began || grew) for (const follower of [...this.followers]) follower.changed();
  }

  #remember(seq: number): void {
    if (this.#shown.size >= MOST_SHOWN) this.#shown.clear();
    this.#shown.add(seq);
  }
}

const notices = new WeakMap<BusMessage, Notice>();

/** What viewers are told of a message, one object a message; undefined for what is not for them. */
export function toNotice(message: BusMessage): Notice | undefined {
  const known = notices.get(message);
  if (known) return known;
  const notice = makeNotice(message);
  if (notice) notices.set(message, notice);
  return notice;
}

function makeNotice(message: BusMessage): Notice | undefined {
  switch (message.kind) {
    case 'state':
      return new Notice({ type: 'state', state: message.state } as { type: string });
    case 'link':
      return new Notice({ type: 'link', link: message.link } as { type: string });
    case 'lap': {
      const { sessionId, lapId, lapNumber } = message;
      return new Notice({ type: 'lap', sessionId, lapId, lapNumber } as { type: string });
    }
    case 'alert':
      return new Notice({ type: 'alert', alert: message.alert } as { type: string });
    default:
      return undefined;
  }
}

function keyOf(names: readonly string[], rateHz: number): string {
  return JSON.stringify([rateHz, ...names]);
}
