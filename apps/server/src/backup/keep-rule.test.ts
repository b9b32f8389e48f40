import { expect, test } from 'vitest';
import { givenUp, parseKeepRule } from './keep-rule.ts';

const DAY_MS = 86_400_000;
const NEWEST = new Date('2026-11-21T03:00:00Z').getTime();
const daily = (days: number) =>
  Array.from({ length: days }, (_, n) => ({ createdAt: new Date(NEWEST - n * DAY_MS) }));

test('the rule is read from its words', () => {
  expect(parseKeepRule('7 daily, 4 weekly, 12 monthly')).toEqual({
    daily: 7,
    weekly: 4,
    monthly: 12,
  });
  expect(parseKeepRule('3 daily')).toEqual({ daily: 3, weekly: 0, monthly: 0 });
  for (const text of ['', '7', 'daily', '-1 daily', '7 yearly', '7 daily; 4 weekly'])
    expect(parseKeepRule(text)).toBeUndefined();
});

test('of two years of days, so many days, weeks and months stay', () => {
  const all = daily(730);
  const gone = new Set(givenUp(all, { daily: 7, weekly: 4, monthly: 12 }));
  const stay = all
    .filter((one) => !gone.has(one))
    .map(({ createdAt }) => createdAt.toISOString().slice(0, 10));
  expect(stay.slice(0, 7)).toEqual([
    '2026-11-21',
    '2026-11-20',
    '2026-11-19',
    '2026-11-18',
    '2026-11-17',
    '2026-11-16',
    '2026-11-15',
  ]);
  // The newest of each further week (Monday to Sunday), then of each month.
  expect(stay.slice(7)).toEqual([
    '2026-11-08',
    '2026-11-01',
    '2026-10-31',
    '2026-09-30',
    '2026-08-31',
    '2026-07-31',
    '2026-06-30',
    '2026-05-31',
    '2026-04-30',
    '2026-03-31',
    '2026-02-28',
    '2026-01-31',
    '2025-12-31',
  ]);
});

test('the newest stays, whatever the rule', () => {
  const all = daily(3);
  expect(givenUp(all, { daily: 0, weekly: 0, monthly: 0 })).toEqual(all.slice(1));
});
