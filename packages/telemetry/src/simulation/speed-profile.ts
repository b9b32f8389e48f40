/**
 * How fast a piece of the session is driven, node by node. Method: the quasi-steady-state profile of lap-time
 * simulation: the corners' limit from grip and downforce, a backward pass that brakes within the friction ellipse, a
 * forward pass that accelerates within ellipse, engine and the driver's throttle foot. The driver enters through the
 * share of grip used, an earlier braking point (the limit is reached that much before), less speed or a wide line in a
 * corner, and a throttle that is opened later. A short kernel at the end rounds off what no foot can do.
 * Assumptions: grip, mass and tyres are those of the beginning of the piece. Cost: linear in nodes.
 */
import { type Car, type CarCondition, forceTable, pressing, resistance, tableAt } from './car.ts';
import type { Course } from './course.ts';
import { type DrivenLine, type Piece, pitLaneOf } from './driven-line.ts';
import type { CornerPlan, Driver, LapPlan } from './lap-plan.ts';
import { randomAt, smoothAt } from './noise.ts';

const PIT_SPEED_MPS = 16.6;
const TOP_SPEED_MPS = 95;
const ROUNDING_METRES = 7;
/** A braking point can move only within the approach to its corner. */
const APPROACH_METRES = 260;

export type ProfileInput = {
  readonly course: Course;
  readonly car: Car;
  readonly driver: Driver;
  readonly plan: LapPlan;
  readonly piece: Piece;
  readonly line: DrivenLine;
  readonly condition: CarCondition;
  readonly seed: number;
  readonly startSpeedMps: number;
  /** The car stops at this node; undefined when it goes on. */
  readonly stopNode: number | undefined;
};

/** Speed at each node of the line, m/s. */
export function toSpeedProfile(input: ProfileInput): Float64Array {
  const limits = cornerLimits(input);
  pitLimits(input, limits);
  const { stopNode, piece } = input;
  if (stopNode !== undefined) {
    for (let k = Math.max(0, stopNode - piece.firstNode); k < limits.length; k++) limits[k] = 0;
  }
  brakeBackward(input, limits);
  const reached = brakeEarlier(input, limits);
  brakeBackward(input, reached);
  const speeds = driveForward(input, reached, undefined);
  const holds = throttleHolds(input, speeds);
  return roundOff(holds ? driveForward(input, reached, holds) : speeds, input.course.stepMetres);
}

/** Grip available to the driver at a node: of the tyres, of his nerve, and a little wandering. */
function gripAt({ plan, driver, condition, course, piece, seed }: ProfileInput, k: number): number {
  const metres = (piece.lap * course.xMetres.length + piece.firstNode + k) * course.stepMetres;
  const share = plan.gripShare ?? driver.gripShare;
  return condition.grip * share * (1 + driver.gripSpread * smoothAt(seed + 1, metres / 160));
}

function cornerLimits(input: ProfileInput): Float64Array {
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

function pitLimits({ course, piece }: ProfileInput, limits: Float64Array): void {
  if (piece.pit === 'none') return;
  const { entryMetres, exitMetres } = pitLaneOf(course);
  for (let k = 0; k < limits.length; k++) {
    const metres = (piece.firstNode + k) * course.stepMetres;
    const inside = piece.pit === 'leaves' ? metres < exitMetres : metres > entryMetres;
    if (inside) limits[k] = Math.min(limits[k] ?? 0, PIT_SPEED_MPS);
  }
}

/** Braking moved forward before each corner by what the driver leaves as margin or brakes too early. */
function brakeEarlier(input: ProfileInput, limits: Float64Array): Float64Array {
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

/** What the ellipse leaves along the road, 0 … 1, at a speed and node. */
function ellipseShare(input: ProfileInput, k: number, speed: number): number {
  const { car, condition, line } = input;
  const most = gripAt(input, k) * car.gripAcross * pressing(car, condition.massKg, speed);
  const used = (speed * speed * Math.abs(line.curvatures[k] ?? 0)) / most;
  return used >= 1 ? 0 : Math.sqrt(1 - used * used);
}

function brakingAt(input: ProfileInput, k: number, speed: number): number {
  const { car, condition, driver } = input;
  const { massKg } = condition;
  const tyres = gripAt(input, k) * car.gripAlong * pressing(car, massKg, speed);
  const brakes = Math.min(tyres * driver.brakeShare, car.brakeForce / massKg);
  return brakes * ellipseShare(input, k, speed) + resistanceAt(input, k, speed);
}

function slopeAt(course: Course, node: number): number {
  const { slopes } = course;
  return slopes[(node + slopes.length) % slopes.length] ?? 0;
}

function brakeBackward(input: ProfileInput, speeds: Float64Array): void {
  for (let k = speeds.length - 2; k >= 0; k--) {
    const next = speeds[k + 1] ?? 0;
    if ((speeds[k] ?? 0) <= next) continue;
    const slowing = Math.max(0.2, brakingAt(input, k + 1, next));
    const reachable = Math.sqrt(next * next + 2 * slowing * (input.line.steps[k] ?? 0));
    speeds[k] = Math.min(speeds[k] ?? 0, reachable);
  }
}

function driveForward(
  input: ProfileInput,
  allowed: Float64Array,
  holds: Uint8Array | undefined,
): Float64Array {
  const { car, line, driver } = input;
  const forces = forceTable(car);
  const speeds = new Float64Array(allowed.length);
  speeds[0] = input.startSpeedMps;
  let pushed = Infinity;
  for (let k = 0; k + 1 < speeds.length; k++) {
    const speed = speeds[k] ?? 0;
    const step = line.steps[k] ?? 0;
    const seconds = step / Math.max(2, speed);
    const most = holds?.[k]
      ? -resistanceAt(input, k, speed)
      : Math.min(accelerationAt(input, forces, k, speed), pushed);
    const free = Math.sqrt(Math.max(0, speed * speed + 2 * most * step));
    const wanted = allowed[k + 1] ?? 0;
    const floor = Math.sqrt(Math.max(0, speed * speed - 2 * brakingAt(input, k, speed) * step));
    const next = Math.max(Math.min(free, wanted), Math.min(floor, speed));
    const taken = (next * next - speed * speed) / (2 * step);
    pushed = Math.max(0, taken) + driver.throttleJerk * seconds;
    speeds[k + 1] = next;
  }
  return speeds;
}

function accelerationAt(
  input: ProfileInput,
  forces: Float64Array,
  k: number,
  speed: number,
): number {
  const { car, condition } = input;
  const { massKg } = condition;
  const traction =
    gripAt(input, k) * car.gripAlong * car.drivenShare * pressing(car, massKg, speed);
  const push = Math.min(tableAt(forces, speed) / massKg, traction * ellipseShare(input, k, speed));
  return push - resistanceAt(input, k, speed);
}

/** What slows the car without its brakes, m/s². */
function resistanceAt(input: ProfileInput, k: number, speed: number): number {
  const { car, condition, line, course, piece } = input;
  const lateral = speed * speed * (line.curvatures[k] ?? 0);
  const slope = slopeAt(course, piece.firstNode + k);
  return resistance(car, condition.massKg, speed, lateral, slope) / condition.massKg;
}

/** Nodes at which the driver stays off the throttle because the plan says so; undefined when it does not. */
function throttleHolds(input: ProfileInput, speeds: Float64Array): Uint8Array | undefined {
  const late = (input.plan.corners ?? []).filter((corner) => corner.throttleLaterMetres);
  if (late.length === 0) return undefined;
  const holds = new Uint8Array(speeds.length);
  for (const corner of late) markHold(input, corner, speeds, holds);
  return holds;
}

function markHold(
  { course, piece }: ProfileInput,
  { number, throttleLaterMetres = 0 }: CornerPlan,
  speeds: Float64Array,
  holds: Uint8Array,
): void {
  const corner = course.corners[number - 1];
  if (!corner) return;
  const apex = Math.round(corner.apexMetres / course.stepMetres) - piece.firstNode;
  const reach = Math.round(60 / course.stepMetres);
  let slowest = Math.max(0, apex - reach);
  for (let k = slowest; k <= Math.min(apex + reach, speeds.length - 1); k++) {
    if ((speeds[k] ?? 0) <= (speeds[slowest] ?? 0)) slowest = k;
  }
  holds.fill(1, slowest, slowest + Math.round(throttleLaterMetres / course.stepMetres));
}

/** Triangular kernel over speed squared (so over energy), narrowing to nothing at both ends. */
function roundOff(speeds: Float64Array, stepMetres: number): Float64Array {
  const reach = Math.round(ROUNDING_METRES / stepMetres);
  const rounded = new Float64Array(speeds.length);
  for (let k = 0; k < speeds.length; k++) {
    const room = Math.min(reach, k, speeds.length - 1 - k);
    let sum = 0;
    let weights = 0;
    for (let j = -room; j <= room; j++) {
      const weight = room + 1 - Math.abs(j);
      sum += weight * (speeds[k + j] ?? 0) ** 2;
      weights += weight;
    }
    rounded[k] = Math.sqrt(sum / weights);
  }
  return rounded;
}
