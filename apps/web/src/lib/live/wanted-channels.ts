import type { PanelKind } from './panels.ts';

const WHEELS = ['FrontLeft', 'FrontRight', 'RearLeft', 'RearRight'] as const;

const perWheel = (...stems: readonly string[]) =>
  stems.flatMap((stem) => WHEELS.map((wheel) => `${stem}${wheel}`));

/** What each panel reads beside the traces; names that a session has not are left out. */
const READ_BY: Readonly<Record<PanelKind, readonly string[]>> = {
  timing: [],
  traces: [],
  laps: [],
  gauges: ['speed', 'engineSpeed', 'gear', 'throttle', 'brake', 'steering'],
  map: ['latitude', 'longitude', 'lapProgress', 'lapDistance'],
  tyres: perWheel('tyreTemperature', 'tyrePressure', 'tyreWear'),
  fuel: ['fuelLevel', 'fuelUse'],
  values: [],
};
const MOST_VALUES = 16;

/** The channels a page must have, each once, in an order that does not depend on that of the panels. */
export function wantedChannels(
  panels: readonly { readonly kind: PanelKind }[],
  traces: readonly string[],
  available: readonly string[],
): readonly string[] {
  const wanted = new Set(traces);
  for (const { kind } of panels) for (const name of READ_BY[kind]) wanted.add(name);
  if (panels.some(({ kind }) => kind === 'values'))
    for (const name of valueChannels(available)) wanted.add(name);
  return available.filter((name) => wanted.has(name));
}

/** What the list of values shows: what no gauge or map shows already. */
export function valueChannels(available: readonly string[]): readonly string[] {
  const shown = new Set<string>([...READ_BY.gauges, ...READ_BY.map, ...READ_BY.fuel]);
  return available.filter((name) => !shown.has(name)).slice(0, MOST_VALUES);
}
