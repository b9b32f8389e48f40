/**
 * The line a car really takes: the racing line moved sideways by the plan (wide at an apex), by the driver's wandering
 * and by the pit lane. Curvature and length follow from geometry: at offset n and slope n', a metre of racing line with
 * curvature κ is √((1 − nκ)² + n'²) metres of road. Offsets are a function of the distance driven since the session
 * began, so that one lap goes on where the one before ended.
 */
import { at } from './array-access.ts';
import { type Course, headingAt } from './course.ts';
import type { Driver, LapPlan } from './lap-plan.ts';
import { smoothAt } from './noise.ts';

/** One pass over the course from the first to the last node (inclusive), node 0 on the line; nodes may run past the lap. */
export type DrivenLine = {
  readonly firstNode: number;
  /** Metres left of the racing line. */
  readonly offsets: Float64Array;
  readonly headings: Float64Array;
  readonly curvatures: Float64Array;
  /** Metres of road from each node to the next. */
  readonly steps: Float64Array;
};

/** Distances from the line, and how far left of the racing line the lane runs, metres. */
export type PitLane = {
  readonly entryMetres: number;
  readonly exitMetres: number;
  readonly offsetMetres: number;
  readonly blendMetres: number;
};

/** Where the pit lane of a course leaves (before the line) and joins (after it). */
export function pitLaneOf(course: Course): PitLane {
  return {
    entryMetres: course.lengthMetres - 260,
    exitMetres: 210,
    offsetMetres: -(course.circuit.widthMetres / 2 + 9),
    blendMetres: 110,
  };
}

/** What a piece has to do with the pit lane. */
export type PitUse = 'leaves' | 'enters' | 'none';

/** A part of a lap, by nodes of the course. */
export type Piece = {
  readonly lap: number;
  readonly firstNode: number;
  readonly lastNode: number;
  readonly pit: PitUse;
};

/** The driven line of one piece of the session. */
export function toDrivenLine(
  course: Course,
  driver: Driver,
  plan: LapPlan,
  piece: Piece,
  seed: number,
): DrivenLine {
  const count = piece.lastNode - piece.firstNode + 1;
  const nodes = course.xMetres.length;
  // Two more nodes on each side, for the differences.
  const wide = new Float64Array(count + 4);
  for (let k = 0; k < wide.length; k++) {
    const node = piece.firstNode + k - 2;
    const metres = (piece.lap * nodes + node) * course.stepMetres;
    wide[k] =
      driver.lineSpreadMetres * smoothAt(seed, metres / 70) +
      planOffset(course, plan, node * course.stepMetres) +
      pitOffset(course, piece.pit, node * course.stepMetres);
  }
  const offsets = wide.slice(2, -2);
  const turned = new Float64Array(count + 2);
  const steps = new Float64Array(count);
  const headings = new Float64Array(count);
  const curvatures = new Float64Array(count);
  for (let k = 0; k < turned.length; k++) {
    const bend = at(course.curvatures, (piece.firstNode + k - 1 + nodes) % nodes);
    const slope = (at(wide, k + 2) - at(wide, k)) / (2 * course.stepMetres);
    turned[k] = Math.atan2(slope, 1 - at(wide, k + 1) * bend);
  }
  for (let k = 0; k < count; k++) {
    const node = (piece.firstNode + k + nodes) % nodes;
    const bend = at(course.curvatures, node);
    const next = at(course.curvatures, (node + 1) % nodes);
    const middle = (at(wide, k + 2) + at(wide, k + 3)) / 2;
    const sideways = at(wide, k + 3) - at(wide, k + 2);
    steps[k] = Math.hypot(course.stepMetres * (1 - (middle * (bend + next)) / 2), sideways);
    headings[k] = headingAt(course, piece.firstNode + k) + at(turned, k + 1);
    const road = course.stepMetres * (1 - at(offsets, k) * bend);
    curvatures[k] = (bend * course.stepMetres + (at(turned, k + 2) - at(turned, k)) / 2) / road;
  }
  return { firstNode: piece.firstNode, offsets, headings, curvatures, steps };
}

const APEX_REACH_METRES = 65;

/** Cosine bump on the outside of each corner that is to be taken wide. */
function planOffset(course: Course, plan: LapPlan, metres: number): number {
  let offset = 0;
  for (const { number, lineWiderMetres = 0 } of plan.corners ?? []) {
    const corner = course.corners[number - 1];
    const away = Math.abs(metres - (corner?.apexMetres ?? Infinity)) / APEX_REACH_METRES;
    if (away >= 1 || lineWiderMetres === 0 || !corner) continue;
    const node = Math.round(corner.apexMetres / course.stepMetres);
    const outside = -Math.sign(at(course.curvatures, node));
    offset += (outside * lineWiderMetres * (1 + Math.cos(Math.PI * away))) / 2;
  }
  return offset;
}

function pitOffset(course: Course, pit: PitUse, metres: number): number {
  if (pit === 'none') return 0;
  const lane = pitLaneOf(course);
  const share =
    pit === 'leaves'
      ? smoothStep((lane.exitMetres + lane.blendMetres - metres) / lane.blendMetres)
      : smoothStep((metres - lane.entryMetres + lane.blendMetres) / lane.blendMetres);
  return lane.offsetMetres * share;
}

/** From 0 at 0 to 1 at 1 with slope and curvature 0 at both ends. */
function smoothStep(x: number): number {
  const t = Math.min(1, Math.max(0, x));
  return t * t * t * (10 - 15 * t + 6 * t * t);
}
