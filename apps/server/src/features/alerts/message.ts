import type { Config } from '../../config.ts';
import type { Composer } from '../../mail/outbox.ts';
import { formatReading } from './reading.ts';
import type { Alert } from './schemas.ts';

/** The outbox holds alerts as they were when they started; nothing else writes there. */
function toAlerts(payload: readonly unknown[]): readonly Alert[] {
  return payload as readonly Alert[];
}

/** How alerts become mails and webhooks. */
export function alertComposer(config: Pick<Config, 'PUBLIC_URL' | 'HOST' | 'PORT'>): Composer {
  const base = (config.PUBLIC_URL || `http://${config.HOST}:${config.PORT}`).replace(/\/+$/, '');
  const linkOf = ({ sessionId }: Alert) => `${base}/live/${sessionId}`;
  return {
    mail: ({ payload, count }) => {
      const alerts = toAlerts(payload);
      const [first] = alerts;
      if (!first) return { subject: 'Alert', text: '' };
      const more = count - alerts.length;
      const text = [
        ...alerts.flatMap((alert) => [...linesOf(alert), '']),
        ...(more > 0 ? [`… and ${more} more.`, ''] : []),
        linkOf(first),
      ];
      return { subject: subjectOf(alerts, count), text: `${text.join('\n')}\n` };
    },
    webhook: ({ payload }) => {
      const [alert] = toAlerts(payload);
      return { event: 'alert.started', alert, url: alert && linkOf(alert) };
    },
  };
}

const RANK = { info: 0, warning: 1, critical: 2 } as const;

function subjectOf(alerts: readonly Alert[], count: number): string {
  const worst = alerts.reduce((a, b) => (RANK[b.severity] > RANK[a.severity] ? b : a));
  const what = count === 1 ? readingOf(worst) : `${count} alerts, ${readingOf(worst)}`;
  return oneLine(`[${worst.severity}] ${carOf(worst)}: ${what}`);
}

function linesOf(alert: Alert): string[] {
  return [
    `${readingOf(alert)} at ${formatTime(alert.startedAt)}`,
    `Car: ${carOf(alert)}`,
    `Rule: ${alert.ruleName} (${alert.severity}): ${alert.words}`,
    `Session: ${alert.sessionName}`,
  ].map(oneLine);
}

function readingOf({ channelLabel, value, unit, words }: Alert): string {
  return channelLabel === null || value === null
    ? words
    : `${channelLabel} ${formatReading(value, unit)}`;
}

function carOf({ vehicle, sessionName }: Alert): string {
  return vehicle?.name ?? sessionName;
}

/** Names come from recordings and people: none of them may begin a line of its own. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ');
}

function formatTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC`;
}
