import type { AuditFilter } from '../identity/calls.ts';

/** Beginnings of actions that one may look for. */
export const WAYS: readonly (readonly [string, string])[] = [
  ['', 'Everything'],
  ['login', 'Sign-ins'],
  ['password', 'Passwords'],
  ['second-factor', 'Second factors'],
  ['key', 'API keys'],
  ['team', 'Teams'],
  ['share', 'Share links'],
  ['export', 'Exports'],
  ['account', 'Accounts'],
  ['impersonation', 'Acting as somebody'],
];
const RESULTS = ['done', 'refused', 'failed'] as const;

/** What the address of the page asks the server for; days are whole days of the reader. */
export function toQuery(search: Pick<URLSearchParams, 'get'>): AuditFilter {
  const result = RESULTS.find((one) => one === search.get('result'));
  const [q, action] = [search.get('q'), search.get('action')];
  const from = startOfDay(search.get('from'), 0);
  const to = startOfDay(search.get('to'), 1);
  return {
    ...(q && { q }),
    ...(action && /^[a-z0-9.-]+$/.test(action) && { action }),
    ...(result && { result }),
    ...(from && { from }),
    ...(to && { to }),
  };
}

function startOfDay(day: string | null, daysLater: number): string | undefined {
  const [, year, month, date] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(day ?? '') ?? [];
  if (!year) return undefined;
  return new Date(Number(year), Number(month) - 1, Number(date) + daysLater).toISOString();
}

/** Where the file with all entries that match is. */
export function exportPath(
  teamId: string | undefined,
  filter: AuditFilter,
  format: 'csv' | 'ndjson',
): string {
  const query = new URLSearchParams({ ...filter, format });
  return `${teamId ? `/api/teams/${teamId}` : '/api'}/audit/export?${query}`;
}

/** `login.password` → `Login: password`. */
export function describeAction(action: string): string {
  const [first = '', ...rest] = action.replaceAll('-', ' ').split('.');
  const head = first.charAt(0).toUpperCase() + first.slice(1);
  return rest.length > 0 ? `${head}: ${rest.join(' ')}` : head;
}
