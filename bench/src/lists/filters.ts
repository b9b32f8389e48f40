import { toId } from './database.ts';

/** Filters of a list as the query of its address; `from` and `to` may be there as well. */
export type Filter = Readonly<Record<string, string>>;

const month = { from: '2024-06-01T00:00:00Z', to: '2024-07-01T00:00:00Z' };
const places = [0, 3, 20, 90, 140];

export const LAP_FILTERS: readonly Filter[] = [
  {},
  { valid: 'true' },
  { kind: 'full' },
  { kind: 'out' },
  month,
  ...places.flatMap((n): Filter[] => {
    const layout = toId('layout', n);
    const vehicle = toId('vehicle', n);
    const driver = `Driver ${n}`;
    return [
      { layout },
      { layout, valid: 'true' },
      { layout, ...month },
      { layout, vehicle },
      { layout, vehicle, driver },
      { layout, kind: 'in' },
      { vehicle },
      { vehicle, ...month },
      { driver },
      { driver, valid: 'true' },
      { driver, ...month },
      { session: toId('session', 311 * n) },
    ];
  }),
];

export const SESSION_FILTERS: readonly Filter[] = [
  {},
  month,
  { q: 'practice' },
  { q: 'pra ib' },
  { q: 'run4711' },
  ...places.flatMap((n): Filter[] => {
    const layout = toId('layout', n);
    const track = toId('track', n % 100);
    const vehicle = toId('vehicle', n);
    const driver = `Driver ${n}`;
    return [
      { q: `driver${n}` },
      { q: `circuit${n % 100} vehicle${n}` },
      { track },
      { track, ...month },
      { layout },
      { vehicle },
      { vehicle, driver },
      { driver },
      { driver, track },
      { driver, ...month },
    ];
  }),
];
