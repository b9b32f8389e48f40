/**
 * Which known layout a lap was driven on. Method: coverage = share of the lap's points (every 10 m) within 20 m of the
 * candidate's outline; at least 60 % and 25 points more than the runner-up decide; among candidates closer than that
 * (layouts that share most of their road), direction and then length do. Direction = mean cosine between the lap's
 * heading and that of the outline at the nearest place. Outlines without a place on earth are laid onto the candidate
 * first, which tells shapes but not places. Cost: points of the lap × points of each candidate within 50 km.
 */
import { toLocal } from '../geometry/local-plane.ts';
import { nearestOnSegment } from '../geometry/segments.ts';
import { alignOutline } from './align-outline.ts';
import type { Outline } from './layout.ts';
import { moveOrigin, outlineLength, resampleOutline } from './outline-points.ts';

/** How a lap fits one candidate: shares 0 … 1, direction −1 … 1, length of the lap against that of the candidate. */
export type LayoutFit = {
  readonly coverage: number;
  readonly direction: number;
  readonly lengthRatio: number;
};

/** The layout found, or why there is none: nothing near, driven the other way, another length, or two alike. */
export type LayoutMatch<C> =
  | { readonly kind: 'match'; readonly candidate: C; readonly fit: LayoutFit }
  | { readonly kind: 'reversed'; readonly candidate: C; readonly fit: LayoutFit }
  | { readonly kind: 'none'; readonly reason: 'no-coverage' | 'other-length' | 'ambiguous' };

const SPACING_METRES = 10;
const NEAR_METRES = 20;
const FAR_METRES = 50_000;
const LEAST_COVERAGE = 0.6;
const CLEAR_LEAD = 0.25;
const LENGTH_TOLERANCE = 0.04;
/** Lengths closer than this are alike. */
const LENGTH_LEAD = 0.005;

type Rated<C> = { readonly candidate: C; readonly fit: LayoutFit };

/** The candidate on which the lap behind `lap` was driven. */
export function matchLayout<C extends { readonly outline: Outline | null }>(
  lap: Outline,
  candidates: readonly C[],
): LayoutMatch<C> {
  const rated = candidates
    .flatMap((candidate): Rated<C>[] => {
      const fit = candidate.outline && fitOutline(lap, candidate.outline);
      return fit && fit.coverage >= LEAST_COVERAGE ? [{ candidate, fit }] : [];
    })
    .sort((a, b) => b.fit.coverage - a.fit.coverage);
  const best = rated[0];
  if (!best) return { kind: 'none', reason: 'no-coverage' };
  const close = rated.filter(({ fit }) => fit.coverage > best.fit.coverage - CLEAR_LEAD);
  const sameWay = close.filter(({ fit }) => fit.direction > 0);
  if (sameWay.length === 0) return { kind: 'reversed', ...best };
  const offBy = ({ fit }: Rated<C>): number => Math.abs(fit.lengthRatio - 1);
  const [nearest, second] = sameWay
    .filter((one) => offBy(one) <= LENGTH_TOLERANCE)
    .sort((a, b) => offBy(a) - offBy(b));
  if (!nearest) return { kind: 'none', reason: 'other-length' };
  const alike = second && offBy(second) - offBy(nearest) < LENGTH_LEAD;
  const clearer = second && Math.abs(nearest.fit.coverage - second.fit.coverage) > 0.02;
  if (alike && !clearer) return { kind: 'none', reason: 'ambiguous' };
  const better = alike && second.fit.coverage > nearest.fit.coverage ? second : nearest;
  return { kind: 'match', ...better };
}

/** How one outline lies on another; undefined where they are on different parts of the earth. */
export function fitOutline(lap: Outline, candidate: Outline): LayoutFit | undefined {
  const placed = lap.origin !== null && candidate.origin !== null;
  if (placed && isFar(lap, candidate)) return undefined;
  const laid = placed ? moveOrigin(lap, candidate.origin) : alignOutline(lap, candidate).outline;
  const length = outlineLength(laid);
  const points = resampleOutline(laid, length / SPACING_METRES);
  const road = resampleOutline(candidate, outlineLength(candidate) / SPACING_METRES);
  let near = 0;
  let agreement = 0;
  for (let i = 0; i < points.xMetres.length; i++) {
    const heading = headingAt(points, i);
    const found = nearestHeading(road, points.xMetres[i] ?? 0, points.yMetres[i] ?? 0);
    if (found === undefined) continue;
    near++;
    agreement += Math.cos(heading - found);
  }
  return {
    coverage: near / points.xMetres.length,
    direction: near > 0 ? agreement / near : 0,
    lengthRatio: length / outlineLength(candidate),
  };
}

function isFar({ origin: a }: Outline, { origin: b }: Outline): boolean {
  if (!a || !b) return false;
  const plane = toLocal(b);
  return Math.hypot(plane.x(a.longitude), plane.y(a.latitude)) > FAR_METRES;
}

function headingAt({ xMetres, yMetres }: Outline, i: number): number {
  const next = (i + 1) % xMetres.length;
  const dx = (xMetres[next] ?? 0) - (xMetres[i] ?? 0);
  return Math.atan2((yMetres[next] ?? 0) - (yMetres[i] ?? 0), dx);
}

/** Heading of the nearest segment of the road, or undefined where none is near. */
function nearestHeading(road: Outline, x: number, y: number): number | undefined {
  const { xMetres, yMetres } = road;
  let nearest = NEAR_METRES;
  let found: number | undefined;
  for (let i = 0; i < xMetres.length; i++) {
    const ax = xMetres[i] ?? 0;
    const ay = yMetres[i] ?? 0;
    if (Math.abs(ax - x) + Math.abs(ay - y) > 4 * NEAR_METRES) continue;
    const next = (i + 1) % xMetres.length;
    const segment = nearestOnSegment(x, y, ax, ay, xMetres[next] ?? 0, yMetres[next] ?? 0);
    if (segment.distanceMetres > nearest) continue;
    nearest = segment.distanceMetres;
    found = headingAt(road, i);
  }
  return found;
}
