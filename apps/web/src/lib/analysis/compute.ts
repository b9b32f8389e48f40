import {
  alignedTraces,
  type ComparedLayout,
  type Comparison,
  compareLaps,
  type LapData,
  type LapTraces,
  projectPath,
  type Refusal,
  timedTraces,
  toLocal,
} from '@outlap/telemetry';
import { looseTraces } from './loose-traces.ts';
import type { CompareAnswer, ComparedLap, CompareRequest, LayoutFacts } from './messages.ts';

/** Channels that alignment, corners and findings read, where a lap has them. */
export const ANALYSIS_CHANNELS: readonly string[] = [
  'lapDistance',
  'lapProgress',
  'distance',
  'speed',
  'latitude',
  'longitude',
  'positionX',
  'positionY',
  'positionZ',
  'throttle',
  'brake',
  'brakePressureFront',
  'gear',
  'longitudinalAcceleration',
  'lateralAcceleration',
  'yawRate',
];
const POSITION = ['latitude', 'longitude'] as const;
const MOST_POINTS = 4000;
const LEAST_GRID_SECONDS = 1 / 60;

/** Lays the laps on one grid and compares each with the first one. Laps that do not fit are said to be refused. */
export function compareStored(laps: readonly LapData[], request: CompareRequest): CompareAnswer {
  const layout = toLayout(request.layout);
  const ids = request.laps.map(({ id }) => id);
  const [reference] = laps;
  if (!reference) return { x: request.x, grid: new Float64Array(), laps: [] };
  const gridMetres = Math.max(1, layout.lengthMetres / MOST_POINTS);
  const results = laps.map((lap, i) =>
    i === 0 ? null : compareLaps(reference, lap, layout, { gridMetres }),
  );
  const fitting = laps.filter((_, i) => results[i]?.kind !== 'refused');
  const names = [...request.channels, ...POSITION];
  const traces =
    request.x === 'time'
      ? timedTraces(fitting, names, layout, gridSeconds(fitting))
      : alignedTraces(fitting, names, layout, gridMetres);
  if (traces.kind === 'refused') return looseTraces(laps, request);
  let next = 0;
  return {
    x: request.x,
    grid: traces.grid,
    laps: ids.map((id, i): ComparedLap => {
      const result = results[i] ?? null;
      if (result?.kind === 'refused') return emptyLap(id, result);
      const own = traces.laps[next++];
      return own ? toCompared(id, own, result, request, traces.mode) : emptyLap(id, null);
    }),
  };
}

function gridSeconds(laps: readonly LapData[]): number {
  const longest = Math.max(...laps.map(({ lap }) => lap.timeSeconds));
  return Math.max(LEAST_GRID_SECONDS, longest / MOST_POINTS);
}

function toCompared(
  id: string,
  own: LapTraces,
  comparison: Comparison | null,
  { channels, layout }: CompareRequest,
  mode: 'position' | 'time',
): ComparedLap {
  return {
    id,
    comparison,
    refusal: null,
    elapsedSeconds: own.elapsedSeconds,
    distanceMetres: own.distanceMetres,
    deltaSeconds: comparison && deltaAt(comparison, own.distanceMetres, mode),
    traces: channels.map((name) => own.channels[name] ?? null),
    line: lineOf(own, layout),
  };
}

/** The delta where the lap is: on a grid of time, that is where it is at that time. */
function deltaAt(
  { delta }: Comparison,
  distanceMetres: Float64Array,
  mode: 'position' | 'time',
): Float64Array {
  if (mode === 'position' && delta.seconds.length === distanceMetres.length)
    return delta.seconds.slice();
  const last = delta.seconds.length - 1;
  const step = (delta.distanceMetres[last] ?? 1) / Math.max(1, last);
  return distanceMetres.map((metres) => {
    const at = Math.min(last, Math.max(0, metres / step));
    const i = Math.min(last - 1, Math.floor(at));
    const a = delta.seconds[i] ?? Number.NaN;
    return a + ((delta.seconds[i + 1] ?? a) - a) * (at - i);
  });
}

function lineOf(own: LapTraces, { outline }: LayoutFacts): ComparedLap['line'] {
  const [latitudes, longitudes] = POSITION.map((name) => own.channels[name]);
  if (!latitudes || !longitudes || (outline && !outline.origin)) return null;
  const origin = outline?.origin ?? {
    latitude: latitudes[0] ?? Number.NaN,
    longitude: longitudes[0] ?? Number.NaN,
  };
  const { xMetres, yMetres } = projectPath(toLocal(origin), latitudes, longitudes);
  return { x: xMetres, y: yMetres };
}

function emptyLap(id: string, refusal: Refusal | null): ComparedLap {
  return {
    id,
    comparison: null,
    refusal,
    elapsedSeconds: null,
    distanceMetres: null,
    deltaSeconds: null,
    traces: [],
    line: null,
  };
}

function toLayout({ lengthMetres, outline, corners }: LayoutFacts): ComparedLayout {
  return {
    lengthMetres,
    outline: outline && {
      ...outline,
      xMetres: Float64Array.from(outline.xMetres),
      yMetres: Float64Array.from(outline.yMetres),
    },
    ...(corners.length > 0 ? { corners } : {}),
  };
}

/** Every buffer of an answer once, to be handed over instead of copied. */
export function buffersOf(answer: CompareAnswer): ArrayBuffer[] {
  const found = new Set<ArrayBuffer>();
  const visit = (value: unknown): void => {
    if (value instanceof Float64Array) found.add(value.buffer as ArrayBuffer);
    else if (Array.isArray(value)) value.forEach(visit);
    else if (typeof value === 'object' && value !== null) Object.values(value).forEach(visit);
  };
  visit(answer);
  return [...found];
}
