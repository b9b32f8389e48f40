import type { Session } from '../api.ts';

const NAMES = ['q', 'track', 'vehicle', 'driver', 'team'] as const;
export type FilterName = (typeof NAMES)[number];
export type Filter = Partial<Record<FilterName, string>>;

/** The filter in the search part of an address. */
export function parseFilter(search: string): Filter {
  const params = new URLSearchParams(search);
  return Object.fromEntries(
    NAMES.flatMap((name) => {
      const value = params.get(name);
      return value ? [[name, value]] : [];
    }),
  );
}

/** The search part with one filter set, or taken away by ''; without the question mark. */
export function withFilter(search: string, name: FilterName, value: string): string {
  const params = new URLSearchParams(search);
  if (value) params.set(name, value);
  else params.delete(name);
  return params.toString();
}

/** The vehicles of sessions, each once. */
export function vehiclesOf(sessions: readonly Session[]): { id: string; name: string }[] {
  const byId = new Map<string, { id: string; name: string }>();
  for (const { vehicle } of sessions) if (vehicle) byId.set(vehicle.id, vehicle);
  return [...byId.values()];
}
