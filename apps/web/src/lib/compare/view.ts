/** What the compare page shows, as its URL has it. Nothing else decides what is drawn. */
export type CompareView = {
  /** The lap the others are compared with; null until one is chosen. */
  readonly reference: string | null;
  /** The other laps, in the order of their colours. */
  readonly laps: readonly string[];
  /** The lap that map, corners and findings speak of; null means the first one. */
  readonly focus: string | null;
  /** null means the channels of the preferences. */
  readonly channels: readonly string[] | null;
  readonly x: 'distance' | 'time';
  /** The part of the axis in view, metres or seconds; null means all of it. */
  readonly from: number | null;
  readonly to: number | null;
  readonly cursor: number | null;
  /** What colours the map: `delta` or a channel. */
  readonly colour: string;
};

export const EMPTY_VIEW: CompareView = {
  reference: null,
  laps: [],
  focus: null,
  channels: null,
  x: 'distance',
  from: null,
  to: null,
  cursor: null,
  colour: 'delta',
};

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MOST_LAPS = 24;

/** Reads a view from a URL; what is not understood is left out. */
export function parseView(search: URLSearchParams): CompareView {
  const reference = idOf(search.get('reference'));
  const laps = listOf(search.get('laps')).filter((id) => ID.test(id) && id !== reference);
  const focus = idOf(search.get('focus'));
  const from = numberOf(search.get('from'));
  const to = numberOf(search.get('to'));
  const isRange = from !== null && to !== null && to > from;
  return {
    reference,
    laps: [...new Set(laps)].slice(0, MOST_LAPS),
    focus: focus !== null && laps.includes(focus) ? focus : null,
    channels: search.has('channels') ? [...new Set(listOf(search.get('channels')))] : null,
    x: search.get('x') === 'time' ? 'time' : 'distance',
    from: isRange ? from : null,
    to: isRange ? to : null,
    cursor: numberOf(search.get('cursor')),
    colour: search.get('colour') || 'delta',
  };
}

/** The search part of a URL that `parseView` reads back to the same view; '' for an empty one. */
export function toSearch(view: CompareView): string {
  const pairs: [string, string][] = [];
  if (view.reference) pairs.push(['reference', view.reference]);
  if (view.laps.length > 0) pairs.push(['laps', view.laps.join(',')]);
  if (view.focus) pairs.push(['focus', view.focus]);
  if (view.channels) pairs.push(['channels', view.channels.map(encode).join(',')]);
  if (view.x === 'time') pairs.push(['x', 'time']);
  const decimals = view.x === 'time' ? 3 : 1;
  const put = (name: string, value: number | null) => {
    if (value !== null) pairs.push([name, String(Number(value.toFixed(decimals)))]);
  };
  put('from', view.from);
  put('to', view.to);
  put('cursor', view.cursor);
  if (view.colour !== 'delta') pairs.push(['colour', encodeURIComponent(view.colour)]);
  return pairs.length > 0 ? `?${pairs.map(([name, value]) => `${name}=${value}`).join('&')}` : '';
}

/** The address of a comparison; the first lap is the reference. */
export function compareAddress(
  reference: string,
  laps: readonly string[],
  more: Partial<CompareView> = {},
): `/compare?${string}` {
  return `/compare?${toSearch({ ...EMPTY_VIEW, ...more, reference, laps }).slice(1)}`;
}

function idOf(value: string | null): string | null {
  return value !== null && ID.test(value) ? value : null;
}

function listOf(value: string | null): string[] {
  if (!value) return [];
  return value.split(',').map(decode).filter(Boolean);
}

/** Commas are encoded once more inside the list, so that one in a name does not part it. */
function encode(name: string): string {
  return encodeURIComponent(name.replace(/[%,]/g, encodeURIComponent));
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function numberOf(value: string | null): number | null {
  if (value === null || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}
