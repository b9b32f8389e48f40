import { type Insertable, sql, type Transaction, type Updateable } from 'kysely';
import { partOfSessionFor, type Reader, ruleFor, sessionFor } from '../../db/access.ts';
import type { Db } from '../../db/client.ts';
import type { AlertRuleTable, AlertTable, Tables, TeamRole } from '../../db/tables.ts';

export type Tx = Transaction<Tables>;
type Place = readonly [at: string, id: string];

function rules(db: Db | Tx) {
  return db
    .selectFrom('alert_rule')
    .leftJoin('vehicle', 'vehicle.id', 'alert_rule.vehicle_id')
    .leftJoin('session', 'session.id', 'alert_rule.session_id')
    .selectAll('alert_rule')
    .select(['vehicle.name as vehicle_name', 'session.name as session_name'])
    .select((from) =>
      from
        .selectFrom('alert')
        .select(sql<Date | null>`max(alert.started_at)`.as('at'))
        .whereRef('alert.rule_id', '=', 'alert_rule.id')
        .as('last_alert_at'),
    );
}

export type RuleRow = Awaited<ReturnType<typeof listRuleRows>>[number];

/** Rules of a team, or one's own. */
export function listRuleRows(
  db: Db,
  ownerId: string,
  page: {
    readonly team?: string | undefined;
    readonly after?: Place | undefined;
    readonly limit: number;
  },
) {
  let query = page.team
    ? rules(db).where('alert_rule.team_id', '=', page.team)
    : rules(db).where('alert_rule.owner_id', '=', ownerId).where('alert_rule.team_id', 'is', null);
  if (page.after) {
    const [at, id] = page.after;
    query = query.where(
      sql<boolean>`(alert_rule.created_at, alert_rule.id) > (${at}::timestamptz, ${id}::uuid)`,
    );
  }
  return query
    .orderBy('alert_rule.created_at')
    .orderBy('alert_rule.id')
    .limit(page.limit)
    .execute();
}

export function findRuleRow(db: Db | Tx, reader: Reader, id: string, role: TeamRole) {
  return rules(db).where('alert_rule.id', '=', id).where(ruleFor(reader, role)).executeTakeFirst();
}

export async function insertRule(tx: Tx, row: Insertable<AlertRuleTable>): Promise<void> {
  await tx.insertInto('alert_rule').values(row).execute();
}

export async function updateRule(
  tx: Tx,
  id: string,
  set: Updateable<AlertRuleTable>,
): Promise<void> {
  await tx
    .updateTable('alert_rule')
    .set({ ...set, version: sql<number>`version + 1` })
    .where('id', '=', id)
    .execute();
}

/** Removes a rule that may be removed; what it started ends. */
export async function deleteRuleRow(tx: Tx, id: string, now: Date): Promise<void> {
  await tx
    .updateTable('alert')
    .set({ ended_at: now, ended_seconds: sql<number>`started_seconds` })
    .where('rule_id', '=', id)
    .where('ended_at', 'is', null)
    .execute();
  await tx.deleteFrom('alert_rule').where('id', '=', id).execute();
}

/** Whether a rule of a team, or one's own, may be about this vehicle. */
export async function hasVehicle(
  db: Db | Tx,
  ownerId: string,
  id: string,
  teamId: string | null,
): Promise<boolean> {
  const row = teamId
    ? await db
        .selectFrom('session')
        .select('id')
        .where('team_id', '=', teamId)
        .where('vehicle_id', '=', id)
        .limit(1)
        .executeTakeFirst()
    : await db
        .selectFrom('vehicle')
        .select('id')
        .where('owner_id', '=', ownerId)
        .where('id', '=', id)
        .executeTakeFirst();
  return row !== undefined;
}

/** Whether a rule of a team, or one's own, may be about this session. */
export async function hasSession(
  db: Db | Tx,
  reader: Reader,
  id: string,
  teamId: string | null,
): Promise<boolean> {
  let query = db.selectFrom('session').select('id').where('id', '=', id);
  query = query.where(sessionFor(reader, 'operator'));
  query = teamId
    ? query.where('team_id', '=', teamId)
    : query.where('owner_id', '=', reader.userId);
  return (await query.executeTakeFirst()) !== undefined;
}

export async function isMember(db: Db, teamId: string, userId: string): Promise<boolean> {
  const row = await db
    .selectFrom('team_member')
    .select('user_id')
    .where('team_id', '=', teamId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return row !== undefined;
}

/** Where the mails of a rule are to go. */
export function findMailing(db: Db, id: string) {
  return db
    .selectFrom('alert_rule')
    .select(['owner_id', 'team_id', 'mail_to'])
    .where('id', '=', id)
    .where('mail', '=', true)
    .executeTakeFirst();
}

export type EnabledRule = Awaited<ReturnType<typeof listEnabledRules>>[number];

/** Of every owner: the evaluation belongs to nobody. */
export function listEnabledRules(db: Db) {
  return db
    .selectFrom('alert_rule')
    .select([
      'id',
      'owner_id',
      'team_id',
      'vehicle_id',
      'session_id',
      'condition',
      'minimum_seconds',
      'cooldown_seconds',
      'hours',
      'version',
    ])
    .where('enabled', '=', true)
    .execute();
}

/** The rule of an alert that is about to be stored; others who would store one wait. */
export function lockEnabledRule(tx: Tx, id: string) {
  return tx
    .selectFrom('alert_rule')
    .selectAll()
    .where('id', '=', id)
    .where('enabled', '=', true)
    .forUpdate()
    .executeTakeFirst();
}

/** The stream of a session, with what its frames are made of. */
export function findWatched(db: Db, sessionId: string) {
  return db
    .selectFrom('stream')
    .innerJoin('session', 'session.id', 'stream.session_id')
    .select([
      'stream.id as stream_id',
      'stream.description',
      'stream.received_seconds',
      'stream.last_frame_at',
      'session.owner_id',
      'session.team_id',
      'session.vehicle_id',
      'session.state as session_state',
    ])
    .where('session.id', '=', sessionId)
    .executeTakeFirst();
}

export function listRunningStreams(db: Db) {
  return db
    .selectFrom('stream')
    .innerJoin('session', 'session.id', 'stream.session_id')
    .select([
      'session.id as session_id',
      'session.team_id',
      'session.vehicle_id',
      'stream.received_seconds',
      'stream.last_frame_at',
    ])
    .where('session.state', '=', 'live')
    .execute();
}

/** Whether a stream brought nothing since a moment, as far as any server knows. */
export async function isStreamSilent(db: Db | Tx, streamId: string, since: Date): Promise<boolean> {
  const row = await db
    .selectFrom('stream')
    .select('last_frame_at')
    .where('id', '=', streamId)
    .executeTakeFirst();
  return row === undefined || row.last_frame_at <= since;
}

/** The newest alert of each rule on a stream, for an evaluation that begins in the middle. */
export function listNewestAlerts(db: Db, streamId: string) {
  return db
    .selectFrom('alert')
    .distinctOn(['rule_id', 'late'])
    .select(['rule_id', 'late', 'started_seconds', 'ended_seconds', 'count', 'peak'])
    .where('stream_id', '=', streamId)
    .where('rule_id', 'is not', null)
    .orderBy('rule_id')
    .orderBy('late')
    .orderBy('started_seconds', 'desc')
    .execute();
}

/** Whether a stored alert of the rule, its cooldown included, covers a second of the stream. */
export async function isCovered(
  tx: Tx,
  rule: { readonly id: string; readonly version: number; readonly cooldown_seconds: number },
  start: { readonly streamId: string; readonly seconds: number; readonly late: boolean },
): Promise<boolean> {
  let query = tx
    .selectFrom('alert')
    .select('id')
    .where('rule_id', '=', rule.id)
    .where('rule_version', '=', rule.version)
    .where('stream_id', '=', start.streamId)
    .where('started_seconds', '<=', start.seconds)
    .where(
      sql<boolean>`coalesce(ended_seconds + ${rule.cooldown_seconds}, 'infinity') > ${start.seconds}`,
    );
  // What runs now must not be hidden by history that is still being filled.
  if (!start.late) query = query.where('late', '=', false);
  return (await query.limit(1).executeTakeFirst()) !== undefined;
}

/** Until when alerts of a rule on a car are to tell nobody. */
export async function findSnooze(
  tx: Tx,
  ruleId: string,
  car: { readonly vehicleId: string | null; readonly sessionId: string },
  now: Date,
): Promise<Date | null> {
  const row = await tx
    .selectFrom('alert')
    .select(sql<Date | null>`max(snoozed_until)`.as('until'))
    .where('rule_id', '=', ruleId)
    .where('snoozed_until', '>', now)
    .where((where) =>
      where.or([
        where('session_id', '=', car.sessionId),
        ...(car.vehicleId === null ? [] : [where('vehicle_id', '=', car.vehicleId)]),
      ]),
    )
    .executeTakeFirst();
  return row?.until ?? null;
}

/** Stores a start; false where it is there already. */
export async function insertAlert(tx: Tx, row: Insertable<AlertTable>): Promise<boolean> {
  const inserted = await tx
    .insertInto('alert')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['stream_id', 'rule_id', 'started_seconds']).doNothing(),
    )
    .returning('id')
    .executeTakeFirst();
  return inserted !== undefined;
}

type Start = {
  readonly ruleId: string;
  readonly streamId: string;
  readonly startedSeconds: number;
};

/** Changes the alert that began at a second; its id, or undefined where there is none. */
export async function updateAlertOfStart(
  db: Db,
  { ruleId, streamId, startedSeconds }: Start,
  set: Updateable<AlertTable>,
): Promise<string | undefined> {
  const row = await db
    .updateTable('alert')
    .set(set)
    .where('rule_id', '=', ruleId)
    .where('stream_id', '=', streamId)
    .where('started_seconds', '=', startedSeconds)
    .returning('id')
    .executeTakeFirst();
  return row?.id;
}

/** Ends what still runs on sessions that are over; ids of what ended. */
export async function endAlertsOfDoneSessions(db: Db): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    update alert set
      ended_seconds = greatest(alert.started_seconds, stream.received_seconds),
      ended_at = alert.started_at
        + greatest(0, stream.received_seconds - alert.started_seconds) * interval '1 second'
    from stream, session
    where alert.ended_at is null and stream.id = alert.stream_id
      and session.id = alert.session_id and session.state = 'done'
    returning alert.id`.execute(db);
  return rows.map(({ id }) => id);
}

function alerts(db: Db | Tx) {
  return db
    .selectFrom('alert')
    .innerJoin('session', 'session.id', 'alert.session_id')
    .leftJoin('vehicle', 'vehicle.id', 'alert.vehicle_id')
    .selectAll('alert')
    .select(['session.name as session_name', 'vehicle.name as vehicle_name']);
}

export type AlertRow = Awaited<ReturnType<typeof listAlertRows>>[number];

export type AlertFilter = {
  /** On sessions of this team instead of one's own. */
  readonly team?: string | undefined;
  readonly session?: string | undefined;
  readonly vehicle?: string | undefined;
  readonly rule?: string | undefined;
  readonly state?: 'running' | 'unacknowledged' | undefined;
  readonly after?: Place | undefined;
  readonly limit: number;
};

/** Alerts of one session to whoever sees it; else those of a team, or on one's own sessions. */
function alertsIn(db: Db, reader: Reader, { team, session }: AlertFilter) {
  if (session) return alerts(db).where(partOfSessionFor(reader, 'alert', 'viewer'));
  return team
    ? alerts(db).where('session.team_id', '=', team)
    : alerts(db).where('alert.owner_id', '=', reader.userId);
}

export function listAlertRows(db: Db, reader: Reader, filter: AlertFilter) {
  let query = alertsIn(db, reader, filter);
  if (filter.session) query = query.where('alert.session_id', '=', filter.session);
  if (filter.vehicle) query = query.where('alert.vehicle_id', '=', filter.vehicle);
  if (filter.rule) query = query.where('alert.rule_id', '=', filter.rule);
  if (filter.state === 'running') query = query.where('alert.ended_at', 'is', null);
  if (filter.state === 'unacknowledged') query = query.where('alert.acknowledged_at', 'is', null);
  if (filter.after) {
    const [at, id] = filter.after;
    query = query.where(
      sql<boolean>`(alert.started_at, alert.id) < (${at}::timestamptz, ${id}::uuid)`,
    );
  }
  return query
    .orderBy('alert.started_at', 'desc')
    .orderBy('alert.id', 'desc')
    .limit(filter.limit)
    .execute();
}

/** For the evaluation, which belongs to nobody. */
export function getAlertRow(db: Db | Tx, id: string) {
  return alerts(db).where('alert.id', '=', id).executeTakeFirstOrThrow();
}

/** Whether the asker may do with an alert what this role may. */
export async function isAlertFor(
  db: Db,
  reader: Reader,
  id: string,
  role: TeamRole,
): Promise<boolean> {
  const row = await db
    .selectFrom('alert')
    .select('id')
    .where('id', '=', id)
    .where(partOfSessionFor(reader, 'alert', role))
    .executeTakeFirst();
  return row !== undefined;
}

export async function updateAlert(
  db: Db,
  reader: Reader,
  id: string,
  set: Updateable<AlertTable>,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('alert')
    .set(set)
    .where('id', '=', id)
    .where(partOfSessionFor(reader, 'alert', 'operator'))
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}
