import type { Schema } from '@outlap/protocol';
import type { Session } from '../api.ts';

type Team = Pick<Schema<'Team'>, 'id' | 'role'>;
const RANKS: readonly Team['role'][] = ['viewer', 'operator', 'admin'];

/** Whether somebody changes and shares a session, or deletes it: its driver, or by their role in its team. */
export function maySession(
  act: 'edit' | 'delete',
  { mine, teamId }: Pick<Session, 'mine' | 'teamId'>,
  teams: readonly Team[],
): boolean {
  const role = teams.find(({ id }) => id === teamId)?.role ?? 'viewer';
  return mine || RANKS.indexOf(role) >= RANKS.indexOf(act === 'edit' ? 'operator' : 'admin');
}
