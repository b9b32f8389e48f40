import type { TeamRole } from '../identity/calls.ts';

export const ROLES: readonly { role: TeamRole; label: string; about: string }[] = [
  { role: 'viewer', label: 'Viewer', about: 'sees sessions, laps and alerts' },
  {
    role: 'operator',
    label: 'Operator',
    about: 'also records, sets alerts, exports, asks the car',
  },
  { role: 'admin', label: 'Admin', about: 'also runs the team: members, settings, single sign-on' },
];
