import { expect, test } from 'vitest';
import { scoreOf, SESSION } from './score.ts';

test('every word must begin a word', () => {
  expect(scoreOf('Theme: light', 'light')).toBe(0.9);
  expect(scoreOf('Theme: light', 'the li')).toBe(1);
  expect(scoreOf('Theme: light', 'ight')).toBe(0);
  expect(scoreOf('Speed in km/h', 'speed mph')).toBe(0);
});

test('sessions found by the server stay, below actions that fit', () => {
  expect(scoreOf(`${SESSION} 1`, 'anything')).toBe(0.5);
});
