import type { LiveState } from '@outlap/protocol';
import { type ApiError, listSessions, type Session, toApiError } from '../api.ts';
import { myTeams } from '../identity/my-teams.svelte.ts';
import { Followers } from './followers.ts';
import { liveSocket, type SocketState } from './live-socket.ts';
import { WallBook } from './wall-book.ts';
import type { WallCar } from './wall-order.ts';

const MANY = 60;
const MOST_CARS = 500;
const PAGE = 100;
const LOOK_AGAIN_MILLISECONDS = 15_000;
const LEAST_BETWEEN_MILLISECONDS = 1500;
const seconds = () => performance.now() / 1000;

/** Running sessions: one's own, or those of a team. */
async function listLive(scope: { team?: string }): Promise<Session[]> {
  const found: Session[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof listSessions>> = await listSessions({
      ...scope,
      state: 'live',
      limit: PAGE,
      ...(cursor ? { cursor } : {}),
    });
    found.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor && found.length < MOST_CARS);
  return found;
}

/** Every running car. Messages go into a plain map; what is shown is made from it a few times a second. */
export class WallState {
  cars = $state.raw<readonly WallCar[]>([]);
  error = $state.raw<ApiError>();
  loaded = $state(false);
  socket = $state<SocketState>('closed');
  private readonly book = new WallBook();
  private readonly moved = new Followers<undefined>();
  private askedAt = Number.NEGATIVE_INFINITY;
  private loading: Promise<void> | undefined;
  private again: ReturnType<typeof setTimeout> | undefined;

  /** Begins to follow all cars; returns how to stop. */
  start(): () => void {
    void this.load();
    const stops = [
      liveSocket().watch((state) => (this.socket = state)),
      liveSocket().follow(
        { sessionId: 'all', channels: [], rateHz: 5 },
        {
          state: (state) => this.heard(state),
          link: (link) => this.book.heardOfLink(link),
          end: (id) => this.finish(id),
          lap: () => this.soon(),
        },
      ),
    ];
    const timer = setInterval(() => void this.load(), LOOK_AGAIN_MILLISECONDS);
    let ticks = 0;
    const show = setInterval(() => {
      if (this.book.size <= MANY || ticks++ % 2 === 0) this.show();
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
    return this.moved.add(moved);
  }

  stateOf(id: string): LiveState | undefined {
    return this.book.stateOf(id);
  }

  /** One look at a time: without an answer they would pile up, and come in any order. */
  load(): Promise<void> {
    return (this.loading ??= this.read().finally(() => (this.loading = undefined)));
  }

  private async read(): Promise<void> {
    this.askedAt = performance.now();
    try {
      // A team that was left since is refused, and the whole look with it.
      await myTeams.read();
      const scopes = [{}, ...myTeams.items.map(({ id }) => ({ team: id }))];
      const lists = await Promise.all(scopes.map((scope) => listLive(scope)));
      const byId = Object.fromEntries(lists.flat().map((session) => [session.id, session]));
      this.book.take(Object.values(byId), seconds());
      this.show();
      this.error = undefined;
      this.loaded = true;
    } catch (cause) {
      this.error = toApiError(cause);
    }
  }

  private heard(state: LiveState): void {
    if (this.book.heard(state, seconds())) this.moved.tell(undefined);
    else this.soon();
  }

  private finish(id: string): void {
    this.book.finish(id);
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
    this.cars = this.book.list(seconds());
  }
}
