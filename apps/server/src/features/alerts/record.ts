import type { Deps } from '../../deps.ts';
import { queueMessage } from '../../mail/queries.ts';
import { toAlert } from './alert-row.ts';
import {
  findMailing,
  findSnooze,
  getAlertRow,
  insertAlert,
  isCovered,
  isStreamSilent,
  lockEnabledRule,
  type Tx,
  updateAlertOfStart,
} from './queries.ts';
import { listAllowed } from './recipients.ts';
import type { Alert } from './schemas.ts';
import type { FoundChange } from './session-watch.ts';

export type RecordDeps = Pick<Deps, 'db' | 'config' | 'identity' | 'now' | 'newId' | 'metrics'>;
type Rule = NonNullable<Awaited<ReturnType<typeof lockEnabledRule>>>;
type Start = Extract<FoundChange['change'], { kind: 'started' }> & {
  /** The addresses of the rule that may get its mails. */
  readonly allowed: readonly string[];
};

/** `unfounded`: silence that another server's frames disprove. Undefined: there is nothing new. */
export type Recorded = { readonly alert: Alert } | { readonly unfounded: true } | undefined;

/** Stores a change of an alert; a start with what has to be sent because of it, both or none. */
export async function recordChange(deps: RecordDeps, found: FoundChange): Promise<Recorded> {
  const { change } = found;
  if (change.kind === 'started') {
    const allowed = await findAllowed(deps, found.ruleId);
    const start = { ...change, allowed };
    return deps.db.transaction().execute((tx) => recordStart(deps, tx, found, start));
  }
  const { startedSeconds, seconds } = change;
  const id = await updateAlertOfStart(
    deps.db,
    { ruleId: found.ruleId, streamId: found.stream.streamId, startedSeconds },
    change.kind === 'again'
      ? { ended_at: null, ended_seconds: null, count: change.count, peak: toNumber(change.peak) }
      : {
          ended_at: new Date(found.epochMs + seconds * 1000),
          ended_seconds: seconds,
          peak: toNumber(change.peak),
        },
  );
  return id === undefined ? undefined : { alert: toAlert(await getAlertRow(deps.db, id)) };
}

async function findAllowed(deps: RecordDeps, ruleId: string): Promise<string[]> {
  const rule = await findMailing(deps.db, ruleId);
  if (!rule) return [];
  return listAllowed(deps, { ownerId: rule.owner_id, teamId: rule.team_id }, rule.mail_to);
}

async function recordStart(
  deps: RecordDeps,
  tx: Tx,
  found: FoundChange,
  change: Start,
): Promise<Recorded> {
  const { stream, late } = found;
  const rule = await lockEnabledRule(tx, found.ruleId);
  if (!rule) return undefined;
  const now = deps.now();
  const startedAt = new Date(found.epochMs + change.startedSeconds * 1000);
  if (found.unheard && !(await isStreamSilent(tx, stream.streamId, startedAt)))
    return { unfounded: true };
  const seconds = change.startedSeconds;
  const { streamId } = stream;
  if (await isCovered(tx, rule, { streamId, seconds, late })) return undefined;
  const historical =
    now.getTime() - startedAt.getTime() > deps.config.ALERT_HISTORICAL_SECONDS * 1000;
  const snoozedUntil = await findSnooze(tx, rule.id, stream, now);
  const id = deps.newId();
  const value = toNumber(change.value);
  const isNew = await insertAlert(tx, {
    id,
    owner_id: stream.ownerId,
    rule_id: rule.id,
    rule_version: rule.version,
    stream_id: streamId,
    session_id: stream.sessionId,
    vehicle_id: stream.vehicleId,
    rule_name: rule.name,
    words: found.words,
    severity: rule.severity,
    browser: rule.browser,
    channel: change.test.channel,
    unit: change.test.kind === 'rate' ? `${found.unit}/s` : found.unit,
    value,
    peak: value,
    late,
    historical,
    started_seconds: seconds,
    ended_seconds: null,
    started_at: startedAt,
    ended_at: null,
    acknowledged_at: null,
    acknowledged_by: null,
    snoozed_until: snoozedUntil,
    created_at: now,
  });
  if (!isNew) return undefined;
  deps.metrics.alerts.add(1);
  const alert = toAlert(await getAlertRow(tx, id));
  if (!historical && snoozedUntil === null)
    await queueMessages(deps, tx, { rule, alert, allowed: change.allowed });
  return { alert };
}

async function queueMessages(
  { config, newId, now }: RecordDeps,
  tx: Tx,
  {
    rule,
    alert,
    allowed,
  }: { readonly rule: Rule; readonly alert: Alert; readonly allowed: readonly string[] },
): Promise<void> {
  const message = { ownerId: rule.owner_id, payload: alert, now: now() };
  const addresses =
    rule.mail_to.length > 0
      ? rule.mail_to.filter((address) => allowed.includes(address))
      : config.ALERT_MAIL_TO;
  // In one order, so that two servers never wait for each other's bursts.
  for (const recipient of rule.mail ? [...new Set(addresses)].sort() : [])
    await queueMessage(tx, {
      ...message,
      id: newId(),
      kind: 'mail',
      recipient,
      burstKey: `${alert.sessionId} ${recipient.toLowerCase()}`,
    });
  if (rule.webhook_url !== null)
    await queueMessage(tx, {
      ...message,
      id: newId(),
      kind: 'webhook',
      recipient: rule.webhook_url,
      burstKey: null,
    });
}

function toNumber(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
