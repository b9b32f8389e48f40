import { expect, test } from 'vitest';
import type { Lap } from '../api.ts';
import { fastestLaps, markBests, reasonWords } from './best-marks.ts';

const lap = (number: number, timeSeconds: number, more: Partial<Lap> = {}): Lap => ({
  id: `lap-${number}`,
  sessionId: 's',
  number,
  kind: 'full',
  valid: true,
  invalidReasons: [],
  startSeconds: number * 100,
  timeSeconds,
  timeSource: 'source',
  distanceMetres: 4000,
  sectorSeconds: [],
  fileBytes: 1,
  ...more,
});

test('the best lap is marked once, later improvements as such', () => {
  const marks = markBests([lap(1, 92), lap(2, 91), lap(3, 93), lap(4, 90), lap(5, 90.5)]);
  expect([...marks.values()].map((mark) => mark.lap)).toEqual([
    null,
    'improved',
    null,
    'best',
    null,
  ]);
});

test('laps that do not count neither get a mark nor take one away', () => {
  const laps = [lap(1, 92), lap(2, 60, { valid: false }), lap(3, 40, { kind: 'out' })];
  const marks = markBests(laps);
  expect(marks.get('lap-1')?.lap).toBe('best');
  expect(marks.has('lap-2')).toBe(false);
  expect(fastestLaps(laps).map(({ number }) => number)).toEqual([1]);
});

test('sectors are judged column by column', () => {
  const marks = markBests([
    lap(1, 90, { sectorSeconds: [30, 30, 30] }),
    lap(2, 91, { sectorSeconds: [29, 31, 31] }),
  ]);
  expect(marks.get('lap-1')?.sectors).toEqual([null, 'best', 'best']);
  expect(marks.get('lap-2')?.sectors).toEqual(['best', null, null]);
});

test('reasons are words', () => {
  expect(reasonWords(['reset', 'gap'])).toBe('the position jumped, data is missing');
});
