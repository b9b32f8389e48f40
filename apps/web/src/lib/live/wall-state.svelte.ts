import type { LinkState, LiveState } from '@outlap/protocol';
import { type ApiError, listSessions, type Session, toApiError } from '../api.ts';
import { liveSocket, type SocketState } from './live-socket.ts';
import type { WallCar } from './wall-order.ts';

type Known = {
  session: Session;
  state?: LiveState;
  link?: LinkState;
  heardAt: number;
  ended: boolean;
};

const MANY = 60;
const MOST_CARS = 500;
const PAGE = 100;
const LOOK_AGAIN_MILLISECONDS = 15_000;
const LEAST_BETWEEN_MILLISECONDS = 1500;

/** Every running car. Messages go into a plain map; what is shown is made from it a few times a second. */
export class WallState {
  cars = $state.raw<readonly WallCar[]>([]);
  error = $state.raw<ApiError>();
  loaded = $state(false);
  socket = $state<SocketState>('closed');
  private readonly known = new Map<string, Known>();
  private readonly moved = new Set<() => void>();
  private askedAt = Number.NEGATIVE_INFINITY;
  private again: ReturnType<typeof setTimeout> | undefined;

  /** Begins to follow all cars; returns how to stop. */
  start(): () => void {
    void this.load();
    const stops = [
      liveSocket().watch((state) => (this.socket = state)),
      liveSocket().follow(
        { sessionId: 'all', channels: [], rateHz: 5 },
        {
          state: (state) => this.heard(state.sessionId, { state }),
          link: (link) => this.heardOfLink(link),
          end: (id) => this.finish(id),
          lap: () => this.soon(),
        },
      ),
    ];
    const timer = setInterval(() => void this.load(), LOOK_AGAIN_MILLISECONDS);
    let ticks = 0;
    const show = setInterval(() => {
      if (this.known.size <= MANY || ticks++ % 2 === 0) this.show();
    }, 250);
    return () => {
      for (const stop of stops) stop();
      clearInterval(timer);
      clearInterval(show);
      clearTimeout(this.again);
    };
  }

  /** Calls back when a car moved; returns how to stop. */
  onMove(moved: () => void): () => void {
    this.moved.add(moved);
    return () => void this.moved.delete(moved);
  }

  stateOf(id: string): LiveState | undefined {
    return this.known.get(id)?.state;
  }

  async load(): Promise<void> {
    this.askedAt = performance.now();
    try {
      const found: Session[] = [];
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof listSessions>> = await listSessions({
          state: 'live',
          limit: PAGE,
          ...(cursor ? { cursor } : {}),
        });
        found.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor && found.length < MOST_CARS);
      this.take(found);
      this.error = undefined;
      this.loaded = true;
    } catch (cause) {
      this.error = toApiError(cause);
    }
  }

  private take(found: readonly Session[]): void {
    const running = new Set(found.map(({ id }) => id));
    for (const session of found) {
      const before = this.known.get(session.id);
      if (before) before.session = session;
      else this.known.set(session.id, { session, heardAt: performance.now(), ended: false });
    }
    for (const [id, car] of this.known) if (!running.has(id) && !car.ended) this.known.delete(id);
    this.show();
  }

  private heard(id: string, news: { state: LiveState }): void {
    const car = this.known.get(id);
    if (!car) return this.soon();
    Object.assign(car, news, { heardAt: performance.now() });
    for (const moved of this.moved) moved();
  }

  private heardOfLink(link: LinkState): void {
    const car = this.known.get(link.sessionId);
    if (car) car.link = link;
  }

  private finish(id: string): void {
    const car = this.known.get(id);
    if (car) car.ended = true;
    this.show();
  }

  /** Looks who is there, but not for each of many cars that start at once. */
  private soon(): void {
    if (this.again !== undefined) return;
    const since = performance.now() - this.askedAt;
    this.again = setTimeout(
      () => {
        this.again = undefined;
        void this.load();
      },
      Math.max(0, LEAST_BETWEEN_MILLISECONDS - since),
    );
  }

  private show(): void {
    const now = performance.now();
    this.cars = [...this.known.values()].map(({ session, state, link, heardAt, ended }) => ({
      session,
      state,
      link,
      ended,
      silentSeconds: (now - heardAt) / 1000,
    }));
  }
}
