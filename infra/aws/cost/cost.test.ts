import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Template } from '../src/synthesise.ts';
import { AREA_NAMES, sumByArea } from './areas.ts';
import { estimate, type Line, totalOf } from './estimate.ts';
import { FREE } from './free.ts';
import { PRICERS } from './pricers.ts';
import { PRICES } from './prices.ts';
import { billTable, toQuantity } from './tables.ts';
import { parseProfile, PROFILE_NAMES, readProfile, type Usage } from './usage.ts';

// Templates are validated where they are tested; here they are counted.
process.env['CDK_VALIDATION'] = 'false';
const { synthesise } = await import('../src/synthesise.ts');
const NONE = parseProfile('idle', { templates: 'serverless', words: 'Nothing.' }).usage;
type Resources = Template['Resources'];
const stack = (Resources: Resources) => new Map([['Stack', { Resources }]]);
const bill = (resources: Resources, usage: Partial<Usage> = {}) =>
  estimate(stack(resources), { ...NONE, ...usage });
const table = (Properties: Record<string, unknown>) => ({
  Table: { Type: 'AWS::DynamoDB::Table', Properties },
});

const bills = new Map(
  PROFILE_NAMES.map((name) => {
    const { templates, usage } = readProfile(name);
    return [name, estimate(synthesise(templates), usage)] as const;
  }),
);

describe('a bill', () => {
  test('of a table that reserves one write and one read is 57 cents, as for each of its indexes', () => {
    const ProvisionedThroughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 };
    expect(totalOf(bill(table({ ProvisionedThroughput })))).toBeCloseTo(0.5694, 4);
    const GlobalSecondaryIndexes = [{ ProvisionedThroughput }];
    const both = bill(table({ ProvisionedThroughput, GlobalSecondaryIndexes }));
    expect(totalOf(both)).toBeCloseTo(2 * 0.5694, 4);
  });

  test('of a table on demand is what was written, read and kept', () => {
    const lines = bill(table({ BillingMode: 'PAY_PER_REQUEST' }), {
      tableWritesMillion: 0.1,
      tableReadsMillion: 1,
      tableGigabytes: 1,
    });
    expect(totalOf(lines)).toBeCloseTo(0.0625 + 0.125 + 0.25 + 0.2, 6);
  });

  test('of a service is its tasks, as many as the profile says where they scale', () => {
    const service = (Properties: Record<string, unknown>): Resources => ({
      Task: {
        Type: 'AWS::ECS::TaskDefinition',
        Properties: { Cpu: '512', Memory: '1024', RuntimePlatform: { CpuArchitecture: 'ARM64' } },
      },
      Server: {
        Type: 'AWS::ECS::Service',
        Properties: { TaskDefinition: { Ref: 'Task' }, ...Properties },
      },
    });
    const hour = 0.5 * 0.03238 + 0.00356;
    expect(totalOf(bill(service({}), { servers: 3 }))).toBeCloseTo(3 * 730 * hour, 6);
    expect(totalOf(bill(service({ DesiredCount: 1 }), { servers: 3 }))).toBeCloseTo(730 * hour, 6);
    expect(() => bill(service({ TaskDefinition: { Ref: 'Other' } }))).toThrow(
      'cost_class_unpriced',
    );
  });

  test('counts each metric of an alarm, and use once however many there are of a kind', () => {
    const metric = { Id: 'a', MetricStat: {} };
    const alarm = {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: { Metrics: [metric, metric, { Expression: 'a' }] },
    };
    expect(totalOf(bill({ A: alarm, B: { Type: 'AWS::CloudWatch::Alarm' } }))).toBeCloseTo(0.3, 6);
    const queue = { Type: 'AWS::SQS::Queue' };
    expect(totalOf(bill({ A: queue, B: queue }, { queueRequestsMillion: 1 }))).toBeCloseTo(0.4, 6);
  });

  test('has no free tier but on demand', () => {
    const alarms = Object.fromEntries(
      Array.from({ length: 12 }, (_, i) => [`A${i}`, { Type: 'AWS::CloudWatch::Alarm' }]),
    );
    expect(totalOf(bill(alarms))).toBeCloseTo(1.2, 6);
    expect(totalOf(estimate(stack(alarms), NONE, { isFreeTier: true }))).toBeCloseTo(0.2, 6);
  });

  test.each([
    ['a type that nobody priced', 'AWS::Braket::QuantumTask', {}, 'cost_type_unpriced'],
    [
      'a database of an unknown size',
      'AWS::RDS::DBInstance',
      { DBInstanceClass: 'db.x9.huge' },
      'cost_class_unpriced',
    ],
  ])('fails for %s', (_, Type, Properties, code) => {
    expect(() => bill({ It: { Type, Properties } })).toThrow(code);
  });
});

describe('the bills of the profiles', () => {
  test('have the totals that were agreed to, in USD a month', async () => {
    const totals = Object.fromEntries(
      [...bills].map(([name, lines]) => [name, Number(totalOf(lines).toFixed(2))]),
    );
    await expect(`${JSON.stringify(totals, null, 2)}\n`).toMatchFileSnapshot('golden/totals.json');
  });

  test('lie where they are expected', () => {
    const total = (name: (typeof PROFILE_NAMES)[number]) => totalOf(bills.get(name) ?? []);
    const watched = sumByArea(bills.get('idle') ?? []).get('watching') ?? 0;
    expect(total('idle') - watched).toBeLessThanOrEqual(1.71);
    expect(total('startup')).toBeGreaterThan(150);
    expect(total('startup')).toBeLessThan(350);
    expect(total('growth')).toBeGreaterThan(total('startup'));
    expect(total('scale')).toBeGreaterThan(total('growth'));
  });

  test.each([...bills])(
    '%s: every line is its quantity times its price, every area its lines',
    (_, lines) => {
      for (const { price, quantity, unit, usd } of lines) {
        expect(usd).toBeCloseTo(quantity * (PRICES.get(price)?.price ?? Number.NaN), 9);
        expect(unit).toBe(PRICES.get(price)?.unit);
      }
      const areas = [...sumByArea(lines).values()].reduce((sum, usd) => sum + usd, 0);
      expect(areas).toBeCloseTo(totalOf(lines), 9);
      expect(sumByArea(lines).size).toBe(AREA_NAMES.length);
    },
  );

  test('name a unit beside every quantity, and a currency beside every price', () => {
    const lines = bills.get('startup') ?? [];
    const rows = billTable(lines)
      .split('\n')
      .slice(2)
      .map((row) => row.split('|').map((cell) => cell.trim()));
    expect(rows).toHaveLength(lines.length);
    for (const [, , , quantity, price, usd] of rows) {
      expect(quantity).toMatch(/^[\d.]+ × \S/);
      expect(price).toMatch(/^\$[\d.]+$/);
      expect(usd).toMatch(/^\$\d+\.\d\d$/);
    }
  });
});

describe('the prices', () => {
  test.each([...PRICES.values()].map((price) => [price.key, price] as const))(
    '%s has a source, a month and a confidence',
    (_, { source, readOn, confidence, region, unit, price }) => {
      expect(source.length).toBeGreaterThan(10);
      expect(readOn).toMatch(/^20\d\d-(0[1-9]|1[0-2])$/);
      expect(['good', 'fair', 'unverified']).toContain(confidence);
      expect(region).toBe('us-east-1');
      expect(unit).not.toBe('');
      expect(price).toBeGreaterThan(0);
    },
  );

  test('are asked for by names that exist, with every kind of use', () => {
    const all = Object.fromEntries(Object.keys(NONE).map((key) => [key, 1])) as Usage;
    const asked = Object.values(PRICERS).flatMap(({ byUse }) => byUse?.(all) ?? []);
    expect(asked.length).toBeGreaterThan(25);
    expect(asked.filter(({ price }) => !PRICES.has(price))).toEqual([]);
  });

  test('are either there or the type is free for a reason, never both', () => {
    expect(Object.keys(PRICERS).filter((type) => type in FREE)).toEqual([]);
    expect(Object.entries(FREE).filter(([, reason]) => reason.length < 12)).toEqual([]);
  });
});

test('a profile with a name that is no usage, or less than nothing, is refused', () => {
  const given = { templates: 'serverless', words: 'Wrong.' };
  expect(() => parseProfile('idle', { ...given, usage: { serversOf: 1 } })).toThrow('serversOf');
  expect(() => parseProfile('idle', { ...given, usage: { servers: -1 } })).toThrow(
    'not a quantity',
  );
  expect(() => parseProfile('idle', { ...given, templates: 'huge' })).toThrow('no templates');
});

test('a quantity is written with three figures that count', () => {
  expect([0.0123456, 1.1666, 12.345, 18_250.4].map(toQuantity)).toEqual([
    '0.0123',
    '1.17',
    '12.3',
    '18250',
  ]);
});

test('the command prints one profile as JSON, and refuses one that there is not', async () => {
  const run = (...args: readonly string[]) =>
    promisify(execFile)(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args]);
  const { stdout } = await run('--profile', 'idle', '--json');
  const { usdPerMonth, lines } = JSON.parse(stdout) as { usdPerMonth: number; lines: Line[] };
  expect(usdPerMonth).toBeCloseTo(totalOf(bills.get('idle') ?? []), 9);
  expect(lines.length).toBeGreaterThan(4);
  await expect(run('--profile', 'huge')).rejects.toMatchObject({ code: 2 });
});
