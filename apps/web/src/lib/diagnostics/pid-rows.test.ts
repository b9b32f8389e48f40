import { expect, test } from 'vitest';
import { formatAge, formatReading, type Pid, toPidRows } from './pid-rows.ts';

const speed: Pid = {
  pid: '0D',
  field: 'speed',
  name: 'Vehicle speed',
  channel: 'speed',
  value: 27.777,
  unit: 'm/s',
  raw: null,
  ageSeconds: 0.42,
  ecu: '7E8',
};
const unknown: Pid = {
  ...speed,
  pid: '8B',
  field: null,
  name: 'Diesel aftertreatment',
  channel: null,
  value: null,
  unit: '',
  raw: '0A1B2C',
  ageSeconds: 61,
};

test('readings show number, unit and age; without a formula the bytes', () => {
  const [first, second] = toPidRows([speed, unknown], '');
  expect(first).toMatchObject({ value: '27.8', unit: 'm/s', age: '0.4 s', isRaw: false });
  expect(second).toMatchObject({ value: '0A 1B 2C', unit: '', isRaw: true, isOld: true });
});

test('the search finds by name, PID, channel and unit, all words at once', () => {
  const found = (query: string) => toPidRows([speed, unknown], query).map(({ pid }) => pid);
  expect(found('vehicle m/s')).toEqual(['0D']);
  expect(found('8b')).toEqual(['8B']);
  expect(found('speed diesel')).toEqual([]);
});

test('numbers are as exact as is useful, ages too', () => {
  const show = (value: number) => formatReading({ value, raw: null });
  expect([820, -7.25, 0.5, 14.123, 1234.56].map(show)).toEqual([
    '820',
    '−7.25',
    '0.50',
    '14.1',
    '1235',
  ]);
  expect(formatReading({ value: null, raw: null })).toBe('–');
  expect([null, 3, 45, 600, 7200].map(formatAge)).toEqual([
    'not read yet',
    '3.0 s',
    '45 s',
    '10 min',
    '2 h',
  ]);
});
