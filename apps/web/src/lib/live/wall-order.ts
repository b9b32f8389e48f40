import type { LinkState, LiveState } from '@outlap/protocol';
import type { Session } from '../api.ts';

/** One running car on the wall. */
export type WallCar = {
  readonly session: Session;
  readonly state: LiveState | undefined;
  readonly link: LinkState | undefined;
  /** Seconds since anything was heard of it. */
  readonly silentSeconds: number;
  readonly ended: boolean;
};

export const WALL_COLUMNS = [
  { key: 'name', label: 'Car' },
  { key: 'lap', label: 'Lap' },
  { key: 'last', label: 'Last' },
  { key: 'best', label: 'Best' },
  { key: 'delta', label: 'Delta' },
  { key: 'speed', label: 'Speed' },
  { key: 'sector', label: 'Sector' },
] as const;
export type WallKey = (typeof WALL_COLUMNS)[number]['key'];
export type WallOrder = { readonly key: WallKey; readonly descending: boolean };

const STALE_SECONDS = 4;

export function isStale({ silentSeconds, link, ended }: WallCar): boolean {
  return ended || silentSeconds > STALE_SECONDS || link?.connected === false;
}

/** The driver, else the car, else what the session is called. */
export function nameOf({ session }: WallCar): string {
  return session.driver ?? session.vehicle?.name ?? session.name;
}

const VALUES: Readonly<
  Record<Exclude<WallKey, 'name'>, (car: WallCar) => number | null | undefined>
> = {
  lap: ({ state }) => state?.lapNumber,
  last: ({ state }) => state?.lastLapSeconds,
  best: ({ state }) => state?.bestLapSeconds,
  delta: ({ state }) => state?.deltaSeconds,
  speed: ({ state }) => state?.speedMps,
  sector: ({ state }) => state?.sectorIndex,
};

/** Cars in order; those without the value stay at the end either way, equal ones by name. */
export function sortCars(cars: readonly WallCar[], order: WallOrder): WallCar[] {
  const sign = order.descending ? -1 : 1;
  const byName = (a: WallCar, b: WallCar) =>
    nameOf(a).localeCompare(nameOf(b)) || a.session.id.localeCompare(b.session.id);
  const { key } = order;
  if (key === 'name') return [...cars].sort((a, b) => sign * byName(a, b));
  const valueOf = VALUES[key];
  return [...cars].sort((a, b) => {
    const [x, y] = [valueOf(a) ?? null, valueOf(b) ?? null];
    if (x === null || y === null) return x === y ? byName(a, b) : x === null ? 1 : -1;
    return sign * (x - y) || byName(a, b);
  });
}

/** Which rows of a long list are in view, with some to spare. */
export function rowsInView(
  { top, viewport }: { readonly top: number; readonly viewport: number },
  rowHeight: number,
  count: number,
): { readonly first: number; readonly last: number } {
  const spare = 8;
  const first = Math.max(0, Math.min(count, Math.floor(-top / rowHeight) - spare));
  const last = Math.min(count, Math.ceil((viewport - top) / rowHeight) + spare);
  return { first, last: Math.max(first, last) };
}

/** The layout that all cars drive on; undefined when there are several, or none is known. */
export function commonLayout(cars: readonly WallCar[]): string | undefined {
  const ids = new Set(cars.map(({ session }) => session.track?.layoutId));
  const [id] = ids;
  return ids.size === 1 ? id : undefined;
}
