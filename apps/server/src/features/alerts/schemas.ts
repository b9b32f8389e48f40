import { type Static, Type } from 'typebox';
import { component, nullable, Page, pageOf, ref, Time, Uuid } from '../../http/schema.ts';

const Channel = Type.String({
  minLength: 1,
  maxLength: 200,
  description: 'Canonical name, or the source’s own',
});
const Quantity = Type.Number({ description: 'In the channel’s unit' });
const Hysteresis = Type.Optional(
  Type.Number({
    minimum: 0,
    description: 'How far the value must come back before the alert ends; 0 if absent',
  }),
);
const Duration = Type.Number({ minimum: 0, maximum: 7 * 86400 });
const closed = { additionalProperties: false };

const LimitTest = Type.Object(
  {
    kind: Type.Enum(['above', 'below', 'equal']),
    channel: Channel,
    threshold: Quantity,
    hysteresis: Hysteresis,
  },
  closed,
);
const OutsideTest = Type.Object(
  {
    kind: Type.Literal('outside'),
    channel: Channel,
    low: Quantity,
    high: Quantity,
    hysteresis: Hysteresis,
  },
  closed,
);
const RateTest = Type.Object(
  {
    kind: Type.Literal('rate'),
    channel: Channel,
    direction: Type.Enum(['rising', 'falling', 'either']),
    threshold: Type.Number({ minimum: 0, description: 'In the channel’s unit per second' }),
    windowSeconds: Type.Number({ exclusiveMinimum: 0, maximum: 3600 }),
    hysteresis: Hysteresis,
  },
  closed,
);
const SilenceTest = Type.Object(
  {
    kind: Type.Literal('no-data'),
    channel: Type.Union([Channel, Type.Null()], { description: 'null: no data at all' }),
    seconds: Type.Number({ minimum: 1, maximum: 86400 }),
  },
  closed,
);

const AlertTest = Type.Union([LimitTest, OutsideTest, RateTest, SilenceTest]);
export type AlertTestInput = Static<typeof AlertTest>;

const Condition = Type.Union([
  LimitTest,
  OutsideTest,
  RateTest,
  SilenceTest,
  Type.Object(
    {
      kind: Type.Enum(['all', 'any']),
      tests: Type.Array(AlertTest, { minItems: 1, maxItems: 8 }),
    },
    closed,
  ),
]);
export type AlertConditionInput = Static<typeof Condition>;
// Requests are checked against what is written out; answers name it, so that the client has a name for it.
const AlertCondition = component('AlertCondition', Condition);

const clock = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$', description: 'HH:MM' });
const Hours = Type.Object(
  {
    timeZone: Type.String({ maxLength: 100, description: 'As `Europe/Berlin`' }),
    days: Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), {
      minItems: 1,
      maxItems: 7,
      description: '1 is Monday',
    }),
    from: clock,
    to: clock,
  },
  {
    ...closed,
    description: 'When the rule may start alerts; `to` not after `from` is over midnight',
  },
);
const AlertHours = component('AlertHours', Hours);

const Severity = Type.Enum(['info', 'warning', 'critical']);
const Named = Type.Object({ id: Uuid, name: Type.String() });
const MailAddress = Type.String({
  maxLength: 254,
  pattern: '^[^\\s@<>,;:"()\\[\\]\\\\]+@[^\\s@<>,;:"()\\[\\]\\\\]+$',
});

const ruleFields = {
  name: Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
  severity: Severity,
  enabled: Type.Boolean(),
  vehicleId: nullable(Uuid),
  sessionId: nullable(Uuid),
  condition: Condition,
  minimumSeconds: Duration,
  cooldownSeconds: Duration,
  hours: nullable(Hours),
  mail: Type.Boolean({ description: 'Whether mails are sent' }),
  mailTo: Type.Array(MailAddress, {
    maxItems: 20,
    description: 'Empty: the addresses of ALERT_MAIL_TO',
  }),
  webhookUrl: nullable(Type.String({ maxLength: 2000 })),
  browser: Type.Boolean({ description: 'Whether open pages show a notification' }),
};

export const AlertRule = component(
  'AlertRule',
  Type.Object({
    id: Uuid,
    ...ruleFields,
    condition: ref(AlertCondition),
    hours: nullable(ref(AlertHours)),
    vehicle: nullable(Named),
    session: nullable(Named),
    words: Type.String({ description: 'The condition as a sentence' }),
    teamId: nullable(Uuid),
    lastAlertAt: nullable(Time),
    createdAt: Time,
  }),
);
export type AlertRule = Static<typeof AlertRule>;

const optional = {
  severity: Type.Optional(ruleFields.severity),
  enabled: Type.Optional(ruleFields.enabled),
  vehicleId: Type.Optional(ruleFields.vehicleId),
  sessionId: Type.Optional(ruleFields.sessionId),
  minimumSeconds: Type.Optional(ruleFields.minimumSeconds),
  cooldownSeconds: Type.Optional(ruleFields.cooldownSeconds),
  hours: Type.Optional(ruleFields.hours),
  mail: Type.Optional(ruleFields.mail),
  mailTo: Type.Optional(ruleFields.mailTo),
  webhookUrl: Type.Optional(ruleFields.webhookUrl),
  browser: Type.Optional(ruleFields.browser),
};

export const NewAlertRule = component(
  'NewAlertRule',
  Type.Object(
    {
      name: ruleFields.name,
      condition: ruleFields.condition,
      teamId: Type.Optional(
        nullable(
          Type.String({
            format: 'uuid',
            description: 'The team whose cars it is about, and whose operators change it',
          }),
        ),
      ),
      ...optional,
    },
    closed,
  ),
);
export type NewAlertRule = Static<typeof NewAlertRule>;

export const EditAlertRule = component(
  'EditAlertRule',
  Type.Object(
    {
      name: Type.Optional(ruleFields.name),
      condition: Type.Optional(ruleFields.condition),
      ...optional,
    },
    closed,
  ),
);
export type EditAlertRule = Static<typeof EditAlertRule>;

export const AlertRulePage = component('AlertRulePage', pageOf(ref(AlertRule)));
const team = Type.Optional(
  Type.String({ format: 'uuid', description: 'Those of this team, not one’s own' }),
);
export const AlertRuleQuery = Type.Object({ team, ...Page });
export type AlertRuleQuery = Static<typeof AlertRuleQuery>;

export const Alert = component(
  'Alert',
  Type.Object({
    id: Uuid,
    ruleId: nullable(Uuid),
    ruleName: Type.String(),
    words: Type.String({ description: 'The condition as it was' }),
    severity: Severity,
    sessionId: Uuid,
    sessionName: Type.String(),
    vehicle: nullable(Named),
    channel: nullable(Type.String()),
    channelLabel: nullable(Type.String()),
    unit: Type.String(),
    value: nullable(Type.Number({ description: 'The reading that started it' })),
    peak: nullable(Type.Number({ description: 'The reading furthest beyond the limit' })),
    count: Type.Integer({ description: 'Starts, those within the cooldown included' }),
    historical: Type.Boolean({ description: 'Its reading came too late to tell anybody' }),
    startedSeconds: Type.Number({ description: 'Second of the session' }),
    startedAt: Time,
    endedAt: nullable(Time),
    acknowledgedAt: nullable(Time),
    snoozedUntil: nullable(Time),
    browser: Type.Boolean(),
  }),
);
export type Alert = Static<typeof Alert>;

export const AlertPage = component('AlertPage', pageOf(ref(Alert)));
export const AlertQuery = Type.Object({
  team,
  session: Type.Optional(Uuid),
  vehicle: Type.Optional(Uuid),
  rule: Type.Optional(Uuid),
  state: Type.Optional(
    Type.Enum(['running', 'unacknowledged'], { description: 'Absent: all of them' }),
  ),
  ...Page,
});
export type AlertQuery = Static<typeof AlertQuery>;

export const SnoozeAlert = component(
  'SnoozeAlert',
  Type.Object(
    {
      seconds: Type.Integer({
        minimum: 0,
        maximum: 7 * 86400,
        description: 'The rule tells nobody about this car for so long; 0 ends it',
      }),
    },
    closed,
  ),
);
export type SnoozeAlert = Static<typeof SnoozeAlert>;

export const OutboxMessage = component(
  'OutboxMessage',
  Type.Object({
    id: Uuid,
    kind: Type.Enum(['mail', 'webhook']),
    state: Type.Enum(['waiting', 'sent', 'kept', 'failed'], {
      description: '`kept`: there is no mail server',
    }),
    recipient: Type.String(),
    subject: Type.String(),
    text: Type.String(),
    count: Type.Integer(),
    attempts: Type.Integer(),
    error: nullable(Type.String()),
    createdAt: Time,
    nextAttemptAt: nullable(Time),
    sentAt: nullable(Time),
  }),
);
export type OutboxMessage = Static<typeof OutboxMessage>;

export const OutboxPage = component('OutboxPage', pageOf(ref(OutboxMessage)));
export const OutboxQuery = Type.Object(Page);
export type OutboxQuery = Static<typeof OutboxQuery>;
