import { type AlertCondition, type AlertTest, findCanonical, testsOf } from '@outlap/telemetry';
import type { AlertRule, NewAlertRule } from '../api.ts';
import { toShown, type UnitChoice } from '../measures/display-unit.ts';
import { unitOfChannel } from './rule-words.ts';

/** A number field: null while it is empty. */
type Entry = number | null;

export type TestDraft = {
  kind: AlertTest['kind'];
  /** Empty: the whole stream, which only `no-data` can ask about. */
  channel: string;
  threshold: Entry;
  low: Entry;
  high: Entry;
  direction: 'rising' | 'falling' | 'either';
  windowSeconds: Entry;
  seconds: Entry;
  hysteresis: Entry;
};

/** A rule as the editor holds it: values in the reader's units. */
export type RuleDraft = {
  name: string;
  severity: AlertRule['severity'];
  enabled: boolean;
  /** `all`, `vehicle:<id>` or `session:<id>`. */
  scope: string;
  join: 'all' | 'any';
  tests: TestDraft[];
  minimumSeconds: Entry;
  cooldownSeconds: Entry;
  hasHours: boolean;
  timeZone: string;
  days: number[];
  from: string;
  to: string;
  mail: boolean;
  mailTo: string;
  webhookUrl: string;
  browser: boolean;
};

export type DraftAnswer = { readonly rule: NewAlertRule } | { readonly problem: string };

export function emptyTest(channel = 'engineCoolantTemperature'): TestDraft {
  return {
    kind: 'above',
    channel,
    threshold: null,
    low: null,
    high: null,
    direction: 'rising',
    windowSeconds: 10,
    seconds: 30,
    hysteresis: 0,
  };
}

export function emptyDraft(timeZone: string): RuleDraft {
  return {
    name: '',
    severity: 'warning',
    enabled: true,
    scope: 'all',
    join: 'all',
    tests: [emptyTest()],
    minimumSeconds: 2,
    cooldownSeconds: 60,
    hasHours: false,
    timeZone,
    days: [1, 2, 3, 4, 5, 6, 7],
    from: '08:00',
    to: '20:00',
    mail: true,
    mailTo: '',
    webhookUrl: '',
    browser: true,
  };
}

export function toDraft(rule: AlertRule, units: UnitChoice, timeZone: string): RuleDraft {
  const condition = rule.condition as AlertCondition;
  return {
    name: rule.name,
    severity: rule.severity,
    enabled: rule.enabled,
    scope: scopeOf(rule),
    join: condition.kind === 'any' ? 'any' : 'all',
    tests: testsOf(condition).map((test) => toTestDraft(test, units)),
    minimumSeconds: rule.minimumSeconds,
    cooldownSeconds: rule.cooldownSeconds,
    hasHours: rule.hours !== null,
    timeZone: rule.hours?.timeZone ?? timeZone,
    days: rule.hours?.days ?? [1, 2, 3, 4, 5, 6, 7],
    from: rule.hours?.from ?? '08:00',
    to: rule.hours?.to ?? '20:00',
    mail: rule.mail,
    mailTo: rule.mailTo.join(', '),
    webhookUrl: rule.webhookUrl ?? '',
    browser: rule.browser,
  };
}

function scopeOf({ vehicleId, sessionId }: AlertRule): string {
  if (vehicleId !== null) return `vehicle:${vehicleId}`;
  return sessionId === null ? 'all' : `session:${sessionId}`;
}

function toTestDraft(test: AlertTest, units: UnitChoice): TestDraft {
  const unit = unitOfChannel(test.channel ?? '', units);
  const at = (value: number) => tidy(toShown(value, unit));
  const apart = (value: number) => tidy(value / unit.scale);
  const draft = { ...emptyTest(test.channel ?? ''), kind: test.kind };
  switch (test.kind) {
    case 'no-data':
      return { ...draft, seconds: test.seconds };
    case 'outside':
      return {
        ...draft,
        low: at(test.low),
        high: at(test.high),
        hysteresis: apart(test.hysteresis),
      };
    case 'rate': {
      const { direction, windowSeconds } = test;
      return {
        ...draft,
        direction,
        windowSeconds,
        threshold: apart(test.threshold),
        hysteresis: apart(test.hysteresis),
      };
    }
    default:
      return { ...draft, threshold: at(test.threshold), hysteresis: apart(test.hysteresis) };
  }
}

/** What conversion there and back leaves behind the comma is not what was entered. */
function tidy(value: number): number {
  return Number(value.toPrecision(9));
}

/** The rule that a draft stands for, or what is still missing. */
export function toRule(draft: RuleDraft, units: UnitChoice): DraftAnswer {
  const condition = toCondition(draft, units);
  if (typeof condition === 'string') return { problem: condition };
  if (draft.hasHours && draft.days.length === 0) return { problem: 'Choose at least one day' };
  const [kind, id = null] = draft.scope.split(':');
  return {
    rule: {
      name: draft.name.trim() || 'Alert',
      severity: draft.severity,
      enabled: draft.enabled,
      vehicleId: kind === 'vehicle' ? id : null,
      sessionId: kind === 'session' ? id : null,
      condition: condition as NewAlertRule['condition'],
      minimumSeconds: draft.minimumSeconds ?? 0,
      cooldownSeconds: draft.cooldownSeconds ?? 0,
      hours: draft.hasHours
        ? {
            timeZone: draft.timeZone,
            days: [...draft.days].sort(),
            from: draft.from,
            to: draft.to,
          }
        : null,
      mail: draft.mail,
      mailTo: draft.mailTo.split(/[\s,;]+/).filter(Boolean),
      webhookUrl: draft.webhookUrl.trim() || null,
      browser: draft.browser,
    },
  };
}

/** The condition of a draft, or a sentence about what is missing. */
export function toCondition(
  { tests, join }: Pick<RuleDraft, 'tests' | 'join'>,
  units: UnitChoice,
): AlertCondition | string {
  const made = tests.map((test) => toTest(test, units));
  const problem = made.find((one) => typeof one === 'string');
  if (problem !== undefined) return problem;
  const whole = made.filter((one) => typeof one !== 'string');
  const [first] = whole;
  if (!first) return 'Add a condition';
  return whole.length === 1 ? first : { kind: join, tests: whole };
}

function toTest(draft: TestDraft, units: UnitChoice): AlertTest | string {
  const channel = draft.channel.trim();
  if (draft.kind === 'no-data') return toSilence(draft.seconds, channel);
  if (channel === '') return 'Choose a channel';
  const { scale, offset } = unitOfChannel(channel, units);
  const hysteresis = Math.abs(draft.hysteresis ?? 0) * scale;
  if (draft.kind === 'outside') {
    if (draft.low === null || draft.high === null) return 'Enter both limits';
    const [low, high] = [draft.low * scale + offset, draft.high * scale + offset];
    if (low > high) return 'The lower limit is above the upper one';
    return { kind: 'outside', channel, low, high, hysteresis };
  }
  if (draft.threshold === null) return 'Enter a limit';
  if (draft.kind === 'rate') {
    const { direction, windowSeconds } = draft;
    if (windowSeconds === null || windowSeconds <= 0) return 'Enter over how many seconds';
    const threshold = Math.abs(draft.threshold) * scale;
    return { kind: 'rate', channel, direction, threshold, windowSeconds, hysteresis };
  }
  return { kind: draft.kind, channel, threshold: draft.threshold * scale + offset, hysteresis };
}

function toSilence(seconds: Entry, channel: string): AlertTest | string {
  if (seconds === null || seconds < 1) return 'Enter after how many seconds without data';
  return { kind: 'no-data', channel: channel === '' ? null : channel, seconds };
}

/** A limit in one channel's unit is none in another's. */
export function withChannel(test: TestDraft, channel: string): TestDraft {
  const same = findCanonical(test.channel)?.unit === findCanonical(channel)?.unit;
  if (same) return { ...test, channel };
  return { ...test, channel, threshold: null, low: null, high: null, hysteresis: 0 };
}
