import { expect, test } from 'vitest';
import { displayUnit, formatValue, toShown, type UnitChoice } from './display-unit.ts';

const metric: UnitChoice = { speed: 'km/h', temperature: '°C' };
const imperial: UnitChoice = { speed: 'mph', temperature: '°F' };

test('speed and temperature follow the choice', () => {
  expect(formatValue(50, displayUnit('m/s', 'speed', metric))).toBe('180.0');
  expect(formatValue(44.704, displayUnit('m/s', 'speed', imperial))).toBe('100.0');
  expect(formatValue(100, displayUnit('°C', 'airTemperature', imperial))).toBe('212.0');
  expect(formatValue(100, displayUnit('°C', 'airTemperature', metric))).toBe('100.0');
});

test('other units are shown as the trade has them', () => {
  expect(formatValue(0.855, displayUnit('ratio', 'throttle', metric))).toBe('86');
  expect(toShown(Math.PI, displayUnit('rad', 'steering', metric))).toBeCloseTo(180, 9);
  expect(formatValue(-9.80665, displayUnit('m/s²', 'lateralAcceleration', metric))).toBe('−1.00');
  expect(formatValue(182_000, displayUnit('Pa', 'tyrePressureFrontLeft', metric))).toBe('1.82');
  expect(formatValue(0.042, displayUnit('m', 'rideHeightFrontLeft', metric))).toBe('42.0');
  expect(formatValue(-0.0001, displayUnit('m', 'lapDistance', metric))).toBe('0.0');
  expect(formatValue(3, displayUnit('', 'gear', metric))).toBe('3');
  expect(formatValue(50.1234567, displayUnit('deg', 'latitude', metric))).toBe('50.12346');
});

test('a sample without a value shows none', () => {
  expect(formatValue(Number.NaN, displayUnit('m/s', 'speed', metric))).toBe('–');
});
