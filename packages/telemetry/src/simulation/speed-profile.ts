/**
 * How fast a piece of the session is driven, node by node. Method: the quasi-steady-state profile of lap-time
 * simulation: the corners' limit from grip and downforce, a backward pass that brakes within the friction ellipse, a
 * forward pass that accelerates within ellipse, engine and the driver's throttle foot. The driver enters through the
 * share of grip used, an earlier braking point (the limit is reached that much before), less speed or a wide line in a
 * corner, and a throttle that is opened later. A short kernel at the end rounds off what no foot can do.
 * Assumptions: grip, mass and tyres are those of the beginning of the piece. Cost: linear in nodes.
 */
import { forceTable } from './car.ts';
import type { CornerPlan } from './lap-plan.ts';
import { accelerationAt, brakingAt, type ProfileInput, resistanceAt } from './profile-forces.ts';
import { brakeEarlier, cornerLimits, pitLimits } from './speed-limits.ts';

const ROUNDING_METRES = 7;

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
