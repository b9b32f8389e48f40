import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createHours } from './hours.ts';
import type { AlertCondition, AlertRule, AlertTest } from './rule.ts';
import { type AlertChange, type KnownAlert, startRuleRun } from './rule-run.ts';
import { createAlertWatch, type WatchedRule } from './watch.ts';
import { describeCondition } from './words.ts';

const EPOCH = Date.parse('2026-06-01T12:00:00Z');
const above = (threshold: number, hysteresis = 0, channel = 'a'): AlertTest => ({
  kind: 'above',
  channel,
  threshold,
  hysteresis,
});
const rule = (condition: AlertCondition, more: Partial<AlertRule> = {}): AlertRule => ({
  condition,
  minimumSeconds: 0,
  cooldownSeconds: 0,
  hours: null,
  ...more,
});
type Sample = readonly [seconds: number, value: number];

/** The changes that the samples of channel `a` make. */
function run(given: AlertRule, samples: readonly Sample[], known?: KnownAlert): AlertChange[] {
  const one = startRuleRun(given, 0, known);
  return samples.flatMap(([seconds, value]) => {
    one.take(0, seconds, value);
    return one.settle(seconds, EPOCH + seconds * 1000) ?? [];
  });
}
const kinds = (changes: readonly AlertChange[]) => changes.map(({ kind }) => kind);
const at10Hz = (values: readonly number[]): Sample[] =>
  values.map((value, i) => [i / 10, value] as const);

describe('one rule', () => {
  test.each([
    [above(10), [9, 10, 11, 10, 9], 0.2, 0.3],
    [{ kind: 'below', channel: 'a', threshold: 10, hysteresis: 2 }, [10, 9, 11, 12, 13], 0.1, 0.3],
    [
      { kind: 'equal', channel: 'a', threshold: 0.1, hysteresis: 0 },
      [0, Math.fround(0.1), 0],
      0.1,
      0.2,
    ],
    [
      { kind: 'outside', channel: 'a', low: 1, high: 5, hysteresis: 1 },
      [3, 5, 5.5, 4.5, 4],
      0.2,
      0.4,
    ],
  ] satisfies [AlertTest, number[], number, number][])(
    '%o starts and ends at the right samples',
    (condition, values, started, ended) => {
      const changes = run(rule(condition), at10Hz(values));
      expect(kinds(changes)).toEqual(['started', 'ended']);
      expect(changes).toMatchObject([{ startedSeconds: started }, { seconds: ended }]);
    },
  );

  test('a rate is the change over the whole window, in both directions', () => {
    const rate = (direction: 'rising' | 'falling' | 'either', slope: number) =>
      kinds(
        run(
          rule({
            kind: 'rate',
            channel: 'a',
            direction,
            threshold: 2,
            windowSeconds: 1,
            hysteresis: 0,
          }),
          Array.from({ length: 200 }, (_, i) => [i / 100, (slope * i) / 100] as const),
        ),
      );
    expect(rate('rising', 2.1)).toEqual(['started']);
    expect(rate('rising', 1.9)).toEqual([]);
    expect(rate('rising', -3)).toEqual([]);
    expect(rate('falling', -2.1)).toEqual(['started']);
    expect(rate('either', -2.1)).toEqual(['started']);
    const jump = Array.from({ length: 50 }, (_, i) => [i / 100, i > 25 ? 100 : 0] as const);
    const window = {
      kind: 'rate',
      channel: 'a',
      direction: 'either',
      threshold: 2,
      windowSeconds: 1,
    };
    expect(run(rule({ ...window, hysteresis: 0 } as AlertTest), jump)).toEqual([]);
  });

  test('the minimum duration counts unbroken time and the reading is the one that completes it', () => {
    const held = rule(above(10), { minimumSeconds: 0.3 });
    expect(run(held, at10Hz([11, 11, 9, 11, 12, 13, 14.5, 15]))).toEqual([
      { kind: 'started', startedSeconds: 0.6, test: above(10), value: 14.5 },
    ]);
    const hole: Sample[] = [
      [0, 11],
      [500, 11],
      [500.1, 11],
    ];
    expect(run(held, hole)).toEqual([]);
  });

  test('a second start within the cooldown is the same alert once more, with the greatest reading', () => {
    const cooled = rule(above(10), { cooldownSeconds: 1 });
    const changes = run(cooled, at10Hz([11, 9, 15, 9]));
    expect(changes.slice(1)).toEqual([
      { kind: 'ended', startedSeconds: 0, seconds: 0.1, peak: 11 },
      { kind: 'again', startedSeconds: 0, seconds: 0.2, count: 2, peak: 15 },
      { kind: 'ended', startedSeconds: 0, seconds: 0.3, peak: 15 },
    ]);
    const later: Sample[] = [
      [0, 11],
      [1, 9],
      [2, 11],
    ];
    expect(kinds(run(cooled, later))).toEqual(['started', 'ended', 'started']);
  });

  test('silence holds a no-data rule from the second on which it was long enough', () => {
    const silence = rule({ kind: 'no-data', channel: 'a', seconds: 5 });
    const one = startRuleRun(silence, 0);
    one.take(0, 2, 1);
    one.take(0, 3, Number.NaN);
    expect(one.settle(6.9, EPOCH)).toBeUndefined();
    expect(one.settle(9.3, EPOCH)).toMatchObject({ kind: 'started', startedSeconds: 7 });
    one.take(0, 10, 1);
    expect(one.settle(10, EPOCH)).toMatchObject({ kind: 'ended', seconds: 10 });
  });

  test('an alert that is known to run is not started again', () => {
    const known = { startedSeconds: 1, endedSeconds: null, count: 1, peak: 12 };
    const samples: Sample[] = [
      [5, 11],
      [6, 13],
      [7, 9],
    ];
    expect(run(rule(above(10)), samples, known)).toEqual([
      { kind: 'ended', startedSeconds: 1, seconds: 7, peak: 13 },
    ]);
  });

  test('out of its hours a rule starts nothing', () => {
    const hours = { timeZone: 'Europe/Berlin', days: [1], from: '14:00', to: '14:01' };
    const early = rule(above(10), { hours: { ...hours, from: '14:01', to: '15:00' } });
    expect(kinds(run(rule(above(10), { hours }), [[1, 11]]))).toEqual(['started']);
    expect(run(early, [[1, 11]])).toEqual([]);
    const later: Sample[] = [
      [1, 11],
      [60, 11],
    ];
    expect(run(early, later)).toMatchObject([{ kind: 'started', startedSeconds: 60 }]);
  });
});

test('hours over midnight belong to the day on which they begin', () => {
  const isIn = createHours({ timeZone: 'UTC', days: [5], from: '22:00', to: '02:00' });
  const at = (text: string) => isIn(Date.parse(text));
  expect(at('2026-06-05T21:59:59Z')).toBe(false);
  expect(at('2026-06-05T22:00:00Z')).toBe(true);
  expect(at('2026-06-06T01:59:00Z')).toBe(true);
  expect(at('2026-06-06T02:00:00Z')).toBe(false);
  expect(at('2026-06-06T23:00:00Z')).toBe(false);
});

describe('properties', () => {
  const noise = fc.array(fc.double({ min: -0.999, max: 0.999, noNaN: true }), {
    minLength: 1,
    maxLength: 200,
  });

  test('flapping within the hysteresis gives one alert', () => {
    fc.assert(
      fc.property(noise, (values) => {
        const around = at10Hz([101, ...values.map((value) => 100 + value)]);
        expect(kinds(run(rule(above(100, 1)), around))).toEqual(['started']);
      }),
    );
  });

  test('flapping around the threshold within the cooldown is one alert with a count', () => {
    fc.assert(
      fc.property(noise, (values) => {
        const around = at10Hz(values.map((value) => 100 + 50 * value));
        const changes = run(rule(above(100), { cooldownSeconds: 60 }), around);
        expect(changes.filter(({ kind }) => kind === 'started').length).toBeLessThanOrEqual(1);
      }),
    );
  });

  test('starts and ends take turns, in rising time, and every start is beyond the limit', () => {
    const samples = fc.array(fc.oneof(fc.double({ min: 0, max: 200 }), fc.constant(Number.NaN)));
    fc.assert(
      fc.property(samples, fc.nat(20), fc.nat(10), (values, hysteresis, tenths) => {
        const given = rule(above(100, hysteresis), { minimumSeconds: tenths / 10 });
        const changes = run(given, at10Hz(values));
        changes.forEach((change, i) => {
          expect(change.kind).toBe(i % 2 === 0 ? 'started' : 'ended');
          if (change.kind === 'started') expect(change.value).toBeGreaterThan(100 - hysteresis);
        });
      }),
    );
  });

  test('values that are none start nothing and end nothing', () => {
    fc.assert(
      fc.property(noise, fc.integer({ min: 1, max: 5 }), (values, every) => {
        const plain = values.map((value, i) => [i / 10, 100 + 50 * value] as const);
        const withHoles = plain.flatMap(([seconds, value], i): Sample[] =>
          i % every === 0
            ? [
                [seconds, value],
                [seconds + 0.01, Number.NaN],
                [seconds + 0.02, Infinity],
              ]
            : [[seconds, value]],
        );
        expect(run(rule(above(100)), withHoles)).toEqual(run(rule(above(100)), plain));
      }),
    );
  });
});

describe('a watch', () => {
  const watched = (id: string, condition: AlertCondition, version = '1'): WatchedRule => ({
    ...rule(condition),
    id,
    version,
  });
  const has = () => true;
  const none = () => undefined;
  const part = (channel: number, start: number, values: number[]) => ({
    count: values.length,
    secondsOf: (sample: number) => start + sample / 10,
    columns: [{ channel, values }],
  });

  test('all and any over channels of several parts, sorted by time', () => {
    const both = { kind: 'all', tests: [above(10, 0, 'a'), above(10, 0, 'b')] } as const;
    const watch = createAlertWatch(0, true);
    watch.setRules([watched('all', both), watched('any', { ...both, kind: 'any' })], has, none);
    expect(watch.channels()).toEqual(['a', 'b']);
    const changes = watch.push([part(0, 1, [11, 9, 11]), part(1, 1.05, [9, 9, 11])], EPOCH);
    expect(changes.map(({ ruleId, change }) => [ruleId, change.kind])).toEqual([
      ['any', 'started'],
      ['any', 'ended'],
      ['any', 'started'],
      ['all', 'started'],
    ]);
    expect(watch.close().map(({ change }) => change)).toMatchObject([
      { kind: 'ended', seconds: 1.25 },
      { kind: 'ended', seconds: 1.25 },
    ]);
  });

  test('a changed rule ends its alert and begins anew, an unchanged one goes on', () => {
    const watch = createAlertWatch(0, true);
    watch.setRules([watched('x', above(10)), watched('y', above(10))], has, none);
    expect(watch.push([part(0, 1, [11])], EPOCH)).toHaveLength(2);
    const changes = watch.setRules(
      [watched('x', above(5), '2'), watched('y', above(10))],
      has,
      none,
    );
    expect(changes).toMatchObject([{ ruleId: 'x', change: { kind: 'ended' } }]);
    expect(watch.push([part(0, 2, [11])], EPOCH)).toMatchObject([
      { ruleId: 'x', change: { kind: 'started' } },
    ]);
  });

  test('silence counts for channels that the stream has, and not where history is filled', () => {
    const rules = [
      watched('stream', { kind: 'no-data', channel: null, seconds: 5 }),
      watched('a', { kind: 'no-data', channel: 'a', seconds: 5 }),
      watched('absent', { kind: 'no-data', channel: 'z', seconds: 5 }),
    ];
    const started = (silence: boolean) => {
      const watch = createAlertWatch(0, silence);
      watch.setRules(rules, (channel) => channel !== 'z', none);
      watch.push([part(0, 1, [1])], EPOCH);
      expect(watch.listensToSilence()).toBe(silence);
      return watch.tick(8, EPOCH).map(({ ruleId }) => ruleId);
    };
    expect(started(true)).toEqual(['stream', 'a']);
    expect(started(false)).toEqual([]);
  });
});

test('rules in words', () => {
  const words = {
    label: () => 'Coolant',
    value: (_: string, value: number) => `${value} °C`,
    rate: (_: string, value: number) => `${value} °C/s`,
  };
  const rate = {
    kind: 'rate',
    channel: 'a',
    direction: 'rising',
    threshold: 2,
    windowSeconds: 10,
    hysteresis: 0,
  } as const;
  const silence = { kind: 'no-data', channel: null, seconds: 120 } as const;
  const text = (condition: AlertCondition, minimum = 0) =>
    describeCondition(condition, minimum, words);
  expect(text(above(110), 5)).toBe('Coolant above 110 °C for 5 s');
  expect(text(rate)).toBe('Coolant rises by more than 2 °C/s over 10 s');
  expect(text(silence)).toBe('No data for 2 min');
  expect(text({ kind: 'all', tests: [above(110), silence] }, 5)).toBe(
    'Coolant above 110 °C and No data for 2 min, for 5 s',
  );
});
