import { expect, test } from 'vitest';
import type { LiveState } from '@outlap/protocol';
import type { Session } from '../api.ts';
import { commonLayout, isStale, rowsInView, sortCars, type WallCar } from './wall-order.ts';

const car = (
  id: string,
  state: Partial<LiveState> = {},
  more: Partial<WallCar> & { layoutId?: string } = {},
): WallCar => {
  const track = more.layoutId ? { layoutId: more.layoutId } : null;
  return {
    session: { id, name: id, driver: `Driver ${id}`, track } as Session,
    state: state as LiveState,
    link: undefined,
    silentSeconds: 0,
    ended: false,
    ...more,
  };
};
const ids = (cars: readonly WallCar[]) => cars.map(({ session }) => session.id).join('');

test('cars without a value stay at the end in both directions', () => {
  const cars = [
    car('a'),
    car('b', { bestLapSeconds: 91 }),
    car('c', { bestLapSeconds: 90 }),
    car('d', { bestLapSeconds: null }),
  ];
  expect(ids(sortCars(cars, { key: 'best', descending: false }))).toBe('cbad');
  expect(ids(sortCars(cars, { key: 'best', descending: true }))).toBe('bcad');
});

test('equal cars keep the order of their names, so that rows do not jump', () => {
  const cars = [car('c', { lapNumber: 4 }), car('a', { lapNumber: 4 }), car('b', { lapNumber: 5 })];
  expect(ids(sortCars(cars, { key: 'lap', descending: true }))).toBe('bac');
  expect(ids(sortCars(cars, { key: 'name', descending: true }))).toBe('cba');
});

test('only rows near the window are drawn', () => {
  expect(rowsInView({ top: 100, viewport: 900 }, 44, 500)).toEqual({ first: 0, last: 27 });
  expect(rowsInView({ top: -4400, viewport: 900 }, 44, 500)).toEqual({ first: 92, last: 129 });
  expect(rowsInView({ top: -99_999, viewport: 900 }, 44, 500)).toEqual({ first: 500, last: 500 });
  expect(rowsInView({ top: 0, viewport: 900 }, 44, 3)).toEqual({ first: 0, last: 3 });
});

test('one map holds all cars only when all are on one layout', () => {
  const on = (layoutId: string) => car(layoutId, {}, { layoutId });
  expect(commonLayout([on('x'), on('x')])).toBe('x');
  expect(commonLayout([on('x'), on('y')])).toBe(undefined);
  expect(commonLayout([on('x'), car('z')])).toBe(undefined);
  expect(commonLayout([])).toBe(undefined);
});

test('a car is stale when nothing was heard of it, or its recorder is gone', () => {
  expect(isStale(car('a'))).toBe(false);
  expect(isStale(car('a', {}, { silentSeconds: 5 }))).toBe(true);
  expect(isStale(car('a', {}, { ended: true }))).toBe(true);
  expect(
    isStale(car('a', {}, { link: { connected: false } as NonNullable<WallCar['link']> })),
  ).toBe(true);
});
