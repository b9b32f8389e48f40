import type { StreamDescription, StreamEvent } from '@outlap/protocol';
import type { Source, SourceItem } from '../../source.ts';

/** Reads a source until the test has seen what it waits for; values are kept by the name of their channel. */
export class Collector {
  readonly items: SourceItem[] = [];
  readonly events: StreamEvent[] = [];
  readonly values = new Map<string, (number | string | null)[]>();
  readonly starts = new Map<string, number[]>();
  description: StreamDescription;
  readonly #stop = new AbortController();
  readonly #waiting = new Set<() => void>();
  readonly #done: Promise<void>;
  #failure: unknown;

  constructor(source: Source) {
    this.description = source.describe();
    this.#done = this.#read(source).catch((error: unknown) => {
      this.#failure = error;
      for (const check of this.#waiting) check();
    });
  }

  async #read(source: Source): Promise<void> {
    for await (const item of source.frames(this.#stop.signal)) {
      this.#take(item);
      for (const check of this.#waiting) check();
    }
  }

  #take(item: SourceItem): void {
    this.items.push(item);
    if (item.kind === 'described') this.description = item.description;
    if (item.kind !== 'samples') return;
    this.events.push(...(item.events ?? []));
    for (const part of item.parts) {
      const channels = this.description.groups[part.group]?.channels;
      if (!channels) throw new Error(`Samples of group ${part.group}, which is not described`);
      for (const [index, { name }] of channels.entries()) {
        push(this.values, name, part.columns[index]?.[0] ?? null);
        push(this.starts, name, part.start);
      }
    }
  }

  /** Resolves when the condition holds, which is looked at after each item. */
  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const check = () => {
        if (this.#failure === undefined && !holds()) return;
        this.#waiting.delete(check);
        if (this.#failure === undefined) resolve();
        else reject(this.#failure instanceof Error ? this.#failure : new Error('failed'));
      };
      this.#waiting.add(check);
      check();
    });
  }

  count(name: string): number {
    return this.values.get(name)?.length ?? 0;
  }

  get links(): string[] {
    return this.items.flatMap((item) => (item.kind === 'link' ? [item.state] : []));
  }

  /** Ends the reading; resolves when the iteration has ended. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#done;
    if (this.#failure instanceof Error) throw this.#failure;
  }
}

function push<T>(map: Map<string, T[]>, key: string, value: T): void {
  const list = map.get(key);
  if (list) list.push(value);
  else map.set(key, [value]);
}
