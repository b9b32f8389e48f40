import { isNews, toAlert } from './news.ts';

const KEY = 'outlap.notifications';

/** Notifications of this browser: asked for by a button, remembered, shown while any page of ours is open. */
class Notifications {
  on = $state(false);
  readonly possible = typeof Notification !== 'undefined';
  refused = $state(false);

  constructor() {
    if (!this.possible) return;
    this.refused = Notification.permission === 'denied';
    this.on = Notification.permission === 'granted' && readWish();
  }

  async turn(on: boolean): Promise<void> {
    if (!this.possible) return;
    const answer = on ? await Notification.requestPermission() : Notification.permission;
    this.refused = answer === 'denied';
    this.on = on && answer === 'granted';
    keepWish(this.on);
  }

  /** To be called in an effect: shows alerts as they come; returns how to stop. */
  follow(): (() => void) | undefined {
    if (!this.on) return undefined;
    let stop: (() => void) | undefined;
    let wanted = true;
    void import('../live/live-socket.ts').then(({ liveSocket }) => {
      if (!wanted) return;
      stop = liveSocket().follow(
        { sessionId: 'all', channels: [], rateHz: 1 },
        { alert: (alert) => notifyAlert(alert) },
      );
    });
    return () => {
      wanted = false;
      stop?.();
    };
  }
}

/** Shows a notification where the alert is news. The same alert replaces itself. */
function notifyAlert(given: unknown): void {
  const alert = toAlert(given);
  if (!alert || !isNews(alert, Date.now())) return;
  const car = alert.vehicle?.name ?? alert.sessionName;
  const notification = new Notification(`${car}: ${alert.ruleName}`, {
    body: alert.words,
    tag: alert.id,
    requireInteraction: alert.severity === 'critical',
  });
  notification.onclick = () => {
    window.focus();
    location.assign(`/live/${alert.sessionId}`);
  };
}

function readWish(): boolean {
  try {
    return localStorage.getItem(KEY) === 'on';
  } catch {
    return false;
  }
}

function keepWish(on: boolean): void {
  try {
    localStorage.setItem(KEY, on ? 'on' : 'off');
  } catch {
    // A browser without storage keeps the choice for this visit only.
  }
}

export const notifications = new Notifications();
