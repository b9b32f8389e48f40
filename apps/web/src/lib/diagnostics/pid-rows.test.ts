import { expect, test } from 'vitest';
import { formatAge, type Pid, toPidRows, toReading } from './pid-rows.ts';

const metric = { speed: 'km/h', temperature: '°C' } as const;
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
  const [first, second] = toPidRows([speed, unknown], '', metric);
  expect(first).toMatchObject({ value: '100.0', unit: 'km/h', age: '0.4 s', isRaw: false });
  expect(second).toMatchObject({ value: '0A 1B 2C', unit: '', isRaw: true, isOld: true });
});

test('the search finds by name, PID, channel and unit, all words at once', () => {
  const found = (query: string) => toPidRows([speed, unknown], query, metric).map(({ pid }) => pid);
  expect(found('vehicle m/s')).toEqual(['0D']);
  expect(found('8b')).toEqual(['8B']);
  expect(found('speed diesel')).toEqual([]);
});

test('numbers are as exact as is useful, ages too', () => {
  const show = (value: number) => toReading({ ...speed, value, unit: 'rpm' }, metric).value;
  expect([820, -7.25, 0.5, 14.123, 1234.56].map(show)).toEqual([
    '820',
    '−7.25',
    '0.50',
    '14.1',
    '1235',
  ]);
  expect(toReading({ ...speed, value: null }, metric)).toEqual({ value: '–', unit: '' });
  expect(toReading({ ...speed, value: 0.34, unit: 'ratio' }, metric)).toEqual({
    value: '34',
    unit: '%',
  });
  expect(toReading({ ...speed, value: 'petrol', unit: '' }, metric).value).toBe('petrol');
  expect([null, 3, 45, 600, 7200].map(formatAge)).toEqual([
    'not read yet',
    '3.0 s',
    '45 s',
    '10 min',
    '2 h',
  ]);
});
