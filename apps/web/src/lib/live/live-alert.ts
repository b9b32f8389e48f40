import type { Schema } from '@outlap/protocol';

export type LiveAlert = Schema<'Alert'>;

/** Alerts of the server come over the wire as its API describes them; what has no id is none. */
function toAlert(alert: unknown): LiveAlert | undefined {
  const isAlert = typeof alert === 'object' && alert !== null && 'id' in alert;
  return isAlert ? (alert as LiveAlert) : undefined;
}

/** The alerts in view with one that came: the same one again replaces itself, one that is settled goes, newest first. */
export function withAlert(
  alerts: readonly LiveAlert[],
  news: unknown,
  most: number,
): readonly LiveAlert[] {
  const alert = toAlert(news);
  if (!alert || alert.historical) return alerts;
  const others = alerts.filter(({ id }) => id !== alert.id);
  const isKnown = others.length < alerts.length;
  if (alert.acknowledgedAt !== null || (alert.endedAt !== null && !isKnown)) return others;
  if (isKnown) return alerts.map((one) => (one.id === alert.id ? alert : one));
  return [alert, ...others].slice(0, most);
}
