import { expect, test } from 'vitest';
import { maySession } from './rights.ts';

const TEAM = 'team';
const mayBoth = (mine: boolean, role?: 'viewer' | 'operator' | 'admin') => {
  const teams = role ? [{ id: TEAM, role }] : [];
  return (['edit', 'delete'] as const).map((act) => maySession(act, { mine, teamId: TEAM }, teams));
};

test('what is offered follows the role in the team of the session', () => {
  expect(mayBoth(true)).toEqual([true, true]);
  expect(mayBoth(false)).toEqual([false, false]);
  expect(mayBoth(false, 'viewer')).toEqual([false, false]);
  expect(mayBoth(false, 'operator')).toEqual([true, false]);
  expect(mayBoth(false, 'admin')).toEqual([true, true]);
});

test('a role in another team gives nothing', () => {
  const teams = [{ id: 'other', role: 'admin' }] as const;
  expect(maySession('edit', { mine: false, teamId: TEAM }, teams)).toBe(false);
  expect(maySession('edit', { mine: false, teamId: null }, teams)).toBe(false);
});
