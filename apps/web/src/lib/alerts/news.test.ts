import { expect, test } from 'vitest';
import type { Alert } from '../api.ts';
import { isNews, toAlert } from './news.ts';

const NOW = Date.parse('2026-06-01T12:00:00Z');
const ALERT: Alert = {
  id: '1',
  ruleId: '2',
  ruleName: 'Coolant hot',
  words: 'Coolant above 110 °C',
  severity: 'critical',
  sessionId: '3',
  sessionName: 'Evening drive',
  vehicle: null,
  channel: 'engineCoolantTemperature',
  channelLabel: 'Coolant',
  unit: '°C',
  value: 112,
  peak: 112,
  count: 1,
  historical: false,
  startedSeconds: 9,
  startedAt: '2026-06-01T12:00:00.000Z',
  endedAt: null,
  acknowledgedAt: null,
  snoozedUntil: null,
  browser: true,
};

test('an alert that starts now is news', () => {
  expect(isNews(ALERT, NOW)).toBe(true);
  expect(isNews({ ...ALERT, snoozedUntil: '2026-06-01T11:59:00.000Z' }, NOW)).toBe(true);
});

test.each([
  ['came late', { historical: true }],
  ['ended', { endedAt: '2026-06-01T12:00:00.000Z' }],
  ['was seen', { acknowledgedAt: '2026-06-01T12:00:00.000Z' }],
  ['is snoozed', { snoozedUntil: '2026-06-01T12:01:00.000Z' }],
  ['flaps', { count: 2 }],
  ['is not for browsers', { browser: false }],
])('one that %s is none', (_, change) => {
  expect(isNews({ ...ALERT, ...change }, NOW)).toBe(false);
});

test('what is no alert is passed over', () => {
  expect(toAlert(ALERT)).toBe(ALERT);
  for (const other of [null, 'alert', {}, { id: '1' }]) expect(toAlert(other)).toBeUndefined();
});
