import type { User } from '../api.ts';
import type { IconName } from './Icon.svelte';

export type Place = { readonly href: PlacePath; readonly label: string; readonly icon: IconName };
type PlacePath =
  | '/live'
  | '/sessions'
  | '/compare'
  | '/tracks'
  | '/alerts'
  | '/diagnostics'
  | '/team'
  | '/account'
  | '/sync'
  | '/users'
  | '/audit'
  | '/backups';

/** What is always in view: at the left, and the first four of them at the bottom of a phone. */
export const PLACES: readonly Place[] = [
  { href: '/live', label: 'Live', icon: 'live' },
  { href: '/sessions', label: 'Sessions', icon: 'sessions' },
  { href: '/compare', label: 'Compare', icon: 'compare' },
  { href: '/alerts', label: 'Alerts', icon: 'alerts' },
  { href: '/tracks', label: 'Tracks', icon: 'tracks' },
  { href: '/diagnostics', label: 'Diagnostics', icon: 'diagnostics' },
];
export const ON_PHONE = 4;

/** What is behind the person's own button. */
export function listOwnPlaces(user: User | undefined): Place[] {
  const isOwner = user?.roles.includes('owner') ?? false;
  const isModerator = isOwner || (user?.roles.includes('moderator') ?? false);
  return [
    { href: '/account', label: 'Account', icon: 'account' },
    { href: '/sync', label: 'Forwarding', icon: 'export' },
    ...(isModerator ? [{ href: '/users', label: 'People', icon: 'team' } as const] : []),
    ...(isModerator ? [{ href: '/audit', label: 'Audit log', icon: 'shield' } as const] : []),
    ...(isOwner ? [{ href: '/backups', label: 'Backups', icon: 'shield' } as const] : []),
  ];
}
