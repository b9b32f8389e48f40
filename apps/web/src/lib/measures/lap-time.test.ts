import { expect, test } from 'vitest';
import { formatBytes, formatDelta, formatDuration, formatLapTime } from './lap-time.ts';

test('lap times carry the thousandth and carry over', () => {
  expect(formatLapTime(83.4564)).toBe('1:23.456');
  expect(formatLapTime(59.9996)).toBe('1:00.000');
  expect(formatLapTime(7.5)).toBe('7.500');
  expect(formatLapTime(3601.25)).toBe('60:01.250');
  expect(formatLapTime(-0.0001)).toBe('0.000');
  expect(formatLapTime(null)).toBe('–');
  expect(formatLapTime(Number.NaN)).toBe('–');
});

test('deltas always say their sign, and nothing is neither gain nor loss', () => {
  expect(formatDelta(0.1234)).toBe('+0.123');
  expect(formatDelta(-1.2)).toBe('−1.200');
  expect(formatDelta(-0.0004)).toBe('0.000');
  expect(formatDelta(undefined)).toBe('–');
});

test('durations and sizes', () => {
  expect(formatDuration(3725)).toBe('1 h 02 min');
  expect(formatDuration(65.4)).toBe('1 min 05 s');
  expect(formatDuration(59.4)).toBe('59 s');
  expect(formatBytes(999)).toBe('999 B');
  expect(formatBytes(12_345_678)).toBe('12.3 MB');
});
