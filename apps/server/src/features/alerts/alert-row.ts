import { type AlertCondition, describeCondition } from '@outlap/telemetry';
import type { AlertRow, RuleRow } from './queries.ts';
import { labelOf, wordsBy } from './reading.ts';
import type { Alert, AlertConditionInput, AlertRule, AlertTestInput } from './schemas.ts';

const canonical = wordsBy(() => undefined);

export function toAlertRule(row: RuleRow): AlertRule {
  return {
    id: row.id,
    name: row.name,
    severity: row.severity,
    enabled: row.enabled,
    vehicleId: row.vehicle_id,
    vehicle: toNamed(row.vehicle_id, row.vehicle_name),
    sessionId: row.session_id,
    session: toNamed(row.session_id, row.session_name),
    condition: row.condition as AlertConditionInput,
    minimumSeconds: row.minimum_seconds,
    cooldownSeconds: row.cooldown_seconds,
    hours: row.hours && { ...row.hours, days: [...row.hours.days] },
    mail: row.mail,
    mailTo: row.mail_to,
    webhookUrl: row.webhook_url,
    browser: row.browser,
    words: describeCondition(row.condition, row.minimum_seconds, canonical),
    teamId: row.team_id,
    lastAlertAt: row.last_alert_at?.toISOString() ?? null,
    createdAt: row.created_at.toISOString(),
  };
}

export function toAlert(row: AlertRow): Alert {
  return {
    id: row.id,
    ruleId: row.rule_id,
    ruleName: row.rule_name,
    words: row.words,
    severity: row.severity,
    sessionId: row.session_id,
    sessionName: row.session_name,
    vehicle: toNamed(row.vehicle_id, row.vehicle_name),
    channel: row.channel,
    channelLabel: row.channel === null ? null : labelOf(row.channel),
    unit: row.unit,
    value: row.value,
    peak: row.peak,
    count: row.count,
    historical: row.historical,
    startedSeconds: row.started_seconds,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    acknowledgedAt: row.acknowledged_at?.toISOString() ?? null,
    snoozedUntil: row.snoozed_until?.toISOString() ?? null,
    browser: row.browser,
  };
}

function toNamed(id: string | null, name: string | null): { id: string; name: string } | null {
  return id === null ? null : { id, name: name ?? '' };
}

/** The condition with everything said that may be left out. */
export function toCondition(input: AlertConditionInput): AlertCondition {
  return 'tests' in input ? { kind: input.kind, tests: input.tests.map(toTest) } : toTest(input);
}

function toTest(input: AlertTestInput) {
  return input.kind === 'no-data' ? input : { ...input, hysteresis: input.hysteresis ?? 0 };
}
