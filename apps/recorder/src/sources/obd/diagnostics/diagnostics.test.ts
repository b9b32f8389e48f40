import type {
  ClearAnswer,
  MonitorsAnswer,
  PidsAnswer,
  TroubleCodesAnswer,
  VehicleAnswer,
} from '@outlap/protocol';
import { afterEach, describe, expect, test } from 'vitest';
import { openObd } from '../open-obd.ts';
import { Collector } from '../testing/collect.ts';
import { fastClock } from '../testing/fast-clock.ts';
import { recordedCar, recordedCarIsHere } from '../testing/recorded-car.ts';
import {
  canLines,
  type Quirks,
  ScriptedAdapter,
  type ScriptedCar,
  simpleCar,
} from '../testing/scripted-adapter.ts';

const cleanUp: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo();
});

async function connect(car: ScriptedCar, quirks: Partial<Quirks> = {}) {
  const adapter = await new ScriptedAdapter(car, quirks).start();
  const source = await openObd({ port: adapter.address }, fastClock(10));
  const seen = new Collector(source);
  cleanUp.push(
    () => adapter.stop(),
    () => seen.stop(),
  );
  await seen.until(() => seen.links.includes('connected'));
  const never = new AbortController().signal;
  return {
    adapter,
    seen,
    source,
    dtc: async () => (await source.request('dtc', never)) as TroubleCodesAnswer,
    clear: async () => (await source.request('clear-dtc', never)) as ClearAnswer,
    monitors: async () => (await source.request('monitors', never)) as MonitorsAnswer,
    vehicle: async () => (await source.request('vehicle', never)) as VehicleAnswer,
    pids: async () => (await source.request('pids', never)) as PidsAnswer,
  };
}

const ENGINE_OFF = {
  '0101': '82076521',
  '0105': '7B',
  '010C': '0000',
  '010D': '00',
  '03': '0201334123',
  '07': '01C158',
  '0A': '019A45',
  '020000': '40180000',
  '020200': '0133',
  '020C00': '0FA0',
  '020D00': '5A',
  '04': '',
  '0902': '0131484743 4D38323633 3341303034333532'.replaceAll(' ', ''),
};

function withFreezeFrames(answers: Record<string, string>): ScriptedCar {
  const plain = simpleCar(answers);
  return (request) => {
    if (request === '020200') return canLines('7E8', '4202000133');
    if (request === '020000') return canLines('7E8', '42000040180000');
    return plain(request);
  };
}

describe('trouble codes', () => {
  test('stored, pending, permanent; freeze frame; readiness; VIN with its check digit', async () => {
    const car = await connect(withFreezeFrames(ENGINE_OFF));
    const answer = await car.dtc();
    expect(answer).toMatchObject({
      vin: '1HGCM82633A004352',
      vinCheckDigitFits: true,
      milOn: true,
      stored: [
        { code: 'P0133', ecu: '7E8' },
        { code: 'C0123', ecu: '7E8' },
      ],
      pending: [{ code: 'U0158', ecu: '7E8' }],
      permanent: [{ code: 'B1A45', ecu: '7E8' }],
    });
    expect(answer.readiness?.ignition).toBe('spark');
    const monitor = (name: string) => answer.readiness?.monitors.find((one) => one.name === name);
    expect(monitor('misfire')).toMatchObject({ supported: true, complete: true });
    expect(monitor('catalyst')).toMatchObject({ supported: true, complete: false });
    expect(monitor('evaporative system')).toMatchObject({ supported: true, complete: true });
    expect(monitor('oxygen sensors')).toMatchObject({ supported: true, complete: false });
    expect(monitor('heated catalyst')).toMatchObject({ supported: false });
    expect(answer.freezeFrames).toMatchObject([
      {
        code: 'P0133',
        ecu: '7E8',
        values: [
          { pid: '0C', value: 1000, unit: 'rpm', raw: '0FA0' },
          { pid: '0D', value: 25, unit: 'm/s' },
        ],
      },
    ]);
  });

  test('two ECUs: the union, each with its ECU', async () => {
    const engine = simpleCar(ENGINE_OFF);
    const car = await connect((request) => {
      const lines = engine(request) ?? [];
      if (request === '0100') return [...lines, ...canLines('7E9', '410080000000')];
      if (request === '03') return [...lines, ...canLines('7E9', '43010700')];
      return lines.length > 0 ? lines : undefined;
    });
    expect((await car.dtc()).stored).toEqual([
      { code: 'P0133', ecu: '7E8' },
      { code: 'C0123', ecu: '7E8' },
      { code: 'P0700', ecu: '7E9' },
    ]);
  });

  test('an older bus has no count and pads its lines to three codes', async () => {
    const lines: Record<string, string[]> = {
      '0100': ['486B104100C01800018D'],
      '0101': ['486B1041018200000000'],
      '010C': ['486B10410C00000B'],
      '010D': ['486B10410D000C'],
      '03': ['486B104301334123C15899', '486B1043070000000000B7'],
      '0600': ['486B104600FF8000000189'],
      '0601': ['486B104601051234123343'],
      '0620': ['486B104620FF8000000028'],
      '0621': ['486B104621850010000F00', '486B10462105001000115C'],
    };
    const car = await connect((request) => lines[request], { protocol: 'A3', count: 'refused' });
    expect((await car.dtc()).stored.map(({ code }) => code)).toEqual([
      'P0133',
      'C0123',
      'U0158',
      'P0700',
    ]);
    const least = { monitor: 'test 21', test: 'component 05', ecu: '10', value: 16, unit: '' };
    expect(await car.monitors()).toEqual({
      monitors: [
        {
          monitor: 'test 01',
          test: 'component 05',
          ecu: '10',
          value: 0x1234,
          least: 0,
          most: 0x1233,
          unit: '',
          passed: false,
        },
        { ...least, least: 15, most: 65_535, passed: true },
        { ...least, least: 0, most: 17, passed: true },
      ],
    });
  });

  test('without headers and protocol nobody guesses', async () => {
    const car = await connect(simpleCar(ENGINE_OFF), {
      headers: false,
      unknown: /^AT(H1|DPN|DP)$/,
    });
    await expect(car.dtc()).rejects.toMatchObject({ code: 'unsupported' });
  });

  test('codes that come, change and go are events', async () => {
    const car = await connect(simpleCar({ ...ENGINE_OFF, '07': '00' }));
    const told = () =>
      car.seen.events
        .filter(({ kind }) => kind === 'dtc')
        .map(({ data }) => `${String(data['code'])} ${String(data['state'])}`);
    await car.seen.until(() => told().length >= 2);
    expect(told()).toEqual(['P0133 stored', 'C0123 stored']);
    car.adapter.car = simpleCar({
      ...ENGINE_OFF,
      '0101': '81076521',
      '03': '010133',
      '07': '014123',
    });
    await car.seen.until(() => told().length >= 3);
    expect(told().slice(2)).toEqual(['C0123 pending']);
    car.adapter.car = simpleCar({ ...ENGINE_OFF, '0101': '00076521', '03': '00', '07': '00' });
    await car.seen.until(() => told().length >= 5);
    expect(told().slice(3).toSorted()).toEqual(['C0123 cleared', 'P0133 cleared']);
  });
});

describe('clearing codes', () => {
  test('engine off: what was stored is told', async () => {
    const car = await connect(simpleCar(ENGINE_OFF));
    expect((await car.clear()).cleared.map(({ code }) => code)).toEqual(['P0133', 'C0123']);
    expect(car.adapter.received.filter((command) => command === '04')).toHaveLength(1);
  });

  test.each([
    ['the engine turns', { '010C': '0FA0' }, 'engine_running'],
    ['the car rolls', { '010D': '01' }, 'engine_running'],
  ])('refused while %s', async (_, running, code) => {
    const car = await connect(simpleCar({ ...ENGINE_OFF, ...running }));
    await expect(car.clear()).rejects.toMatchObject({ code });
    expect(car.adapter.received).not.toContain('04');
  });

  test('refused where the engine promises to tell and does not', async () => {
    const car = await connect(simpleCar(ENGINE_OFF));
    car.adapter.car = (request) =>
      request.startsWith('010C') ? undefined : simpleCar(ENGINE_OFF)(request);
    await expect(car.clear()).rejects.toMatchObject({ code: 'no_answer' });
    expect(car.adapter.received).not.toContain('04');
  });

  test.each([
    ['conditions', '7F0422', 'engine_running'],
    ['not supported', '7F0411', 'unsupported'],
  ])('refused by the car: %s', async (_, negative, code) => {
    const car = await connect((request) =>
      request === '04' ? canLines('7E8', negative) : simpleCar(ENGINE_OFF)(request),
    );
    await expect(car.clear()).rejects.toMatchObject({ code });
  });

  test('an answer that is pending is waited for', async () => {
    let asked = 0;
    const car = await connect((request) => {
      if (request !== '04') return simpleCar(ENGINE_OFF)(request);
      return canLines('7E8', ++asked < 3 ? '7F0478' : '44');
    });
    expect((await car.clear()).cleared).toHaveLength(2);
    expect(asked).toBe(3);
  });
});

test('requests run between the polling, never into a command', async () => {
  const car = await connect(withFreezeFrames(ENGINE_OFF), { answerMs: 3 });
  const count = car.seen.count('engineSpeed');
  await Promise.all([car.dtc(), car.vehicle(), car.pids()]);
  await car.seen.until(() => car.seen.count('engineSpeed') > count);
  expect(car.adapter.interruptions).toBe(0);
});

test('without a link there is no answer; a time limit ends a long one', async () => {
  const adapter = await new ScriptedAdapter(simpleCar(ENGINE_OFF)).start();
  cleanUp.push(() => adapter.stop());
  const source = await openObd({ port: adapter.address }, fastClock(10));
  await expect(source.request('pids', new AbortController().signal)).rejects.toMatchObject({
    code: 'not_connected',
  });
  const car = await connect(simpleCar(ENGINE_OFF));
  await expect(car.source.request('monitors', AbortSignal.abort())).rejects.toMatchObject({
    code: 'no_answer',
  });
  car.adapter.car = () => undefined;
  await expect(car.dtc()).rejects.toMatchObject({ code: 'no_answer' });
});

test.runIf(process.env.CI)('the recorded car is there', () => {
  expect(recordedCarIsHere).toBe(true);
});

describe.skipIf(!recordedCarIsHere)('a real hybrid car (../shared/data/elm327)', () => {
  test('every PID that it promises, with several ECUs and negative answers', async () => {
    const car = await connect(recordedCar(), { several: 'no-data' });
    await car.seen.until(() => car.seen.count('odometer') + car.seen.count('engineSpeed') > 40);
    await car.seen.until(() => car.seen.count('fuelType') + car.seen.count('obdStandard') > 0);
    const { pids } = await car.pids();
    const value = (pid: string) => pids.find((one) => one.pid === pid);
    expect(value('0C')).toMatchObject({ value: 1303.75, unit: 'rpm', channel: 'engineSpeed' });
    expect(value('05')).toMatchObject({ value: 55, unit: '°C', raw: '5F' });
    expect(value('42')?.value).toBeCloseTo(14.667, 3);
    expect(value('13')).toMatchObject({ field: 'b1', value: 3 });
    expect(pids.filter(({ raw }) => raw !== null).length).toBeGreaterThan(30);
  });

  test('VIN, calibrations, ECU', async () => {
    const car = await connect(recordedCar());
    expect(await car.vehicle()).toMatchObject({
      adapter: 'ELM327 v1.5',
      protocol: '6',
      ecus: [
        {
          ecu: '7E8',
          name: 'ECM-EngineControl',
          calibrationIds: ['312J6000', 'A4701000'],
          calibrationVerifications: ['6953CD4B', '611F6EF2'],
        },
      ],
    });
  });

  test('monitors', async () => {
    const { monitors } = await (await connect(recordedCar())).monitors();
    expect(monitors).toContainEqual({
      monitor: 'oxygen sensor, bank 1 sensor 2',
      test: 'least voltage',
      ecu: '7E8',
      value: 0.136,
      least: 0,
      most: 0.214,
      unit: 'V',
      passed: true,
    });
    expect(monitors.filter(({ monitor }) => monitor.startsWith('misfire'))).toHaveLength(10);
    expect(monitors.every(({ passed }) => passed)).toBe(true);
  });

  test('no codes stored, a freeze frame that is none', async () => {
    const answer = await (await connect(recordedCar())).dtc();
    expect(answer).toMatchObject({ milOn: false, stored: [], pending: [], freezeFrames: [] });
    expect(answer.vin).toHaveLength(17);
  });
});
