import type { LinkState, LiveState } from '@outlap/protocol';
import { expect, test } from 'vitest';
import type { Session } from '../api.ts';
import { WallBook } from './wall-book.ts';

const session = (id: string) => ({ id, name: id }) as Session;
const state = (sessionId: string, speedMps: number) => ({ sessionId, speedMps }) as LiveState;
const ids = (book: WallBook) => book.list(0).map((car) => car.session.id);

test('cars come and go with the list of running sessions', () => {
  const book = new WallBook();
  book.take([session('a'), session('b')], 0);
  book.take([session('b'), session('c')], 1);
  expect(ids(book)).toEqual(['b', 'c']);
});

test('a car that ended in view stays until the page is left, and runs again when it comes back', () => {
  const book = new WallBook();
  book.take([session('a')], 0);
  book.finish('a');
  book.take([], 1);
  expect(book.list(1)[0]?.ended).toBe(true);
  book.take([session('a')], 2);
  book.heard(state('a', 50), 3);
  expect(book.list(3)[0]?.ended).toBe(false);
});

test('a list that was read before the end does not undo it', () => {
  const book = new WallBook();
  book.take([session('a')], 0);
  book.finish('a');
  book.take([session('a')], 1);
  expect(book.list(1)[0]?.ended).toBe(true);
});

test('what was heard of a car is kept when its session is read again', () => {
  const book = new WallBook();
  book.take([session('a')], 0);
  expect(book.heard(state('a', 50), 3)).toBe(true);
  book.heardOfLink({ sessionId: 'a', connected: true } as LinkState);
  book.take([session('a')], 9);
  const [car] = book.list(10);
  expect(car?.state?.speedMps).toBe(50);
  expect(car?.link?.connected).toBe(true);
  expect(car?.silentSeconds).toBe(7);
});

test('of an unknown car nothing is kept', () => {
  const book = new WallBook();
  expect(book.heard(state('x', 1), 0)).toBe(false);
  expect(book.size).toBe(0);
});
