/** An alert as the live page shows it. */
export type LiveAlert = {
  readonly id: string;
  readonly severity: 'info' | 'warning' | 'critical';
  readonly text: string;
  readonly at: string;
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

/** What came over the wire as one line; undefined for what is no alert. */
export function toLiveAlert(alert: unknown): LiveAlert | undefined {
  if (typeof alert !== 'object' || alert === null) return undefined;
  const given = alert as Record<string, unknown>;
  const id = text(given['id']);
  if (!id) return undefined;
  const rule = (given['rule'] ?? {}) as Record<string, unknown>;
  const severity = text(given['severity']) ?? text(rule['severity']);
  return {
    id,
    severity: severity === 'critical' || severity === 'info' ? severity : 'warning',
    text:
      text(given['text']) ??
      text(given['message']) ??
      text(given['ruleName']) ??
      text(rule['name']) ??
      'Alert',
    at: text(given['startedAt']) ?? text(given['at']) ?? '',
  };
}
