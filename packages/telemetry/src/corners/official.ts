/**
 * Official numbers and names for detected corners: an alignment of two ordered lists by dynamic programming. A pair may
 * be 450 m apart in the strict pass, 650 m in the loose one; official corners may be left out free of charge (bends that
 * detection does not count), detected ones may not. The sum of distances is least.
 * It refuses to guess: where a detected corner stays without a partner, where more than half of the pairs are weak
 * (beyond 150 m), or where a shift of the list by one fits within a tenth as well, all keep their own numbers.
 * World positions more than 60 m off the line are dropped before.
 */
import type { Corner } from './corner.ts';
import { at } from '../distance/interpolation.ts';
import { nearestWithin } from '../distance/projection.ts';
import type { ReferenceLine } from '../distance/reference-line.ts';
import type { OfficialCorner } from '../track/layout.ts';

type Placed = { readonly number: number; readonly name: string; readonly metres: number };
type Alignment = { readonly partners: readonly number[]; readonly cost: number };

const PASSES_METRES = [450, 650] as const;
const WEAK_METRES = 150;
const OFF_LINE_METRES = 60;

/** The corners with official numbers and names, or unchanged where the lists do not agree beyond doubt. */
export function nameCorners(
  corners: readonly Corner[],
  official: readonly OfficialCorner[],
  lengthMetres: number,
  line?: ReferenceLine,
): Corner[] {
  const placed = official
    .flatMap((corner) => place(corner, lengthMetres, line))
    .sort((a, b) => a.metres - b.metres);
  if (corners.length === 0 || placed.length < corners.length) return [...corners];
  for (const radius of PASSES_METRES) {
    const found = align(corners, placed, radius);
    if (!found) continue;
    if (isDoubtful(corners, placed, found)) break;
    return corners.map((corner, i) => {
      const partner = placed[found.partners[i] ?? -1];
      return partner ? { ...corner, number: partner.number, name: partner.name || null } : corner;
    });
  }
  return [...corners];
}

function place(corner: OfficialCorner, lengthMetres: number, line?: ReferenceLine): Placed[] {
  const { number, name, position, distanceMetres } = corner;
  if (position && line?.plane) {
    const match = { metres: 0, squared: 0, segment: 0 };
    const x = line.plane.x(position.longitude);
    const y = line.plane.y(position.latitude);
    nearestWithin(line, x, y, 0, lengthMetres, match);
    return match.squared <= OFF_LINE_METRES ** 2 ? [{ number, name, metres: match.metres }] : [];
  }
  const metres = distanceMetres ?? Number.NaN;
  return Number.isFinite(metres) ? [{ number, name, metres }] : [];
}

/** Least-cost rising assignment of every corner to a place within `radius`, or undefined when one stays alone. */
function align(
  corners: readonly Corner[],
  placed: readonly Placed[],
  radius: number,
): Alignment | undefined {
  const width = placed.length + 1;
  const cost = new Float64Array((corners.length + 1) * width).fill(Number.POSITIVE_INFINITY);
  cost.fill(0, 0, width);
  for (let i = 1; i <= corners.length; i++) {
    for (let j = 1; j <= placed.length; j++) {
      const apart = Math.abs((corners[i - 1]?.apexMetres ?? 0) - (placed[j - 1]?.metres ?? 0));
      const paired = apart <= radius ? at(cost, (i - 1) * width + j - 1) + apart : Infinity;
      cost[i * width + j] = Math.min(at(cost, i * width + j - 1), paired);
    }
  }
  const total = at(cost, cost.length - 1);
  if (!Number.isFinite(total)) return undefined;
  const partners = new Array<number>(corners.length).fill(-1);
  let j = placed.length;
  for (let i = corners.length; i > 0; i--) {
    while (j > 1 && at(cost, i * width + j - 1) === at(cost, i * width + j)) j--;
    partners[i - 1] = --j;
  }
  return { partners, cost: total };
}

function isDoubtful(
  corners: readonly Corner[],
  placed: readonly Placed[],
  { partners, cost }: Alignment,
): boolean {
  const apart = (shift: number): number[] =>
    corners.map((corner, i) => {
      const partner = placed[(partners[i] ?? 0) + shift];
      return partner ? Math.abs(partner.metres - corner.apexMetres) : Number.POSITIVE_INFINITY;
    });
  const weak = apart(0).filter((metres) => metres > WEAK_METRES).length;
  const total = (metres: readonly number[]): number => metres.reduce((sum, one) => sum + one, 0);
  const rival = Math.min(total(apart(1)), total(apart(-1)));
  return weak * 2 > corners.length || (cost > 50 * corners.length && rival < cost * 1.1);
}
