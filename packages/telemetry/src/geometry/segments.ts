/**
 * Segments and paths in a flat plane, metres. Plain vector algebra: a crossing is the solution of
 * p + t·(q − p) = a + u·(b − a) by cross products; nearest points come from the dot product, clamped to the segment.
 * Assumptions: finite coordinates, except in `pathLength`, which passes over points without a position.
 * Touching counts once along a path: the start of a segment belongs to it, its end to the next one.
 */

/** Where a path segment meets a line: fractions along each, and which side it came from. */
export type Crossing = {
  /** 0 … 1 along the path segment. */
  readonly along: number;
  /** 0 … 1 along the line from `a` to `b`. */
  readonly across: number;
  /** 1 when the path goes from the right of a→b to its left, −1 the other way. */
  readonly direction: 1 | -1;
};

/** The crossing of path segment p→q with line a→b (metres), or undefined where they do not meet or are parallel. */
export function intersectSegments(
  px: number,
  py: number,
  qx: number,
  qy: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): Crossing | undefined {
  const dx = qx - px;
  const dy = qy - py;
  const gx = bx - ax;
  const gy = by - ay;
  const cross = dx * gy - dy * gx;
  if (cross === 0) return undefined;
  const along = ((ax - px) * gy - (ay - py) * gx) / cross;
  const across = ((ax - px) * dy - (ay - py) * dx) / cross;
  if (!(along >= 0 && along < 1 && across >= 0 && across <= 1)) return undefined;
  return { along, across, direction: cross < 0 ? 1 : -1 };
}

/** The point of segment a→b nearest to p: its fraction 0 … 1 along the segment and its distance, metres. */
export function nearestOnSegment(
  px: number,
  py: number,
  ax: number,
  ay: number,
  bx: number,
  by: number,
): { readonly along: number; readonly distanceMetres: number } {
  const gx = bx - ax;
  const gy = by - ay;
  const squared = gx * gx + gy * gy;
  const raw = squared > 0 ? ((px - ax) * gx + (py - ay) * gy) / squared : 0;
  const along = Math.min(1, Math.max(0, raw));
  return {
    along,
    distanceMetres: Math.hypot(px - ax - along * gx, py - ay - along * gy),
  };
}

/** Metres along a path from index `from` to index `to` (inclusive); points that are not finite are passed over. */
export function pathLength(
  xMetres: ArrayLike<number>,
  yMetres: ArrayLike<number>,
  from = 0,
  to = Math.min(xMetres.length, yMetres.length) - 1,
): number {
  let total = 0;
  let lastX = Number.NaN;
  let lastY = Number.NaN;
  for (let i = from; i <= to; i++) {
    const x = xMetres[i] ?? Number.NaN;
    const y = yMetres[i] ?? Number.NaN;
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    if (Number.isFinite(lastX)) total += Math.hypot(x - lastX, y - lastY);
    lastX = x;
    lastY = y;
  }
  return total;
}
