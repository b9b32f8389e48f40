import { type ApiError, toApiError } from './api.ts';

type Answer<T> = { readonly items: readonly T[]; readonly nextCursor: string | null };
type Source<T> = (cursor: string | undefined) => Promise<Answer<T>>;

const SLOW_MILLISECONDS = 150;

/** A list that the server gives page after page. */
export class Pages<T> {
  items = $state.raw<readonly T[]>([]);
  error = $state.raw<ApiError>();
  loaded = $state(false);
  slow = $state(false);
  cursor = $state<string | null>(null);
  private source: Source<T> | undefined;
  private asked = 0;

  async load(source: Source<T>): Promise<void> {
    this.source = source;
    await this.ask();
  }

  again(): Promise<void> {
    return this.ask();
  }

  async more(): Promise<void> {
    const { cursor } = this;
    if (!cursor) return;
    this.cursor = null;
    await this.ask(cursor);
  }

  private async ask(cursor?: string): Promise<void> {
    const call = ++this.asked;
    const timer = setTimeout(() => (this.slow = call === this.asked), SLOW_MILLISECONDS);
    try {
      const page = await this.source?.(cursor);
      if (call !== this.asked || !page) return;
      this.items = cursor ? [...this.items, ...page.items] : page.items;
      this.cursor = page.nextCursor;
      this.error = undefined;
      this.loaded = true;
    } catch (cause) {
      if (call !== this.asked) return;
      this.error = toApiError(cause);
      // What follows can be asked for again.
      this.cursor = cursor ?? null;
    } finally {
      clearTimeout(timer);
      if (call === this.asked) this.slow = false;
    }
  }
}
