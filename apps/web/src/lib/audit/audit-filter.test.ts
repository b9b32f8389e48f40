import { expect, test } from 'vitest';
import { describeAction, exportPath, toQuery } from './audit-filter.ts';

test('the address says what is asked for; what it cannot mean is left out', () => {
  const search = new URLSearchParams('q=Ada&action=login&result=odd&from=2026-05-01&to=x');
  const query = toQuery(search);
  expect(query).toMatchObject({ q: 'Ada', action: 'login' });
  expect(new Date(query.from ?? '').getHours()).toBe(0);
  expect(query).not.toHaveProperty('result');
  expect(query).not.toHaveProperty('to');
});

test('the last day is meant whole', () => {
  const { from = '', to = '' } = toQuery(new URLSearchParams('from=2026-05-01&to=2026-05-01'));
  expect((Date.parse(to) - Date.parse(from)) / 3_600_000).toBe(24);
});

test('a file has the same filter as the page', () => {
  expect(exportPath(undefined, { q: 'a b' }, 'csv')).toBe('/api/audit/export?q=a+b&format=csv');
  expect(exportPath('7', {}, 'ndjson')).toBe('/api/teams/7/audit/export?format=ndjson');
});

test('actions read as words', () => {
  expect(describeAction('login.magic-link')).toBe('Login: magic link');
  expect(describeAction('logout')).toBe('Logout');
});
