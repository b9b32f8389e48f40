import { expect, test } from 'vitest';
import { type LiveAlert, withAlert } from './live-alert.ts';

const alert = (id: string, more: Partial<LiveAlert> = {}) =>
  ({ id, historical: false, acknowledgedAt: null, endedAt: null, ...more }) as LiveAlert;
const ids = (alerts: readonly LiveAlert[]) => alerts.map(({ id }) => id).join('');

test('the newest alert is first, and only so many are kept', () => {
  const two = withAlert(withAlert([], alert('a'), 2), alert('b'), 2);
  expect(ids(two)).toBe('ba');
  expect(ids(withAlert(two, alert('c'), 2))).toBe('cb');
});

test('an alert that changes stays where it is; one that was acknowledged goes', () => {
  const two = [alert('a'), alert('b')];
  const ended = withAlert(two, alert('b', { endedAt: '2026-11-21T04:00:00Z' }), 9);
  expect(ids(ended)).toBe('ab');
  expect(ended[1]?.endedAt).not.toBe(null);
  expect(ids(withAlert(two, alert('a', { acknowledgedAt: '2026-11-21T04:00:00Z' }), 9))).toBe('b');
});

test('what came too late, is over already, or is no alert does not appear', () => {
  expect(withAlert([], alert('a', { historical: true }), 9)).toEqual([]);
  expect(withAlert([], alert('a', { endedAt: '2026-11-21T04:00:00Z' }), 9)).toEqual([]);
  for (const bad of [null, 'x', {}]) expect(withAlert([], bad, 9)).toEqual([]);
});
