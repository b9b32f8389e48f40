import { expect, test } from 'vitest';
import { fitting, scoreOf } from './score.ts';

test('every word must begin a word', () => {
  expect(scoreOf('Theme: light', 'light')).toBe(0.9);
  expect(scoreOf('Theme: light', 'the li')).toBe(1);
  expect(scoreOf('Theme: light', 'ight')).toBe(0);
  expect(scoreOf('Speed in km/h', 'speed mph')).toBe(0);
});

test('what begins with the words comes first', () => {
  const entries = ['Compare laps', 'Choose laps', 'Laps of today'].map((label) => ({ label }));
  expect(fitting(entries, 'laps').map(({ label }) => label)).toEqual([
    'Laps of today',
    'Compare laps',
    'Choose laps',
  ]);
  expect(fitting(entries, ' ')).toEqual(entries);
});
