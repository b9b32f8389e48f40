import { pressing } from './car.ts';
import { pitLaneOf } from './driven-line.ts';
import { randomAt } from './noise.ts';
import { gripAt, type ProfileInput } from './profile-forces.ts';

const PIT_SPEED_MPS = 16.6;
const TOP_SPEED_MPS = 95;
/** A braking point can move only within the approach to its corner. */
const APPROACH_METRES = 260;

/** Speed that each node's bend allows, less what the plan gives away, m/s. */
export function cornerLimits(input: ProfileInput): Float64Array {
  const { car, line, condition, course, piece, plan } = input;
  const limits = new Float64Array(line.curvatures.length);
  const lift = car.downforceFactor / condition.massKg;
  for (let k = 0; k < limits.length; k++) {
    const grip = gripAt(input, k) * car.gripAcross;
    const need = Math.abs(line.curvatures[k] ?? 0) - grip * lift;
    const squared = need > 0 ? (grip * pressing(car, condition.massKg, 0)) / need : Infinity;
    limits[k] = Math.min(TOP_SPEED_MPS, Math.sqrt(squared));
  }
  for (const { number, speedShare = 1 } of plan.corners ?? []) {
    const corner = course.corners[number - 1];
    if (!corner || speedShare === 1) continue;
    for (let k = 0; k < limits.length; k++) {
      const metres = (piece.firstNode + k) * course.stepMetres;
      const away = Math.min(1, Math.abs(metres - corner.apexMetres) / 80);
      limits[k]! *= 1 - ((1 - speedShare) * (1 + Math.cos(Math.PI * away))) / 2;
    }
  }
  return limits;
}

/** Lowers the limits to the pit lane's where the car is in it. */
export function pitLimits({ course, piece }: ProfileInput, limits: Float64Array): void {
  if (piece.pit === 'none') return;
  const { entryMetres, exitMetres } = pitLaneOf(course);
  for (let k = 0; k < limits.length; k++) {
    const metres = (piece.firstNode + k) * course.stepMetres;
    const inside = piece.pit === 'leaves' ? metres < exitMetres : metres > entryMetres;
    if (inside) limits[k] = Math.min(limits[k] ?? 0, PIT_SPEED_MPS);
  }
}

/** Braking moved forward before each corner by what the driver leaves as margin or brakes too early. */
export function brakeEarlier(input: ProfileInput, limits: Float64Array): Float64Array {
  const { course, piece, plan, driver, seed } = input;
  const earlier = Float64Array.from(limits);
  const planned = new Map((plan.corners ?? []).map((corner) => [corner.number, corner]));
  const nodeAt = (metres: number): number => Math.round(metres / course.stepMetres);
  let before = 0;
  for (const { number, apexMetres } of course.corners) {
    const spread = driver.brakeSpreadMetres * randomAt(seed + 2, piece.lap * 64 + number);
    const margin =
      driver.brakeMarginMetres + spread + (planned.get(number)?.brakeEarlierMetres ?? 0);
    const apex = nodeAt(apexMetres) - piece.firstNode;
    const from = Math.max(before, apex - nodeAt(APPROACH_METRES));
    lowerAhead(limits, earlier, { from, apex, nodes: Math.max(0, nodeAt(margin)) });
    before = Math.max(0, apex);
  }
  return earlier;
}

/** From `from` to the apex the lowest limit of the next `nodes` nodes counts. */
function lowerAhead(
  limits: Float64Array,
  earlier: Float64Array,
  { from, apex, nodes }: { from: number; apex: number; nodes: number },
): void {
  for (let k = from; k <= apex && k < limits.length; k++) {
    for (let ahead = k + 1; ahead <= Math.min(apex, k + nodes); ahead++) {
      earlier[k] = Math.min(earlier[k] ?? 0, limits[ahead] ?? Infinity);
    }
  }
}
