import { toLocal } from '../geometry/local-plane.ts';
import { nearestOnSegment } from '../geometry/segments.ts';
import type { GeoPoint } from '../recording/recording.ts';
import type { Outline } from './layout.ts';

/** Place `i` of an outline's coordinates, going round. */
const round = (values: Float64Array, i: number): number => {
  const count = values.length;
  return values[((i % count) + count) % count] ?? Number.NaN;
};

/** Metres once round an outline, by its grid. */
export function outlineLength(outline: Outline): number {
  return outline.stepMetres * outline.xMetres.length;
}

/** The point of an outline at a distance from the line (any number: it goes round), metres; NaN on an empty outline. */
export function positionAt(
  { xMetres, yMetres, stepMetres }: Outline,
  distanceMetres: number,
): { readonly xMetres: number; readonly yMetres: number } {
  const place = distanceMetres / stepMetres;
  const i = Math.floor(place);
  const share = place - i;
  const between = (values: Float64Array): number =>
    round(values, i) + share * (round(values, i + 1) - round(values, i));
  return { xMetres: between(xMetres), yMetres: between(yMetres) };
}

/** The same outline with `points` points (at least 8), spaced evenly: for small maps and for comparing. */
export function resampleOutline(outline: Outline, points: number): Outline {
  const count = Math.max(8, Math.round(points));
  const stepMetres = outlineLength(outline) / count;
  const xMetres = new Float64Array(count);
  const yMetres = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    const point = positionAt(outline, i * stepMetres);
    xMetres[i] = point.xMetres;
    yMetres[i] = point.yMetres;
  }
  return { ...outline, stepMetres, xMetres, yMetres };
}

/** The outline told from another origin, as if it had been built there; unchanged where either origin is unknown. */
export function moveOrigin(outline: Outline, origin: GeoPoint | null): Outline {
  if (!origin || !outline.origin) return outline;
  const from = toLocal(outline.origin);
  const to = toLocal(origin);
  return {
    ...outline,
    origin,
    xMetres: outline.xMetres.map((x) => to.x(from.longitude(x))),
    yMetres: outline.yMetres.map((y) => to.y(from.latitude(y))),
  };
}

/**
 * How far left (positive) or right of an outline a point lies, metres: from the nearest segment within `windowMetres`
 * of the distance `aroundMetres`, so that crossing and parallel parts of the track do not count. NaN without a point.
 */
export function lateralOffsetMetres(
  outline: Outline,
  point: { readonly xMetres: number; readonly yMetres: number },
  aroundMetres: number,
  windowMetres = 40,
): number {
  const { xMetres, yMetres, stepMetres } = outline;
  const reach = Math.ceil(Math.min(windowMetres, outlineLength(outline) / 2) / stepMetres);
  const middle = Math.round(aroundMetres / stepMetres);
  let nearest = Infinity;
  let offset = Number.NaN;
  for (let i = middle - reach; i < middle + reach; i++) {
    const ax = round(xMetres, i);
    const ay = round(yMetres, i);
    const bx = round(xMetres, i + 1);
    const by = round(yMetres, i + 1);
    const { distanceMetres } = nearestOnSegment(point.xMetres, point.yMetres, ax, ay, bx, by);
    if (!(distanceMetres < nearest)) continue;
    nearest = distanceMetres;
    const cross = (bx - ax) * (point.yMetres - ay) - (by - ay) * (point.xMetres - ax);
    offset = cross < 0 ? -distanceMetres : distanceMetres;
  }
  return offset;
}
