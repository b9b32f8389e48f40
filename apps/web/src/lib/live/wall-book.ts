import type { LinkState, LiveState } from '@outlap/protocol';
import type { Session } from '../api.ts';
import type { WallCar } from './wall-order.ts';

type Known = {
  session: Session;
  state: LiveState | undefined;
  link: LinkState | undefined;
  heardAt: number;
  ended: boolean;
};

/** What is known of every running car, by its session; messages go in as they come. Times are seconds. */
export class WallBook {
  private readonly known = new Map<string, Known>();

  get size(): number {
    return this.known.size;
  }

  stateOf(id: string): LiveState | undefined {
    return this.known.get(id)?.state;
  }

  /** The sessions that run now. Others go, but those that ended in view stay until then. */
  take(found: readonly Session[], now: number): void {
    const running = new Set(found.map(({ id }) => id));
    for (const session of found) {
      const before = this.known.get(session.id);
      const heardAt = before?.heardAt ?? now;
      // The list may be older than the end: only what is heard of a car says that it drives again.
      const { state, link, ended = false } = before ?? {};
      this.known.set(session.id, { session, state, link, heardAt, ended });
    }
    for (const [id, car] of this.known) if (!running.has(id) && !car.ended) this.known.delete(id);
  }

  /** Whether the car is known. */
  heard(state: LiveState, now: number): boolean {
    const car = this.known.get(state.sessionId);
    if (!car) return false;
    car.state = state;
    car.heardAt = now;
    car.ended = false;
    return true;
  }

  heardOfLink(link: LinkState): void {
    const car = this.known.get(link.sessionId);
    if (car) car.link = link;
  }

  finish(id: string): void {
    const car = this.known.get(id);
    if (car) car.ended = true;
  }

  list(now: number): WallCar[] {
    return Array.from(this.known.values(), ({ heardAt, ...car }) => ({
      ...car,
      silentSeconds: now - heardAt,
    }));
  }
}
