import { type Car, type CarCondition, pressing, resistance, tableAt } from './car.ts';
import type { Course } from './course.ts';
import type { DrivenLine, Piece } from './driven-line.ts';
import type { Driver, LapPlan } from './lap-plan.ts';
import { smoothAt } from './noise.ts';

/** Who drives what, where, in which condition. */
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

/** Grip available to the driver at a node: of the tyres, of his nerve, and a little wandering. */
export function gripAt(
  { plan, driver, condition, course, piece, seed }: ProfileInput,
  k: number,
): number {
  const metres = (piece.lap * course.xMetres.length + piece.firstNode + k) * course.stepMetres;
  const share = plan.gripShare ?? driver.gripShare;
  return condition.grip * share * (1 + driver.gripSpread * smoothAt(seed + 1, metres / 160));
}

function slopeAt(course: Course, node: number): number {
  const { slopes } = course;
  return slopes[(node + slopes.length) % slopes.length] ?? 0;
}

/** What slows the car without its brakes, m/s². */
export function resistanceAt(input: ProfileInput, k: number, speed: number): number {
  const { car, condition, line, course, piece } = input;
  const lateral = speed * speed * (line.curvatures[k] ?? 0);
  const slope = slopeAt(course, piece.firstNode + k);
  return resistance(car, condition.massKg, speed, lateral, slope) / condition.massKg;
}

/** What the ellipse leaves along the road, 0 … 1, at a speed and node. */
function ellipseShare(input: ProfileInput, k: number, speed: number): number {
  const { car, condition, line } = input;
  const most = gripAt(input, k) * car.gripAcross * pressing(car, condition.massKg, speed);
  const used = (speed * speed * Math.abs(line.curvatures[k] ?? 0)) / most;
  return used >= 1 ? 0 : Math.sqrt(1 - used * used);
}

/** Most deceleration that the driver asks for at a node and speed, m/s². */
export function brakingAt(input: ProfileInput, k: number, speed: number): number {
  const { car, condition, driver } = input;
  const { massKg } = condition;
  const tyres = gripAt(input, k) * car.gripAlong * pressing(car, massKg, speed);
  const brakes = Math.min(tyres * driver.brakeShare, car.brakeForce / massKg);
  return brakes * ellipseShare(input, k, speed) + resistanceAt(input, k, speed);
}

/** Most acceleration at a node and speed, m/s², negative where the car cannot hold its speed. */
export function accelerationAt(
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
