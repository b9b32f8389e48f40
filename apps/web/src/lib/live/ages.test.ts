import { expect, test } from 'vitest';
import { formatAge, formatMoment } from './ages.ts';

test('an age has the unit that fits it', () => {
  expect([0, 4.9, 59.9, 60, 3599, 7500].map(formatAge)).toEqual([
    '0 s',
    '4 s',
    '59 s',
    '1 min',
    '59 min',
    '2 h 05 min',
  ]);
});

test('a moment of a session is a clock', () => {
  expect([7, 754.9, 3723, Number.NaN, -1].map(formatMoment)).toEqual([
    '0:07',
    '12:34',
    '1:02:03',
    '–',
    '0:00',
  ]);
});
