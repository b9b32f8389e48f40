import { expect, test } from 'vitest';
import { isDue } from './due.ts';

const at = (time: string) => new Date(`2026-11-${time}Z`);
const DAILY = { atHour: 3, everyHours: 0 };

test.each([
  ['never', '21T12:00:00', undefined, true],
  [
    'of yesterday, before the hour',
    '21T02:59:00',
    { startedAt: at('20T03:00:30'), failed: false },
    false,
  ],
  [
    'of yesterday, at the hour',
    '21T03:00:00',
    { startedAt: at('20T03:00:30'), failed: false },
    true,
  ],
  ['of today', '21T23:00:00', { startedAt: at('21T03:00:30'), failed: false }, false],
  ['that failed just now', '21T03:14:00', { startedAt: at('21T03:00:00'), failed: true }, false],
  ['that failed a while ago', '21T03:15:00', { startedAt: at('21T03:00:00'), failed: true }, true],
])('daily, after one %s', (_, now, last, due) => {
  expect(isDue(at(now), DAILY, last)).toBe(due);
});

test('every six hours', () => {
  const last = { startedAt: at('21T00:00:00'), failed: false };
  const schedule = { atHour: 3, everyHours: 6 };
  expect(isDue(at('21T05:59:59'), schedule, last)).toBe(false);
  expect(isDue(at('21T06:00:00'), schedule, last)).toBe(true);
});
