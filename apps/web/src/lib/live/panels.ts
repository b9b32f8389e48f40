/** What a live page is made of. */
export const PANELS = {
  timing: { label: 'Lap clock and delta', least: [4, 3] },
  gauges: { label: 'Gauges', least: [3, 4] },
  traces: { label: 'Traces', least: [4, 6] },
  map: { label: 'Track map', least: [3, 5] },
  laps: { label: 'Laps and sectors', least: [3, 4] },
  tyres: { label: 'Tyres', least: [2, 4] },
  fuel: { label: 'Fuel', least: [2, 3] },
  values: { label: 'Values', least: [2, 3] },
} as const satisfies Record<string, { label: string; least: readonly [number, number] }>;
export type PanelKind = keyof typeof PANELS;

export const GRID_COLUMNS = 12;
const MOST_ROWS = 40;

/** A panel in its place: columns of twelve, rows of a fixed height. */
export type Panel = { readonly kind: PanelKind; readonly columns: number; readonly rows: number };

/** `circuit-sim`, `circuit-gps` or `road`: a page of one kind is remembered apart from the others. */
export type SourceKind = 'circuit-sim' | 'circuit-gps' | 'road';

export type Arrangement = {
  readonly panels: readonly Panel[];
  /** Channels of the traces, first at the top. */
  readonly traces: readonly string[];
};

/** What a session offers, as far as a page's arrangement depends on it. */
export type Offer = {
  readonly channels: readonly { readonly name: string }[];
  readonly source: string;
  readonly hasLayout: boolean;
};

const TRACE_ORDER = [
  'speed',
  'throttle',
  'brake',
  'steering',
  'gear',
  'engineSpeed',
  'engineLoad',
  'lateralAcceleration',
  'longitudinalAcceleration',
  'manifoldPressure',
  'engineCoolantTemperature',
  'intakeAirTemperature',
  'fuelLevel',
  'batteryVoltage',
];
const MOST_AT_FIRST = 6;

export function kindOf({ channels, source, hasLayout }: Offer): SourceKind {
  const has = (name: string) => channels.some((channel) => channel.name === name);
  const isCircuit = hasLayout || has('lapProgress') || has('lapDistance') || has('lapNumber');
  if (!isCircuit || source === 'obd') return hasLayout ? 'circuit-gps' : 'road';
  return has('lapProgress') || has('lapDistance') ? 'circuit-sim' : 'circuit-gps';
}

/** Whether a panel has anything to show. */
export function isOffered(kind: PanelKind, offer: Offer): boolean {
  const has = (start: string) => offer.channels.some(({ name }) => name.startsWith(start));
  switch (kind) {
    case 'map':
      return offer.hasLayout || (has('latitude') && has('longitude'));
    case 'tyres':
      return has('tyreTemperature') || has('tyrePressure') || has('tyreWear');
    case 'fuel':
      return has('fuelLevel');
    case 'timing':
    case 'laps':
      return kindOf(offer) !== 'road';
    default:
      return offer.channels.length > 0;
  }
}

/** How a session's page looks before anybody changed it. */
export function arrangeFor(offer: Offer): Arrangement {
  const offered = (panels: readonly Panel[]) => panels.filter(({ kind }) => isOffered(kind, offer));
  return {
    panels: kindOf(offer) === 'road' ? offered(roadPanels(offer)) : offered(circuitPanels(offer)),
    traces: tracesFor(offer),
  };
}

function circuitPanels(offer: Offer): Panel[] {
  const hasTyres = isOffered('tyres', offer);
  const hasFuel = isOffered('fuel', offer);
  const below = hasTyres || hasFuel ? 6 : 0;
  return [
    panel('timing', 8, 4),
    panel('gauges', 4, 6),
    panel('traces', 8, 22),
    panel('map', 4, 9),
    panel('laps', 4, 11 - below),
    panel('tyres', hasFuel ? 2 : 4, 6),
    panel('fuel', hasTyres ? 2 : 4, 6),
  ];
}

function roadPanels(offer: Offer): Panel[] {
  const hasMap = isOffered('map', offer);
  return [
    panel('gauges', hasMap ? 8 : 12, 6),
    panel('map', 4, 14),
    panel('traces', 8, 20),
    panel('values', 4, hasMap ? 8 : 14),
    panel('fuel', 4, hasMap ? 4 : 6),
  ];
}

const panel = (kind: PanelKind, columns: number, rows: number): Panel => ({ kind, columns, rows });

function tracesFor({ channels }: Offer): readonly string[] {
  const known = TRACE_ORDER.filter((name) => channels.some((channel) => channel.name === name));
  if (known.length > 0) return known.slice(0, MOST_AT_FIRST);
  return channels.slice(0, MOST_AT_FIRST).map(({ name }) => name);
}

/** A panel moved by `by` places; the same list when it cannot. */
export function movePanel(panels: readonly Panel[], from: number, by: number): readonly Panel[] {
  const to = Math.min(panels.length - 1, Math.max(0, from + by));
  const moved = panels[from];
  if (!moved || to === from) return panels;
  const rest = panels.filter((_, i) => i !== from);
  return [...rest.slice(0, to), moved, ...rest.slice(to)];
}

/** A panel made wider or taller, within what it needs and what there is. */
export function resizePanel(
  panels: readonly Panel[],
  index: number,
  size: { readonly columns: number; readonly rows: number },
): readonly Panel[] {
  return panels.map((one, i) =>
    i === index ? { kind: one.kind, ...sizeFor(one.kind, size) } : one,
  );
}

function sizeFor(kind: PanelKind, size: { columns: number; rows: number }): Omit<Panel, 'kind'> {
  const [columns, rows] = PANELS[kind].least;
  return {
    columns: Math.min(GRID_COLUMNS, Math.max(columns, Math.round(size.columns))),
    rows: Math.min(MOST_ROWS, Math.max(rows, Math.round(size.rows))),
  };
}

/** A new panel at the end, of a size between its least and all there is. */
export function addPanel(panels: readonly Panel[], kind: PanelKind): readonly Panel[] {
  const [columns, rows] = PANELS[kind].least;
  return [...panels, panel(kind, Math.max(4, columns), rows + 2)];
}

/** An arrangement as it was stored by an earlier visit; undefined when it is none. */
export function parseArrangement(stored: unknown): Arrangement | undefined {
  if (typeof stored !== 'object' || stored === null) return undefined;
  const { panels, traces } = stored as { panels?: unknown; traces?: unknown };
  if (!Array.isArray(panels) || !Array.isArray(traces)) return undefined;
  return {
    panels: panels.flatMap((one) => parsePanel(one) ?? []),
    traces: traces.filter((name): name is string => typeof name === 'string'),
  };
}

function parsePanel(stored: unknown): Panel | undefined {
  const { kind, columns, rows } = (stored ?? {}) as Record<string, unknown>;
  if (typeof kind !== 'string' || !isPanelKind(kind)) return undefined;
  if (typeof columns !== 'number' || typeof rows !== 'number') return undefined;
  return { kind, ...sizeFor(kind, { columns, rows }) };
}

function isPanelKind(kind: string): kind is PanelKind {
  return Object.hasOwn(PANELS, kind);
}
