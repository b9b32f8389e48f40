import { type AlertCondition, createHours, testsOf } from '@outlap/telemetry';
import { Type } from 'typebox';
import { getTeamFor, roleTooLow } from '../../db/access.ts';
import type { Db } from '../../db/client.ts';
import type { Ctx } from '../../deps.ts';
import { AppError } from '../../errors.ts';
import { listMessages, type MessageRow, retryMessage } from '../../mail/queries.ts';
import { reachOf, refusalOfUrl } from '../../mail/webhook-address.ts';
import { parseCursor, toPage } from '../../resources/cursor.ts';
import { toAlert, toAlertRule, toCondition } from './alert-row.ts';
import { alertComposer } from './message.ts';
import {
  deleteRuleRow,
  findRuleRow,
  getAlertRow,
  hasSession,
  hasVehicle,
  insertRule,
  isAlertFor,
  listAlertRows,
  listRuleRows,
  type RuleRow,
  type Tx,
  updateAlert,
  updateRule,
} from './queries.ts';
import { listAllowed } from './recipients.ts';
import type {
  Alert,
  AlertQuery,
  AlertRule,
  AlertRuleQuery,
  EditAlertRule,
  NewAlertRule,
  OutboxMessage,
  OutboxQuery,
  SnoozeAlert,
} from './schemas.ts';

type PageOf<T> = { items: T[]; nextCursor: string | null };
const Place = Type.Tuple([Type.String({ format: 'date-time' }), Type.String({ format: 'uuid' })]);
const DEFAULT_COOLDOWN_SECONDS = 60;

export async function listAlertRules(ctx: Ctx, query: AlertRuleQuery): Promise<PageOf<AlertRule>> {
  const limit = query.limit ?? 50;
  const after = parseCursor(query.cursor, Place);
  const { team } = query;
  if (team) await getTeamFor(ctx.db, ctx.actor, team, 'viewer');
  const rows = await listRuleRows(ctx.db, ctx.actor.userId, { team, after, limit: limit + 1 });
  const page = toPage(rows, limit, (row) => [row.created_at.toISOString(), row.id]);
  return { ...page, items: page.items.map(toAlertRule) };
}

export async function createAlertRule(ctx: Ctx, input: NewAlertRule): Promise<AlertRule> {
  const id = ctx.newId();
  const teamId = input.teamId ?? null;
  // Before the addresses: what they are refused for would tell strangers who is in the team.
  if (teamId !== null) await getTeamFor(ctx.db, ctx.actor, teamId, 'operator');
  await checkAddresses(ctx, { ownerId: ctx.actor.userId, teamId }, input.mailTo ?? []);
  return changeRule(ctx, id, async (tx) => {
    if (teamId !== null) await getTeamFor(tx, ctx.actor, teamId, 'operator');
    await checkRule(ctx, tx, input, teamId);
    await insertRule(tx, {
      id,
      owner_id: ctx.actor.userId,
      team_id: teamId,
      ...newRule(input),
      created_at: ctx.now(),
    });
  });
}

function newRule(input: NewAlertRule) {
  return {
    vehicle_id: input.vehicleId ?? null,
    session_id: input.sessionId ?? null,
    name: input.name.trim(),
    severity: input.severity ?? 'warning',
    enabled: input.enabled ?? true,
    condition: JSON.stringify(toCondition(input.condition)),
    minimum_seconds: input.minimumSeconds ?? 0,
    cooldown_seconds: input.cooldownSeconds ?? DEFAULT_COOLDOWN_SECONDS,
    hours: toJson(input.hours ?? null),
    mail: input.mail ?? true,
    mail_to: input.mailTo ?? [],
    webhook_url: input.webhookUrl ?? null,
    browser: input.browser ?? true,
  };
}

export async function editAlertRule(
  ctx: Ctx,
  id: string,
  input: EditAlertRule,
): Promise<AlertRule> {
  if (Object.keys(input).length === 0)
    throw new AppError('nothing_changed', 'Name at least one thing to change');
  if (input.mailTo) {
    const { owner_id, team_id, mail_to } = await getRuleToChange(ctx, ctx.db, id);
    const added = input.mailTo.filter((address) => !mail_to.includes(address));
    await checkAddresses(ctx, { ownerId: owner_id, teamId: team_id }, added);
  }
  return changeRule(ctx, id, async (tx) => {
    const before = await getRuleToChange(ctx, tx, id);
    const scope = {
      vehicleId: input.vehicleId === undefined ? before.vehicle_id : input.vehicleId,
      sessionId: input.sessionId === undefined ? before.session_id : input.sessionId,
    };
    await checkRule(ctx, tx, { ...input, ...scope }, before.team_id);
    await updateRule(tx, id, {
      ...(input.vehicleId === undefined ? {} : { vehicle_id: input.vehicleId }),
      ...(input.sessionId === undefined ? {} : { session_id: input.sessionId }),
      ...(input.condition && { condition: JSON.stringify(toCondition(input.condition)) }),
      ...(input.hours === undefined ? {} : { hours: toJson(input.hours) }),
      ...plainEdits(input),
    });
  });
}

function plainEdits(input: EditAlertRule) {
  const edits = {
    name: input.name?.trim(),
    severity: input.severity,
    enabled: input.enabled,
    minimum_seconds: input.minimumSeconds,
    cooldown_seconds: input.cooldownSeconds,
    mail: input.mail,
    mail_to: input.mailTo,
    webhook_url: input.webhookUrl,
    browser: input.browser,
  };
  return Object.fromEntries(Object.entries(edits).filter(([, value]) => value !== undefined));
}

async function changeRule(
  ctx: Ctx,
  id: string,
  change: (tx: Tx) => Promise<void>,
): Promise<AlertRule> {
  const row = await ctx.db.transaction().execute(async (tx) => {
    await change(tx);
    return findRuleRow(tx, ctx.actor, id, 'operator');
  });
  if (!row) throw ruleNotFound();
  ctx.bus.publish({ kind: 'rules-changed', sessionId: '' });
  return toAlertRule(row);
}

async function getRuleToChange(ctx: Ctx, db: Db | Tx, id: string): Promise<RuleRow> {
  const row = await findRuleRow(db, ctx.actor, id, 'operator');
  if (row) return row;
  throw (await findRuleRow(db, ctx.actor, id, 'viewer')) ? roleTooLow() : ruleNotFound();
}

/** Both who wrote a rule and who changes it may have it mail to what is added. */
async function checkAddresses(
  ctx: Ctx,
  { ownerId, teamId }: { readonly ownerId: string; readonly teamId: string | null },
  added: readonly string[],
): Promise<void> {
  const byOwner = await listAllowed(ctx, { ownerId, teamId }, added);
  const allowed =
    ownerId === ctx.actor.userId
      ? byOwner
      : await listAllowed(ctx, { ownerId: ctx.actor.userId, teamId }, byOwner);
  const refused = added.find((address) => !allowed.includes(address));
  if (refused === undefined) return;
  const whose = teamId === null ? 'your verified address' : 'that of a member of the team';
  throw new AppError(
    'alert_rule_invalid',
    `${refused} is not ${whose}; mails of alerts go nowhere else`,
  );
}

async function checkRule(
  ctx: Ctx,
  tx: Tx,
  input: EditAlertRule,
  teamId: string | null,
): Promise<void> {
  const problem =
    problemOfTests(input.condition && toCondition(input.condition)) ??
    problemOfHours(input) ??
    problemOfWebhook(ctx, input) ??
    (await problemOfScope(ctx, tx, input, teamId));
  if (problem) throw new AppError('alert_rule_invalid', problem);
}

function problemOfTests(condition: AlertCondition | undefined): string | undefined {
  const upsideDown =
    condition && testsOf(condition).some((test) => test.kind === 'outside' && test.low > test.high);
  return upsideDown ? 'The lower limit of a range is above its upper one' : undefined;
}

function problemOfHours({ hours }: EditAlertRule): string | undefined {
  try {
    createHours(hours ?? null);
    return undefined;
  } catch {
    return `There is no time zone ${hours?.timeZone}`;
  }
}

function problemOfWebhook({ config }: Ctx, { webhookUrl }: EditAlertRule): string | undefined {
  if (webhookUrl === null || webhookUrl === undefined) return undefined;
  if (config.WEBHOOK_SECRET === '')
    return 'Webhooks need a key to be signed with: set WEBHOOK_SECRET';
  return refusalOfUrl(webhookUrl, config.WEBHOOK_HOSTS, reachOf(config.PUBLIC_URL));
}

async function problemOfScope(
  { actor }: Ctx,
  tx: Tx,
  { vehicleId, sessionId }: EditAlertRule,
  teamId: string | null,
): Promise<string | undefined> {
  if (vehicleId && sessionId) return 'A rule is for a vehicle or for a session, not for both';
  if (vehicleId && !(await hasVehicle(tx, actor.userId, vehicleId, teamId)))
    return 'There is no such vehicle';
  if (sessionId && !(await hasSession(tx, actor, sessionId, teamId)))
    return 'There is no such session';
  return undefined;
}

export async function deleteAlertRule(ctx: Ctx, id: string): Promise<void> {
  await ctx.db.transaction().execute(async (tx) => {
    await getRuleToChange(ctx, tx, id);
    await deleteRuleRow(tx, id, ctx.now());
  });
  ctx.bus.publish({ kind: 'rules-changed', sessionId: '' });
}

export async function listAlerts(ctx: Ctx, query: AlertQuery): Promise<PageOf<Alert>> {
  const limit = query.limit ?? 50;
  const after = parseCursor(query.cursor, Place);
  if (query.team) await getTeamFor(ctx.db, ctx.actor, query.team, 'viewer');
  const rows = await listAlertRows(ctx.db, ctx.actor, {
    ...query,
    after,
    limit: limit + 1,
  });
  const page = toPage(rows, limit, (row) => [row.started_at.toISOString(), row.id]);
  return { ...page, items: page.items.map(toAlert) };
}

export function acknowledgeAlert(ctx: Ctx, id: string): Promise<Alert> {
  return changeAlert(ctx, id, {
    acknowledged_at: ctx.now(),
    acknowledged_by: ctx.actor.userId,
  });
}

export function snoozeAlert(ctx: Ctx, id: string, { seconds }: SnoozeAlert): Promise<Alert> {
  const until = seconds === 0 ? null : new Date(ctx.now().getTime() + seconds * 1000);
  return changeAlert(ctx, id, { snoozed_until: until });
}

async function changeAlert(
  ctx: Ctx,
  id: string,
  set: Parameters<typeof updateAlert>[3],
): Promise<Alert> {
  if (!(await updateAlert(ctx.db, ctx.actor, id, set)))
    throw (await isAlertFor(ctx.db, ctx.actor, id, 'viewer'))
      ? roleTooLow()
      : new AppError('alert_not_found', 'There is no such alert');
  const alert = toAlert(await getAlertRow(ctx.db, id));
  ctx.bus.publish({ kind: 'alert', sessionId: alert.sessionId, alert });
  return alert;
}

export async function listOutbox(ctx: Ctx, query: OutboxQuery): Promise<PageOf<OutboxMessage>> {
  const limit = query.limit ?? 50;
  const after = parseCursor(query.cursor, Place);
  const rows = await listMessages(ctx.db, ctx.actor.userId, { after, limit: limit + 1 });
  const page = toPage(rows, limit, (row) => [row.created_at.toISOString(), row.id]);
  return { ...page, items: page.items.map((row) => toMessage(ctx, row)) };
}

export async function retryOutboxMessage(ctx: Ctx, id: string): Promise<OutboxMessage> {
  const row = await retryMessage(ctx.db, ctx.actor.userId, id, ctx.now());
  if (!row) throw new AppError('outbox_message_not_found', 'There is no such message to be sent');
  ctx.bus.publish({ kind: 'outbox-changed', sessionId: '' });
  return toMessage(ctx, row);
}

function toMessage({ config }: Ctx, row: MessageRow): OutboxMessage {
  return {
    id: row.id,
    kind: row.kind,
    state: row.state,
    recipient: row.recipient,
    ...alertComposer(config).mail(row),
    count: row.count,
    attempts: row.attempts,
    error: row.error,
    createdAt: row.created_at.toISOString(),
    nextAttemptAt: row.state === 'waiting' ? row.next_attempt_at.toISOString() : null,
    sentAt: row.sent_at?.toISOString() ?? null,
  };
}

function ruleNotFound(): AppError {
  return new AppError('alert_rule_not_found', 'There is no such rule');
}

function toJson(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
