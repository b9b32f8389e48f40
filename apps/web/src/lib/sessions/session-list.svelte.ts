import {
  type ApiError,
  listSessions,
  type Session,
  type SessionFilter,
  toApiError,
} from '../api.ts';
import { deletions } from './deletions.svelte.ts';

const PAGE = 50;
const SLOW_MILLISECONDS = 150;

/** Sessions page after page, without those that are being deleted. */
export class SessionList {
  items = $state.raw<readonly Session[]>([]);
  error = $state.raw<ApiError>();
  slow = $state(false);
  loaded = $state(false);
  cursor = $state<string | null>(null);
  private filter: SessionFilter = {};
  private asked = 0;

  readonly shown = $derived(this.items.filter(({ id }) => !deletions.hidden.has(id)));

  async load(filter: SessionFilter): Promise<void> {
    this.filter = filter;
    await this.ask(filter, []);
  }

  async more(): Promise<void> {
    if (!this.cursor) return;
    const { cursor } = this;
    this.cursor = null;
    await this.ask({ ...this.filter, cursor }, this.items);
  }

  replace(session: Session): void {
    this.items = this.items.map((known) => (known.id === session.id ? session : known));
  }

  private async ask(filter: SessionFilter, before: readonly Session[]): Promise<void> {
    const call = ++this.asked;
    const timer = setTimeout(() => (this.slow = call === this.asked), SLOW_MILLISECONDS);
    try {
      const page = await listSessions({ ...filter, limit: PAGE });
      if (call !== this.asked) return;
      this.items = [...before, ...page.items];
      this.cursor = page.nextCursor;
      this.error = undefined;
      this.loaded = true;
    } catch (cause) {
      if (call === this.asked) this.error = toApiError(cause);
    } finally {
      clearTimeout(timer);
      if (call === this.asked) this.slow = false;
    }
  }
}
