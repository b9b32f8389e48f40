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

/** What one tab shows: asked for when it is opened, kept while it is asked for again. */
class Shelf<T extends { readonly id: string }> {
  items = $state.raw<readonly T[]>([]);
  cursor = $state<string | null>(null);
  loaded = $state(false);
  slow = $state(false);
  error = $state.raw<ApiError>();
  private readonly ask: (cursor?: string) => Promise<{ items: T[]; nextCursor: string | null }>;

  constructor(ask: Shelf<T>['ask']) {
    this.ask = ask;
  }

  async load(): Promise<void> {
    await this.fetch(undefined, []);
  }

  async more(): Promise<void> {
    if (this.cursor) await this.fetch(this.cursor, this.items);
  }

  /** Puts a newer state of an item in its place, or in front. */
  put(item: T): void {
    const known = this.items.some(({ id }) => id === item.id);
    this.items = known
      ? this.items.map((one) => (one.id === item.id ? item : one))
      : [item, ...this.items];
  }

  private async fetch(cursor: string | undefined, before: readonly T[]): Promise<void> {
    const timer = setTimeout(() => (this.slow = true), SLOW_MILLISECONDS);
    try {
      const page = await this.ask(cursor);
      this.items = [...before, ...page.items];
      this.cursor = page.nextCursor;
      this.error = undefined;
      this.loaded = true;
    } catch (cause) {
      this.error = toApiError(cause);
    } finally {
      clearTimeout(timer);
      this.slow = false;
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

  /** Shown at once, taken back where the server says no. */
  async enable(rule: AlertRule, enabled: boolean): Promise<void> {
    this.rules.put({ ...rule, enabled });
    try {
      this.rules.put(await editAlertRule(rule.id, { enabled }));
    } catch (cause) {
      this.rules.put(rule);
      undo.say(`“${rule.name}” was not changed. ${toApiError(cause).message}`, true);
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
