import { afterEach, describe, expect, test } from 'vitest';
import type { Source } from '../source.ts';
import { openObd, type ObdOptions } from './open-obd.ts';
import { Collector } from './testing/collect.ts';
import { fastClock } from './testing/fast-clock.ts';
import { canLines, type Quirks, ScriptedAdapter, simpleCar } from './testing/scripted-adapter.ts';

const ANSWERS = {
  '0101': '00076100',
  '0104': '80',
  '0105': '7B',
  '010B': '64',
  '010C': '1AF8',
  '010D': '5A',
  '010F': '44',
  '0111': '33',
  '011C': '06',
  '0142': '39D6',
  '01C3': 'ABCD',
  '0902': '0157503 05A5A5A39395A54533339303030 30'.replaceAll(' ', ''),
};

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function drive(
  quirks: Partial<Quirks> = {},
  car = simpleCar(ANSWERS),
  options: Partial<ObdOptions> = {},
  factor = 10,
) {
  const adapter = await new ScriptedAdapter(car, quirks).start();
  const source: Source = await openObd(
    { port: adapter.address, vehicle: 'Test car', ...options },
    fastClock(factor),
  );
  const seen = new Collector(source);
  cleanUp.push(
    () => adapter.stop(),
    () => seen.stop(),
    () => source.close(),
  );
  return { adapter, source, seen };
}

const WITH_CODES = { ...ANSWERS, '0101': '81076100', '03': '010133', '07': '014158' };

/** A car whose bus has trouble with one request. */
function failing(request: string, answers: Readonly<Record<string, string>> = ANSWERS) {
  const car = simpleCar(answers);
  return (asked: string) => (asked === request ? ['CAN ERROR'] : car(asked));
}

const asked = ({ received }: ScriptedAdapter, request: string) =>
  received.filter((command) => command === request).length;

const last = (seen: Collector, name: string) => seen.values.get(name)?.at(-1);

async function expectDriving(seen: Collector) {
  const { count } = { count: seen.count('engineSpeed') };
  await seen.until(() => seen.count('engineSpeed') > count + 3 && seen.count('speed') > count + 3);
  expect(last(seen, 'engineSpeed')).toBe(1726);
  expect(last(seen, 'speed')).toBeCloseTo(25, 5);
}

test('a regular adapter: channels in canonical units, hex for what is not public', async () => {
  const { seen, adapter, source } = await drive();
  await expectDriving(seen);
  await seen.until(() => seen.count('obd01C3') > 0 && seen.count('batteryVoltage@adapter') > 0);
  expect(last(seen, 'engineCoolantTemperature')).toBe(83);
  expect(last(seen, 'manifoldPressure')).toBe(100_000);
  expect(last(seen, 'throttle')).toBeCloseTo(0.2, 5);
  expect(last(seen, 'batteryVoltage')).toBeCloseTo(14.806, 3);
  expect(last(seen, 'batteryVoltage@adapter')).toBeCloseTo(14.1, 5);
  expect(last(seen, 'obd01C3')).toBe('ABCD');
  expect(seen.description).toMatchObject({
    source: 'obd',
    vehicle: { name: 'Test car', vin: 'WP0ZZZ99ZTS390000' },
  });
  expect(seen.description.groups.every(({ rateHz }) => rateHz === null)).toBe(true);
  expect(seen.links).toEqual(['connecting', 'connected']);
  expect(adapter.interruptions).toBe(0);
  expect(source.achievedHz?.()['engineSpeed']).toBeGreaterThan(0);
});

test('times of each channel rise', async () => {
  const { seen } = await drive();
  await seen.until(() => seen.count('engineSpeed') > 30);
  for (const starts of seen.starts.values())
    expect(starts).toEqual(starts.toSorted((a, b) => a - b));
});

describe('adapters that differ', () => {
  test.each<[string, Partial<Quirks>]>([
    ['always echo', { echo: 'always' }],
    ['echo glued to the answer', { echo: 'glued' }],
    ['one byte at a time', { chunk: 1 }],
    ['no headers', { headers: false, unknown: /^ATH1$/ }],
    ['know few commands', { unknown: /^AT(S0|AL|M0|AT|ST|DPN|DP$)/ }],
    ['do not tell a version', { unknown: /^AT(Z|I)$/ }],
    ['say rubbish when reset', { banner: '\0\u00fc\r\rLV RESET\r\rELM327 v2.1' }],
    ['refuse the count', { count: 'refused' }],
    ['do not know several PIDs', { several: 'no-data' }],
    ['answer the first of several PIDs', { several: 'first-only' }],
    ['are slow', { answerMs: 30 }],
    ['do not search aloud', { searching: '' }],
  ])('%s', async (_, quirks) => {
    const { seen, adapter } = await drive(quirks);
    await expectDriving(seen);
    await seen.until(() => seen.count('engineCoolantTemperature') > 0);
    expect(last(seen, 'engineCoolantTemperature')).toBe(83);
    expect(adapter.interruptions).toBe(0);
  });

  test('one that loses what comes too soon gets longer rests', async () => {
    const { seen, adapter } = await drive({ restMs: 4 });
    await expectDriving(seen);
    for (const command of ['ATH1', 'ATS0', 'ATSP0', '0100', 'ATDPN'])
      expect(adapter.received).toContain(command);
  });

  test('one that hangs on the VIN twice is driven without it', async () => {
    const { seen, adapter } = await drive({ hangs: /^0902$/ });
    for (let i = 0; i < 2; i++) {
      await adapter.next(/^0902$/);
      const { connections } = adapter;
      await expect.poll(() => adapter.connections).toBeGreaterThan(connections);
      adapter.quirks.silent = false;
    }
    await expectDriving(seen);
    expect(seen.description.vehicle.vin).toBeNull();
    expect(asked(adapter, '0902')).toBe(2);
  });

  test('one that is called back from the VIN goes on at once', async () => {
    const { seen, adapter } = await drive({ hangs: /^0902$/ });
    await adapter.next(/^0902$/);
    adapter.quirks.hangs = undefined;
    adapter.quirks.silent = false;
    await expectDriving(seen);
    expect(adapter.connections).toBe(1);
    expect(seen.links).toEqual(['connecting', 'connected']);
  });

  test('one that has trouble with the VIN is driven without it', async () => {
    const { seen, adapter } = await drive({}, failing('0902'));
    await expectDriving(seen);
    expect(asked(adapter, '0902')).toBe(2);
    expect(adapter.connections).toBe(1);
  });

  test.each([
    ['03', 'pending'],
    ['07', 'stored'],
  ])('trouble with the list %s of codes: the one that is %s is told', async (list, state) => {
    const { seen, adapter } = await drive({}, failing(list, WITH_CODES));
    await seen.until(() => seen.events.some(({ kind }) => kind === 'dtc'));
    expect(seen.events.filter(({ kind }) => kind === 'dtc')).toMatchObject([{ data: { state } }]);
    await expectDriving(seen);
    expect(asked(adapter, list)).toBe(3);
  });

  test('one that hangs on a list of codes is not asked it for ever', async () => {
    const { seen, adapter } = await drive({ hangs: /^07$/ }, simpleCar(WITH_CODES));
    for (let i = 0; i < 3; i++) {
      await adapter.next(/^07$/);
      const { connections } = adapter;
      await expect.poll(() => adapter.connections).toBeGreaterThan(connections);
      adapter.quirks.silent = false;
    }
    await seen.until(() => seen.events.some(({ kind }) => kind === 'dtc'));
    await expectDriving(seen);
    expect(asked(adapter, '07')).toBe(3);
  });

  test('one that hangs on a command is not asked it for ever', async () => {
    const { seen, adapter } = await drive({ hangs: /^ATAL$/ });
    for (let i = 0; i < 2; i++) {
      await adapter.next(/^ATAL$/);
      await seen.until(() => seen.links.includes('silent'));
      adapter.quirks.silent = false;
    }
    await expectDriving(seen);
  });
});

describe('requests', () => {
  test('several PIDs at once where the car understands it, counted where nothing is lost', async () => {
    const { seen, adapter } = await drive();
    await seen.until(() => seen.count('engineSpeed') > 30);
    expect(adapter.received.some((command) => /^01(..){2,6}.?$/.test(command))).toBe(true);
    expect(adapter.received.some((command) => /^01(..){1,6}[1-9A-F]$/.test(command))).toBe(true);
  });

  test('once where it does not, then one at a time', async () => {
    const { seen, adapter } = await drive({ several: 'no-data' });
    await seen.until(() => seen.count('engineSpeed') > 30);
    const several = adapter.received.filter((command) => /^01(..){2,6}.?$/.test(command));
    expect(several).toHaveLength(1);
  });

  test('a count that loses an ECU is given up', async () => {
    const engine = simpleCar(ANSWERS);
    const car = (request: string) => {
      const lines = engine(request);
      if (request === '0100') return [...(lines ?? []), ...canLines('7EA', '410000180000')];
      return request === '010C' || request === '010D'
        ? [...(lines ?? []), ...canLines('7EA', `41${request.slice(2)}0000`)]
        : lines;
    };
    const { seen } = await drive({ count: 'loses-ecus', several: 'no-data' }, car);
    await seen.until(() => seen.count('engineSpeed@7EA') > 20 && seen.count('engineSpeed') > 20);
    expect(last(seen, 'engineSpeed@7EA')).toBe(0);
    expect(last(seen, 'engineSpeed')).toBe(1726);
    expect(Math.abs(seen.count('engineSpeed') - seen.count('engineSpeed@7EA'))).toBeLessThan(4);
  });

  test('the protocol found is used at once the next time, and searched for where it does not fit', async () => {
    const stored: string[] = [];
    const protocol = {
      load: async () => stored.at(-1),
      store: async (found: string) => void stored.push(found),
    };
    const first = await drive({}, simpleCar(ANSWERS), { protocol });
    await expectDriving(first.seen);
    expect(first.adapter.received).toContain('ATSP0');
    expect(stored).toEqual(['6']);
    const second = await drive({}, simpleCar(ANSWERS), { protocol });
    await expectDriving(second.seen);
    expect(second.adapter.received).toContain('ATSP6');
    expect(second.adapter.received).not.toContain('ATSP0');
  });
});

describe('staying connected', () => {
  test('ignition off and on again: no end, no restart', async () => {
    const { seen, adapter } = await drive();
    await expectDriving(seen);
    const { groups } = seen.description;
    adapter.car = () => undefined;
    await seen.until(() => seen.links.at(-1) === 'ignition-off');
    const volts = seen.count('batteryVoltage@adapter');
    await seen.until(() => seen.count('batteryVoltage@adapter') > volts);
    adapter.car = simpleCar(ANSWERS);
    await seen.until(() => seen.links.at(-1) === 'connected');
    await expectDriving(seen);
    expect(adapter.connections).toBe(1);
    expect(seen.description.groups).toEqual(groups);
    expect(seen.events.filter(({ kind }) => kind === 'ignition').map(({ data }) => data)).toEqual([
      { on: false },
      { on: true },
    ]);
  });

  test('an adapter without a car is asked until there is one', async () => {
    const { seen, adapter } = await drive({}, () => undefined);
    await seen.until(() => seen.links.at(-1) === 'ignition-off');
    adapter.car = simpleCar(ANSWERS);
    await expectDriving(seen);
    expect(seen.links.at(-1)).toBe('connected');
  });

  test('adapter off and on again', async () => {
    const { seen, adapter } = await drive();
    await expectDriving(seen);
    const { groups } = seen.description;
    await adapter.stop();
    await seen.until(() => seen.links.at(-1) === 'silent');
    await adapter.start();
    await expectDriving(seen);
    expect(seen.links.at(-1)).toBe('connected');
    expect(seen.description.groups).toEqual(groups);
  });

  test('a link that breaks during a command twice forbids it not', async () => {
    const { seen, adapter } = await drive();
    for (let i = 0; i < 2; i++) {
      await adapter.next(/^ATRV$/);
      await adapter.stop();
      await seen.until(() => seen.links.at(-1) === 'silent');
      const volts = seen.count('batteryVoltage@adapter');
      await adapter.start();
      await seen.until(() => seen.count('batteryVoltage@adapter') > volts);
    }
    await adapter.next(/^ATRV$/);
  });

  test('an adapter that is not there yet', async () => {
    const adapter = await new ScriptedAdapter(simpleCar(ANSWERS)).start();
    await adapter.stop();
    const source = await openObd({ port: adapter.address }, fastClock(10));
    const seen = new Collector(source);
    cleanUp.push(
      () => adapter.stop(),
      () => seen.stop(),
    );
    await seen.until(() => seen.links.at(-1) === 'silent');
    await adapter.start();
    await expectDriving(seen);
  });

  test('a link that falls silent is noticed within ten seconds and opened again', async () => {
    const { seen, adapter } = await drive();
    await expectDriving(seen);
    adapter.quirks.silent = true;
    await seen.until(() => seen.links.at(-1) === 'silent');
    const lost = seen.events.at(-1)?.seconds ?? Infinity;
    const newest = Math.max(...[...seen.starts.values()].flat());
    expect(lost - newest).toBeLessThan(10);
    adapter.quirks.silent = false;
    await expectDriving(seen);
    expect(adapter.connections).toBeGreaterThan(1);
  });

  test.each(['LV RESET', 'CAN ERROR', 'BUS ERROR', 'ACT ALERT', 'BUFFER FULL', 'STOPPED'])(
    '%s in the middle of a drive',
    async (trouble) => {
      const { seen, adapter } = await drive();
      await expectDriving(seen);
      adapter.car = () => [trouble];
      await adapter.next(/^01/);
      await adapter.next(/^01/);
      adapter.car = simpleCar(ANSWERS);
      await expectDriving(seen);
      expect(adapter.connections).toBe(1);
    },
  );

  test('what a step had read before it broke off is kept, and its group is described', async () => {
    const regular = simpleCar(ANSWERS);
    let isFirst = true;
    const { seen } = await drive({}, (request) => {
      if (!isFirst || /^01[02468ACE]0$/.test(request) || !request.startsWith('01'))
        return regular(request);
      isFirst = false;
      return ['CAN ERROR'];
    });
    await expectDriving(seen);
    const broke = seen.items.findIndex(
      (item) => item.kind === 'link' && item.state === 'ignition-off',
    );
    const before = seen.items.slice(0, broke);
    const { groups } = before.findLast((item) => item.kind === 'described')?.description ?? {};
    const volts = groups?.findIndex(({ channels }) => channels[0]?.sourceName === 'ATRV');
    const parts = before.flatMap((item) => (item.kind === 'samples' ? item.parts : []));
    expect(parts.map(({ group }) => group)).toEqual([volts]);
  });

  test('with the engine off a standing car is asked about once a second', async () => {
    const { seen, adapter } = await drive(
      {},
      simpleCar({ ...ANSWERS, '010C': '0000', '010D': '00' }),
      {},
      60,
    );
    const at = () => Math.max(0, ...(seen.starts.get('engineSpeed') ?? []));
    await seen.until(() => at() > 65);
    const [seconds, requests] = [at(), adapter.received.length];
    await seen.until(() => at() > seconds + 20);
    expect((adapter.received.length - requests) / (at() - seconds)).toBeLessThan(2);
  });
});
