import { type CloseReason, encodeMessage, WireError } from '@outlap/protocol';
import type { Ctx } from '../../deps.ts';
import { AllSessions } from './all-sessions.ts';
import { type Emission, type Notice, toSocketBytes } from './emission.ts';
import type { Hub } from './hub.ts';
import type { Outlet } from './outlet.ts';
import { LOW_BYTES, Pressure } from './pressure.ts';
import { parseRequest, type Subscribe, wishOf } from './requests.ts';
import { type Receiver, Subscription } from './subscription.ts';
import { isSignedIn } from './verbs.ts';

const MOST_SUBSCRIPTIONS = 64;
const MESSAGES_PER_SECOND = 50;
const MESSAGES_AT_ONCE = 200;
const PING_TICKS = 15;
/** A link expires while it is watched. */
const LINK_TICKS = 60;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

type Open = Subscription | AllSessions;

/** One socket of /ws/telemetry: what it subscribed to, and how well it keeps up. */
export class Viewer implements Receiver {
  readonly #ctx: Ctx;
  readonly #hub: Hub;
  readonly #outlet: Outlet;
  readonly #pressure: Pressure;
  readonly #open = new Map<string, Open>();
  /** Subscriptions whose session is still looked for. */
  readonly #opening = new Set<string>();
  #lastNotice: Notice | undefined;
  #allowance = MESSAGES_AT_ONCE;
  #ticks = 0;
  #isAlive = true;
  #isClosed = false;

  constructor(ctx: Ctx, hub: Hub, outlet: Outlet) {
    this.#ctx = ctx;
    this.#hub = hub;
    this.#outlet = outlet;
    this.#pressure = new Pressure(outlet.queuedBytes);
    hub.enter(this);
  }

  get userId(): string {
    return this.#ctx.actor.userId;
  }

  /** Takes what the viewer says; a message that cannot be understood ends the connection. */
  receive(data: Uint8Array | string): void {
    this.#isAlive = true;
    try {
      if (--this.#allowance < 0)
        throw new WireError(
          'too_many_requests',
          `At most ${MESSAGES_PER_SECOND} messages a second`,
        );
      const message = parseRequest(data);
      if (message.type === 'subscribe') this.#subscribe(message);
      else if (message.type === 'unsubscribe') this.#unsubscribe(message.id);
      else this.send({ type: 'pong', id: message.id, at: this.#ctx.now().getTime() } as Pong);
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      this.#refuse(error.reason, error.message);
    }
  }

  /** The viewer has answered a ping. */
  alive(): void {
    this.#isAlive = true;
  }

  offer(subscription: Subscription, emission: Emission): boolean {
    if (!this.#pressure.hasRoom()) return false;
    this.#outlet.write(this.#bytesOf(subscription, emission));
    if (emission.rider && !subscription.named) this.#lastNotice = emission.rider;
    return true;
  }

  async deliver(subscription: Subscription, emission: Emission): Promise<void> {
    while (!this.#isClosed && this.#outlet.queuedBytes() > 0) await this.#outlet.whenDrained();
    if (!this.#isClosed) this.#outlet.write(this.#bytesOf(subscription, emission));
  }

  send(message: { readonly type: string }): void {
    this.#outlet.write(toSocketBytes(encodeMessage(message, this.#outlet.subprotocol)));
  }

  /** A message that a newer one replaces; what comes by two ways is sent once. */
  notify(notice: Notice): void {
    if (notice === this.#lastNotice) return;
    this.#lastNotice = notice;
    if (!notice.isReplaced || this.#pressure.hasRoom())
      this.#outlet.write(notice.bytesFor(this.#outlet.subprotocol));
  }

  rateOf(wantedHz: number): number {
    return this.#pressure.rateOf(wantedHz);
  }

  failed(error: unknown): void {
    if (this.#isClosed) return;
    this.#ctx.log.error({ err: error }, 'samples could not be read for a viewer');
    this.#refuse('unavailable', 'The samples could not be read');
  }

  /** Once a second. */
  tick(): void {
    this.#allowance = Math.min(MESSAGES_AT_ONCE, this.#allowance + MESSAGES_PER_SECOND);
    if (this.#ctx.actor.shareId !== null && (this.#ticks + 1) % LINK_TICKS === 0) this.recheck();
    if (this.#pressure.tick()) for (const one of this.#open.values()) one.adapt();
    if (this.#pressure.isLost) {
      this.#outlet.close('too_slow', 'The viewer does not read what it subscribed to');
      this.leave();
      return;
    }
    // Behind a long queue a ping would be late by no fault of the line.
    if (++this.#ticks % PING_TICKS > 0 || this.#outlet.queuedBytes() > LOW_BYTES) return;
    if (!this.#isAlive) return this.#outlet.terminate();
    this.#isAlive = false;
    this.#outlet.ping();
  }

  /** Asks again whether all that is watched may be. */
  recheck(): void {
    isSignedIn(this.#ctx)
      .then((isIn) => {
        if (!isIn) return this.#refuse('unauthorized', 'Signed out');
        for (const one of this.#open.values())
          if (one instanceof Subscription) this.#recheckOne(one);
          else one.recheck();
      })
      .catch((error: unknown) => this.failed(error));
  }

  #recheckOne(subscription: Subscription): void {
    const { id } = subscription;
    this.#hub
      .lookUp(this.#ctx, subscription.feed.session.id)
      .then((session) => {
        if (session || this.#open.get(id) !== subscription) return;
        this.#unsubscribe(id);
        this.#sendMissing(id);
      })
      .catch((error: unknown) => this.failed(error));
  }

  #sendMissing(id: string): void {
    const detail = 'There is no such session';
    this.send({ type: 'error', id, code: 'session_not_found', detail } as { type: string });
  }

  /** The socket is gone, or goes. */
  leave(): void {
    this.#isClosed = true;
    this.#hub.leave(this);
    for (const id of [...this.#open.keys()]) this.#unsubscribe(id);
  }

  #bytesOf({ id, named }: Subscription, emission: Emission): Buffer {
    return emission.bytesFor(id, this.#outlet.subprotocol, named);
  }

  #subscribe(request: Subscribe): void {
    const { id, sessionId } = request;
    this.#unsubscribe(id);
    if (this.#open.size + this.#opening.size >= MOST_SUBSCRIPTIONS)
      throw new WireError('too_many_requests', `At most ${MOST_SUBSCRIPTIONS} subscriptions`);
    const named = sessionId === 'all';
    const { channels, rateHz } = request;
    const names = [...new Set(channels)];
    const options = { id, names, rateHz, wish: wishOf(request), named };
    if (named) {
      const all = new AllSessions(this.#ctx, this.#hub, this, options);
      this.#open.set(id, all);
      all.start();
      return;
    }
    this.#opening.add(id);
    const found = UUID.test(sessionId)
      ? this.#hub.lookUp(this.#ctx, sessionId.toLowerCase())
      : Promise.resolve(undefined);
    found
      .then((session) => {
        if (this.#isClosed || !this.#opening.delete(id)) return;
        if (!session) return this.#sendMissing(id);
        const feed = this.#hub.feedOf(this.#ctx, session);
        const subscription = new Subscription(this, feed, options);
        this.#open.set(id, subscription);
        subscription.start();
      })
      .catch((error: unknown) => this.failed(error));
  }

  #unsubscribe(id: string): void {
    this.#opening.delete(id);
    const open = this.#open.get(id);
    this.#open.delete(id);
    open?.close();
    if (open instanceof Subscription) this.#hub.release(open.feed);
  }

  #refuse(code: CloseReason, detail: string): void {
    this.send({ type: 'error', code, detail } as { type: string });
    this.#outlet.close(code, detail);
    this.leave();
  }
}

type Pong = { readonly type: 'pong' };
