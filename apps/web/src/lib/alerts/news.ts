import type { Alert } from '../api.ts';

/** Whether an alert that just came is news for somebody who looks elsewhere. */
export function isNews(alert: Alert, nowMs: number): boolean {
  return (
    alert.browser &&
    !alert.historical &&
    alert.count === 1 &&
    alert.endedAt === null &&
    alert.acknowledgedAt === null &&
    (alert.snoozedUntil === null || Date.parse(alert.snoozedUntil) <= nowMs)
  );
}

/** The server speaks the protocol of the same release; an alert on the wire is the API's. */
export function toAlert(alert: unknown): Alert | undefined {
  return typeof alert === 'object' && alert !== null && 'ruleName' in alert
    ? (alert as Alert)
    : undefined;
}
