import { SvelteMap } from 'svelte/reactivity';
import {
  type Alert,
  type AlertRule,
  acknowledgeAlert,
  type ApiError,
  deleteAlertRule,
  editAlertRule,
  listAlertRules,
  listAlerts,
  listOutbox,
  type OutboxMessage,
  retryOutboxMessage,
  snoozeAlert,
  toApiError,
} from '../api.ts';
import { undo } from '../shell/undo.svelte.ts';
import { toAlert } from './news.ts';

const SLOW_MILLISECONDS = 150;
const PAGE = 50;
const READS_AT_MOST = 3;

/** What one tab shows: asked for when it is opened, kept while it is asked for again. */
class Shelf<T extends { readonly id: string }> {
  items = $state.raw<readonly T[]>([]);
  cursor = $state<string | null>(null);
  loaded = $state(false);
  slow = $state(false);
  error = $state.raw<ApiError>();
  private asked = 0;
  private changes = 0;
  private readonly ask: (cursor?: string) => Promise<{ items: T[]; nextCursor: string | null }>;

  constructor(ask: Shelf<T>['ask']) {
    this.ask = ask;
  }

  async load(): Promise<void> {
    await this.fetch();
  }

  async more(): Promise<void> {
    if (this.cursor) await this.fetch(this.cursor);
  }

  /** Puts a newer state of an item in its place, or in front. */
  put(item: T): void {
    this.changes++;
    this.items = this.has(item)
      ? this.items.map((one) => (one.id === item.id ? item : one))
      : [item, ...this.items];
  }

  private has({ id }: T): boolean {
    return this.items.some((one) => one.id === id);
  }

  private async fetch(cursor?: string, reads = 1): Promise<void> {
    const call = ++this.asked;
    const { changes } = this;
    const timer = setTimeout(() => (this.slow = call === this.asked), SLOW_MILLISECONDS);
    try {
      const page = await this.ask(cursor);
      if (call !== this.asked) return;
      // What was put meanwhile may be newer than this answer.
      if (!cursor && changes !== this.changes && reads < READS_AT_MOST)
        return await this.fetch(undefined, reads + 1);
      this.items = cursor
        ? [...this.items, ...page.items.filter((item) => !this.has(item))]
        : page.items;
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

/** Rules, alerts and the outbox as the page has them, and what it does to them. */
export class AlertBook {
  readonly rules = new Shelf<AlertRule>(() => listAlertRules());
  readonly alerts = new Shelf<Alert>((cursor) =>
    listAlerts({ limit: PAGE, ...(cursor && { cursor }) }),
  );
  readonly outbox = new Shelf<OutboxMessage>((cursor) => listOutbox(cursor));
  /** Rules that are being switched on or off, and which. */
  readonly switching = new SvelteMap<string, boolean>();
  private hidden = $state.raw<readonly string[]>([]);

  readonly shownRules = $derived(this.rules.items.filter(({ id }) => !this.hidden.includes(id)));

  /** To be called in an effect: alerts of running cars come in by themselves; returns how to stop. */
  follow(): () => void {
    let stop: (() => void) | undefined;
    let wanted = true;
    void import('../live/live-socket.ts').then(({ liveSocket }) => {
      if (wanted)
        stop = liveSocket().follow(
          { sessionId: 'all', channels: [], rateHz: 1 },
          {
            alert: (given) => {
              const alert = toAlert(given);
              if (alert && this.alerts.loaded) this.alerts.put(alert);
            },
          },
        );
    });
    return () => {
      wanted = false;
      stop?.();
    };
  }

  isOn(rule: AlertRule): boolean {
    return this.switching.get(rule.id) ?? rule.enabled;
  }

  /** Shown at once, taken back where the server says no. */
  async enable(rule: AlertRule, enabled: boolean): Promise<void> {
    if (this.switching.has(rule.id)) return;
    this.switching.set(rule.id, enabled);
    try {
      this.rules.put(await editAlertRule(rule.id, { enabled }));
    } catch (cause) {
      undo.say(`“${rule.name}” was not changed. ${toApiError(cause).message}`, true);
    } finally {
      this.switching.delete(rule.id);
    }
  }

  remove(rule: AlertRule): void {
    this.hidden = [...this.hidden, rule.id];
    undo.later(
      `“${rule.name}” deleted`,
      () => deleteAlertRule(rule.id),
      () => {
        this.hidden = this.hidden.filter((id) => id !== rule.id);
      },
    );
  }

  acknowledge(alert: Alert): Promise<void> {
    return this.change(() => acknowledgeAlert(alert.id));
  }

  snooze(alert: Alert, seconds: number): Promise<void> {
    return this.change(() => snoozeAlert(alert.id, seconds));
  }

  async retry(message: OutboxMessage): Promise<void> {
    try {
      this.outbox.put(await retryOutboxMessage(message.id));
    } catch (cause) {
      undo.say(`Not sent. ${toApiError(cause).message}`, true);
    }
  }

  private async change(call: () => Promise<Alert>): Promise<void> {
    try {
      this.alerts.put(await call());
    } catch (cause) {
      undo.say(`Not done. ${toApiError(cause).message}`, true);
    }
  }
}
