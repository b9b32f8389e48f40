import { describeCondition } from '@outlap/telemetry';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AlertRule } from '../api.ts';
import { emptyDraft, emptyTest, toCondition, toDraft, toRule, withChannel } from './rule-draft.ts';
import { readingText, wordsIn } from './rule-words.ts';

const METRIC = { speed: 'km/h', temperature: '°C' } as const;
const IMPERIAL = { speed: 'mph', temperature: '°F' } as const;

test('a limit is entered in the reader’s unit and stored in the channel’s', () => {
  const draft = {
    ...emptyDraft('UTC'),
    tests: [{ ...emptyTest(), threshold: 230, hysteresis: 9 }],
  };
  expect(toCondition(draft, IMPERIAL)).toEqual({
    kind: 'above',
    channel: 'engineCoolantTemperature',
    threshold: expect.closeTo(110, 6) as number,
    hysteresis: expect.closeTo(5, 6) as number,
  });
});

test('every condition survives the way into the editor and back', () => {
  const value = fc
    .double({ min: -500, max: 500, noNaN: true })
    .map((one) => Number(one.toFixed(2)));
  const size = fc.double({ min: 0.1, max: 100, noNaN: true }).map((one) => Number(one.toFixed(2)));
  const channel = fc.constantFrom(
    'speed',
    'engineCoolantTemperature',
    'throttle',
    'engineOilPressure',
    'k22f449',
  );
  const one = fc.oneof(
    fc.record({
      kind: fc.constantFrom('above' as const, 'below' as const, 'equal' as const),
      channel,
      threshold: value,
      hysteresis: size,
    }),
    fc.record({
      kind: fc.constant('outside' as const),
      channel,
      low: value.map((low) => low - 1000),
      high: value,
      hysteresis: size,
    }),
    fc.record({
      kind: fc.constant('rate' as const),
      channel,
      direction: fc.constantFrom('rising' as const, 'falling' as const, 'either' as const),
      threshold: size,
      windowSeconds: size,
      hysteresis: size,
    }),
    fc.record({
      kind: fc.constant('no-data' as const),
      channel: fc.option(channel),
      seconds: fc.integer({ min: 1, max: 99 }),
    }),
  );
  const condition = fc.oneof(
    one,
    fc.record({
      kind: fc.constantFrom('all' as const, 'any' as const),
      tests: fc.array(one, { minLength: 2, maxLength: 4 }),
    }),
  );
  fc.assert(
    fc.property(condition, fc.constantFrom(METRIC, IMPERIAL), (given, units) => {
      const again = toCondition(toDraft({ ...RULE, condition: given }, units, 'UTC'), units);
      expect(roundedIn(again)).toEqual(roundedIn(given));
    }),
  );
});

/** Equal but for what conversion leaves behind the comma. */
function roundedIn(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_, inner: unknown) =>
      typeof inner === 'number' ? Number(inner.toFixed(4)) + 0 : inner,
    ),
  );
}

test('what is missing is said', () => {
  const problem = (tests: ReturnType<typeof emptyTest>[]) =>
    toCondition({ tests, join: 'all' }, METRIC);
  expect(problem([])).toBe('Add a condition');
  expect(problem([emptyTest()])).toBe('Enter a limit');
  expect(problem([{ ...emptyTest(''), threshold: 1 }])).toBe('Choose a channel');
  expect(problem([{ ...emptyTest(), kind: 'outside', low: 5, high: 1 }])).toBe(
    'The lower limit is above the upper one',
  );
  expect(problem([{ ...emptyTest(), kind: 'no-data', seconds: 0 }])).toContain('without data');
});

test('addresses, scope and hours become what the API takes', () => {
  const draft = {
    ...emptyDraft('Europe/Berlin'),
    tests: [{ ...emptyTest(), threshold: 110 }],
    scope: 'vehicle:abc',
    mailTo: 'a@b.c,  d@e.f;\n',
    hasHours: true,
    days: [7, 1],
  };
  expect(toRule(draft, METRIC)).toMatchObject({
    rule: {
      name: 'Alert',
      vehicleId: 'abc',
      sessionId: null,
      mailTo: ['a@b.c', 'd@e.f'],
      webhookUrl: null,
      hours: { timeZone: 'Europe/Berlin', days: [1, 7], from: '08:00', to: '20:00' },
    },
  });
  expect(toRule({ ...draft, days: [] }, METRIC)).toEqual({ problem: 'Choose at least one day' });
});

test('another channel keeps the limit only where the unit is the same', () => {
  const hot = { ...emptyTest('engineCoolantTemperature'), threshold: 110 };
  expect(withChannel(hot, 'engineOilTemperature').threshold).toBe(110);
  expect(withChannel(hot, 'speed').threshold).toBeNull();
});

test('rules and readings are in the reader’s units', () => {
  const fast = { kind: 'above', channel: 'speed', threshold: 50, hysteresis: 0 } as const;
  expect(describeCondition(fast, 5, wordsIn(METRIC))).toBe('Speed above 180 km/h for 5 s');
  expect(describeCondition(fast, 0, wordsIn(IMPERIAL))).toBe('Speed above 111.8468 mph');
  const reading = (channel: string, unit: string, value: number | null) =>
    readingText({ channel, unit }, value, IMPERIAL);
  expect(reading('engineCoolantTemperature', '°C', 110)).toBe('230.0 °F');
  expect(reading('engineCoolantTemperature', '°C/s', 10)).toBe('18.0 °F/s');
  expect(reading('speed', 'm/s', 44.704)).toBe('100.0 mph');
  expect(reading('speed', 'm/s', null)).toBe('–');
});

const RULE: AlertRule = {
  id: '1',
  name: 'x',
  severity: 'info',
  enabled: true,
  vehicleId: null,
  vehicle: null,
  sessionId: null,
  session: null,
  condition: { kind: 'no-data', channel: null, seconds: 5 },
  minimumSeconds: 0,
  cooldownSeconds: 0,
  hours: null,
  mail: true,
  mailTo: [],
  webhookUrl: null,
  browser: true,
  words: '',
  teamId: null,
  lastAlertAt: null,
  createdAt: '',
};
