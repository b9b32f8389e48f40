/**
 * Gates of `[laptiming]`. Two conventions: `lon lat lon lat`, two points along the driving direction, the first of them
 * on the line (Racelogic, RaceChrono, Harry's), and `lat lon lat lon`, the two ends of the gate (RaceBox). Which order
 * it is shows in where the points lie: near the path or not. Along or across shows in the heading at the nearest pass.
 * A line that no fix comes near belongs to another circuit and is left out.
 */
import { type Gate, type GeoPoint, toLocal } from '@outlap/telemetry';
import { bearingRad, gateAcross } from '../gate-ends.ts';
import { type CoordinateStyle, toLatitude, toLongitude } from './coordinates.ts';

const HALF_WIDTH_METRES = 17.5;
const NEAR_METRES = 100;
const LONGEST_GATE_METRES = 250;
const NUMBER = String.raw`([+-]?\d+(?:\.\d+)?)`;
const LINE = new RegExp(
  String.raw`^(\w+)\s+${[NUMBER, NUMBER, NUMBER, NUMBER].join(String.raw`\s+`)}\s*(.*)$`,
);

export type Path = { readonly latitude: Float64Array; readonly longitude: Float64Array };

/** The gates of the section's lines that lie on the path, and a warning for each that does not. */
export function parseGates(
  lines: readonly string[],
  style: CoordinateStyle,
  path: Path,
): { gates: Gate[]; warnings: string[] } {
  const gates: Gate[] = [];
  const warnings: string[] = [];
  for (const line of lines.slice(0, 40)) {
    const match = LINE.exec(line);
    if (!match) continue;
    const [, label = '', w, x, y, z, rest = ''] = match;
    const name = rest.replace(/^[^\p{L}\p{N}]*/u, '').trim() || label;
    const kind = /^start|^finish/i.test(label) ? 'start-finish' : 'sector';
    const gate = placeGate({ kind, name }, [w, x, y, z].map(Number), style, path);
    if (gate) gates.push(gate);
    else warnings.push(`The line "${label}" was left out: the car never comes near it.`);
  }
  return { gates, warnings };
}

type Candidate = { readonly first: GeoPoint; readonly second: GeoPoint; readonly along: boolean };

function placeGate(
  about: Pick<Gate, 'kind' | 'name'>,
  [w = 0, x = 0, y = 0, z = 0]: readonly number[],
  style: CoordinateStyle,
  path: Path,
): Gate | undefined {
  const point = (latitude: number, longitude: number): GeoPoint => ({
    latitude: toLatitude(latitude, style),
    longitude: toLongitude(longitude, style),
  });
  const candidates: Candidate[] = [
    { first: point(x, w), second: point(z, y), along: true },
    { first: point(w, x), second: point(y, z), along: false },
  ];
  let best: { gate: Gate; metres: number } | undefined;
  for (const candidate of candidates) {
    const placed = place(about, candidate, path);
    if (placed && placed.metres < (best?.metres ?? NEAR_METRES)) best = placed;
  }
  return best?.gate;
}

function place(
  about: Pick<Gate, 'kind' | 'name'>,
  { first, second, along }: Candidate,
  path: Path,
) {
  const plane = toLocal(first);
  const length = Math.hypot(plane.x(second.longitude), plane.y(second.latitude));
  if (!(length > 0.1 && length <= LONGEST_GATE_METRES)) return undefined;
  const middle: GeoPoint = {
    latitude: (first.latitude + second.latitude) / 2,
    longitude: plane.longitude(plane.x(second.longitude) / 2),
  };
  const fromFirst = findPass(path, first);
  const fromMiddle = findPass(path, middle);
  const bearing = bearingRad(first, second);
  const turned = angleBetween(bearing, (along ? fromFirst : fromMiddle).headingRad);
  const isAlong = Number.isNaN(turned) ? along : turned < Math.PI / 4;
  return isAlong
    ? {
        metres: fromFirst.metres,
        gate: gateAcross(about, first, bearing, HALF_WIDTH_METRES),
      }
    : { metres: fromMiddle.metres, gate: { ...about, a: first, b: second } };
}

/** Angle between two axes without direction, 0 … π/2. */
function angleBetween(a: number, b: number): number {
  return Math.abs(Math.asin(Math.sin(a - b)));
}

function findPass({ latitude, longitude }: Path, point: GeoPoint) {
  const plane = toLocal(point);
  let metres = Number.POSITIVE_INFINITY;
  let nearest = -1;
  for (let i = 0; i < latitude.length; i++) {
    const away = Math.hypot(
      plane.x(longitude[i] ?? Number.NaN),
      plane.y(latitude[i] ?? Number.NaN),
    );
    if (away < metres) [metres, nearest] = [away, i];
  }
  return { metres, headingRad: headingAt(plane, { latitude, longitude }, nearest) };
}

/** Heading over at least a metre of path around fix `i`; NaN where the car stands. */
function headingAt(plane: ReturnType<typeof toLocal>, path: Path, i: number): number {
  for (let reach = 1; reach <= 20; reach++) {
    const [from, to] = [Math.max(0, i - reach), Math.min(path.latitude.length - 1, i + reach)];
    const x = plane.x(path.longitude[to] ?? 0) - plane.x(path.longitude[from] ?? 0);
    const y = plane.y(path.latitude[to] ?? 0) - plane.y(path.latitude[from] ?? 0);
    if (Math.hypot(x, y) >= 1) return Math.atan2(x, y);
  }
  return Number.NaN;
}
