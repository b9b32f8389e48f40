import { expect, test } from 'vitest';
import { displayUnit } from '../measures/display-unit.ts';
import { ValueRange } from './value-range.ts';

const UNITS = { speed: 'km/h', temperature: '°C' } as const;
const shown = (unit: string, name: string) => displayUnit(unit, name, UNITS);

test('pedals are always 0 to 1', () => {
  const range = new ValueRange(shown('ratio', 'throttle'));
  expect(range.take(0.4)).toBe(false);
  expect([range.from, range.to]).toEqual([0, 1]);
});

test('a range grows to round values of what is shown, and then stays', () => {
  const display = shown('m/s', 'speed');
  const range = new ValueRange(display);
  const kmh = (value: number) => Math.round(value * 36) / 10;
  range.take(10 / 3.6);
  range.take(203 / 3.6);
  expect([range.from, range.to].map(kmh)).toEqual([0, 300]);
  expect(range.take(250 / 3.6)).toBe(false);
  expect(range.take(310 / 3.6)).toBe(true);
  expect(range.to).toBeGreaterThanOrEqual(310 / 3.6);
});

test('a value that never changes lies inside its range', () => {
  const range = new ValueRange(shown('°C', 'airTemperature'));
  range.take(21);
  expect(range.from).toBeLessThanOrEqual(21);
  expect(range.to).toBeGreaterThan(21);
  const zero = new ValueRange(shown('', 'flag'));
  zero.take(0);
  expect(zero.to).toBeGreaterThan(zero.from);
});

test('no value leaves it as it is', () => {
  const range = new ValueRange(shown('V', 'batteryVoltage'));
  expect(range.take(Number.NaN)).toBe(false);
});
