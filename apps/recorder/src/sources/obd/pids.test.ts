import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CANONICAL_CHANNELS } from '@outlap/telemetry';
import { describe, expect, test } from 'vitest';
import { channelsOf, decodePid, maximaAfter, PIDS, STANDARD_MAXIMA } from './pids.ts';

/** Values in the units of the table, as SAE J1979 tells them: the project's units are taken off again. */
function decode(pid: number, bytes: number[], maxima = STANDARD_MAXIMA): number[] {
  const definition = PIDS.get(pid);
  if (!definition) throw new Error(`No PID ${pid}`);
  return decodePid(definition, Uint8Array.from(bytes), maxima).map((value, index) => {
    const { scale = 1, offset = 0 } = definition.fields[index] ?? {};
    return (value - offset) / scale;
  });
}

const close = (values: number[], expected: number[]) => {
  expect(values).toHaveLength(expected.length);
  for (const [index, value] of values.entries()) expect(value).toBeCloseTo(expected[index] ?? 0, 6);
};

describe('known defects of open tables', () => {
  test.each([
    [0x06, [0x80], 0],
    [0x07, [0x00], -100],
    [0x08, [0xff], 99.21875],
    [0x09, [0x40], -50],
    [0x2d, [0x80], 0],
  ])('06–09 and 2D: no offset of −128 (%i)', (pid, bytes, percent) => {
    close(decode(pid, bytes), [percent]);
  });

  test.each(Array.from({ length: 8 }, (_, i) => 0x14 + i))('14–1B: trim of byte B (%i)', (pid) => {
    close(decode(pid, [90, 0x80]), [0.45, 0]);
    expect(decode(pid, [90, 0xff])[1]).toBeNaN();
  });

  test.each([0x55, 0x56, 0x57, 0x58])('55–58: both banks, one where one byte comes (%i)', (pid) => {
    close(decode(pid, [0x80, 0xc0]), [0, 50]);
    const [first, second] = decode(pid, [0x40]);
    expect(first).toBeCloseTo(-50, 6);
    expect(second).toBeNaN();
  });

  test('69: errors without an offset', () => {
    close(decode(0x69, [0x3f, 0xff, 0, 0x80, 0, 0xff, 0xc0]), [100, 0, 0, 0, 100, 50]);
  });

  test('5D: injection timing', () => {
    close(decode(0x5d, [0x66, 0x00]), [-6]);
    close(decode(0x5d, [0xff, 0xff]), [301.9921875]);
  });

  test('24–2B: lambda and volts of 65536 steps', () => {
    for (let pid = 0x24; pid <= 0x2b; pid++) close(decode(pid, [0x80, 0x00, 0x80, 0x00]), [1, 4]);
  });

  test('44: equivalence ratio', () => {
    close(decode(0x44, [0x80, 0x00]), [1]);
    close(decode(0x44, [0xff, 0xff]), [(65535 * 2) / 65536]);
  });

  test('32: two’s complement of both bytes together', () => {
    close(decode(0x32, [0xff, 0xff]), [-0.25]);
    close(decode(0x32, [0x00, 0x80]), [32]);
    close(decode(0x32, [0x80, 0x00]), [-8192]);
  });

  test('54: two’s complement', () => {
    close(decode(0x54, [0xff, 0xff]), [-1]);
    close(decode(0x54, [0x80, 0x00]), [-32768]);
  });

  test('1E: bit 0', () => {
    close(decode(0x1e, [0x01]), [1]);
    close(decode(0x1e, [0x80]), [0]);
  });

  test('70: a 32nd of a kPa', () => {
    close(decode(0x70, [0x3f, 0x0c, 0x80, 0x06, 0x40, 0, 0x20, 0, 0x40, 5]), [100, 50, 1, 2, 5]);
  });

  test('7C: the formula begins behind the support byte', () => {
    const [first, second] = decode(0x7c, [0x01, 0x11, 0x94, 0xff, 0xff, 0, 0, 0, 0]);
    expect(first).toBeCloseTo(410, 6);
    expect(second).toBeNaN();
  });

  test('9E: kg/h', () => {
    close(decode(0x9e, [0x01, 0xf4]), [100]);
    expect(channelsOf(0x9e)[0]).toMatchObject({ unit: 'kg/h', sourceUnit: 'kg/h' });
  });

  test('68: by the length received', () => {
    const values = decode(0x68, [0x03, 60, 70]);
    close(values.slice(0, 2), [20, 30]);
    expect(values.slice(2).every(Number.isNaN)).toBe(true);
  });

  test.each([0x81, 0x82, 0x83, 0x88, 0x8b, 0x8f, 0x94, 0xa1, 0xa3, 0xa7, 0xa9, 0xc3, 0xc6])(
    '%i is kept as hex',
    (pid) => {
      expect(channelsOf(pid)).toMatchObject([{ type: 'text' }]);
    },
  );
});

test('from 65 on the support byte says what is real; the rest is absent, not 0', () => {
  expect(decode(0x66, [0x02, 0, 0, 0x0c, 0x80])).toEqual([Number.NaN, 100]);
  expect(decode(0x65, [0x00, 0x0f])).toEqual([Number.NaN]);
  expect(decode(0xa4, [0x01, 0x30, 0, 0])).toEqual([3, Number.NaN]);
  close(decode(0x6b, [0x1f, 50, 50, 50, 50]), [160, 10, 10, 10]);
});

test('4F and 50 rescale 24–2B, 34–3B, 0B and 10', () => {
  let maxima = maximaAfter(STANDARD_MAXIMA, 0x4f, Uint8Array.of(4, 16, 255, 51));
  maxima = maximaAfter(maxima, 0x50, Uint8Array.of(0x83, 0, 0, 0));
  close(decode(0x24, [0x80, 0, 0x80, 0], maxima), [2, 8]);
  close(decode(0x34, [0x80, 0, 0xc0, 0], maxima), [2, 127.5]);
  close(decode(0x0b, [100], maxima), [200]);
  close(decode(0x10, [0xff, 0xff], maxima), [1310]);
  const back = maximaAfter(maxima, 0x4f, Uint8Array.of(0, 0, 0, 0));
  close(decode(0x0b, [100], back), [100]);
});

test('canonical channels are in canonical units', () => {
  const names = [...PIDS.keys()].flatMap((pid) => channelsOf(pid));
  for (const { name, unit } of names) {
    const canonical = CANONICAL_CHANNELS[name];
    if (canonical) expect([name, unit]).toEqual([name, canonical.unit]);
  }
  expect(names.filter(({ name }) => CANONICAL_CHANNELS[name]).map(({ name }) => name)).toEqual([
    'engineCoolantTemperature',
    'fuelPressure',
    'manifoldPressure',
    'engineSpeed',
    'speed',
    'intakeAirTemperature',
    'throttle',
    'batteryVoltage',
    'airTemperature',
    'engineOilTemperature',
    'fuelUse',
    'gear',
  ]);
  const value = (pid: number, bytes: number[]) => {
    const definition = PIDS.get(pid);
    return definition ? decodePid(definition, Uint8Array.from(bytes))[0] : undefined;
  };
  expect(value(0x0d, [90])).toBeCloseTo(25, 9);
  expect(value(0x11, [255])).toBeCloseTo(1, 9);
  expect(value(0x0b, [101])).toBe(101_000);
  expect(value(0x05, [0x7b])).toBe(83);
});

test('each channel has one name', () => {
  const names = [...PIDS.keys()].flatMap((pid) => channelsOf(pid)).map(({ name }) => name);
  expect(new Set(names).size).toBe(names.length);
});

const facts = fileURLToPath(
  new URL('../../../../../../shared/facts/obd-mode01.csv', import.meta.url),
);
const WITHOUT_FIELDS = /^(8[1-3]|8[89AB]|8F|9[0-4]|A[1379]|A8|C[3-6])$/;

function differences(line: string): string[] {
  const [hex = '', bytes, , field = '', formula] = line.replace(/"[^"]*"/g, 'x').split(',');
  const pid = Number.parseInt(hex, 16);
  if (pid % 0x20 === 0) return [];
  const known = PIDS.get(pid);
  if (known?.bytes !== Number(bytes)) return [`${hex}: ${bytes} bytes`];
  if (field === '' || field === 'support' || WITHOUT_FIELDS.test(hex)) return [];
  const found = known.fields.find(({ name }) => name === field);
  return found?.formula.text === formula ? [] : [`${hex} ${field}: ${formula}`];
}

test.skipIf(!existsSync(facts))('every documented PID and formula is in the table', () => {
  const [, ...rows] = readFileSync(facts, 'utf8').trim().split(/\r?\n/);
  expect(rows.length).toBeGreaterThan(300);
  expect(rows.flatMap(differences)).toEqual([]);
});
