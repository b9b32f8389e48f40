/**
 * A circuit made ready to be driven: its racing line on a uniform grid with heading and curvature, corner by corner.
 * Distance round the lap is measured along this line, from the start/finish line. The line's points go through a
 * Catmull-Rom spline, are spaced evenly by arc length, and heading and curvature come from differences over ± 3 m.
 */
import { at } from './array-access.ts';
import type { Circuit } from './circuit.ts';
import type { OfficialCorner } from '../track/layout.ts';
import { toCentreLine } from './centre-line.ts';
import { findRacingLine } from './racing-line.ts';

/** A named corner of a course. */
export type CourseCorner = {
  readonly number: number;
  readonly name: string;
  /** Middle of the corner on the racing line, metres from the start/finish line. */
  readonly apexMetres: number;
};

/** The ideal line of a circuit; arrays have one value every `stepMetres`, the last one short of the line by one step. */
export type Course = {
  readonly circuit: Circuit;
  readonly lengthMetres: number;
  readonly stepMetres: number;
  readonly xMetres: Float64Array;
  readonly yMetres: Float64Array;
  /** Radians counter-clockwise from east, not wrapped: it grows or falls by 2π a lap. */
  readonly headings: Float64Array;
  /** 1/m, left positive. */
  readonly curvatures: Float64Array;
  readonly altitudesMetres: Float64Array;
  /** Rise per metre driven. */
  readonly slopes: Float64Array;
  readonly corners: readonly CourseCorner[];
};

const CENTRE_STEP_METRES = 2;
const CAR_ROOM_METRES = 1.3;
const SPLINE_PARTS = 8;

const built = new WeakMap<Circuit, Course>();

/** The course of a circuit, with a grid of about 1 m. Made once a circuit (some tens of milliseconds). */
export function toCourse(circuit: Circuit): Course {
  let course = built.get(circuit);
  if (!course) {
    course = buildCourse(circuit);
    built.set(circuit, course);
  }
  return course;
}

/** The corners of a circuit as a track file would give them. */
export function officialCornersOf(circuit: Circuit): OfficialCorner[] {
  return toCourse(circuit).corners.map(({ number, name, apexMetres }) => ({
    number,
    name,
    position: null,
    distanceMetres: apexMetres,
  }));
}

function buildCourse(circuit: Circuit): Course {
  const centre = toCentreLine(circuit, CENTRE_STEP_METRES);
  const offsets = findRacingLine(centre, circuit.widthMetres / 2 - CAR_ROOM_METRES);
  const shift = (base: Float64Array, normal: Float64Array): Float64Array =>
    base.map((value, i) => value + at(offsets, i) * at(normal, i));
  const x = shift(centre.xMetres, centre.normalX);
  const y = shift(centre.yMetres, centre.normalY);
  const even = spaceEvenly(x, y);
  const { headings, curvatures } = bendOf(even.x, even.y, even.step);
  const lengthMetres = even.step * even.x.length;
  const named = circuit.bends.flatMap((bend, i) =>
    bend.name === '' ? [] : [{ name: bend.name, metres: even.metresAt(at(centre.bendIndices, i)) }],
  );
  return {
    circuit,
    lengthMetres,
    stepMetres: even.step,
    xMetres: even.x,
    yMetres: even.y,
    headings,
    curvatures,
    ...heights(circuit, even.x.length, lengthMetres),
    corners: named.map(({ name, metres }, i) => ({ number: i + 1, name, apexMetres: metres })),
  };
}

function heights(circuit: Circuit, count: number, lengthMetres: number) {
  const altitudesMetres = new Float64Array(count).fill(circuit.altitudeMetres);
  const slopes = new Float64Array(count);
  for (const { metres, waves, turns } of circuit.hills) {
    const pace = (2 * Math.PI * waves) / lengthMetres;
    for (let i = 0; i < count; i++) {
      const phase = 2 * Math.PI * (turns + (waves * i) / count);
      altitudesMetres[i]! += metres * Math.sin(phase);
      slopes[i]! += metres * pace * Math.cos(phase);
    }
  }
  return { altitudesMetres, slopes };
}

function spaceEvenly(x: Float64Array, y: Float64Array) {
  const n = x.length;
  const fineX = new Float64Array(n * SPLINE_PARTS + 1);
  const fineY = new Float64Array(n * SPLINE_PARTS + 1);
  const metres = new Float64Array(n * SPLINE_PARTS + 1);
  for (let k = 0; k < fineX.length; k++) {
    const i = Math.floor(k / SPLINE_PARTS);
    const t = (k % SPLINE_PARTS) / SPLINE_PARTS;
    fineX[k] = catmullRom(x, i, t);
    fineY[k] = catmullRom(y, i, t);
    if (k > 0) {
      const dx = at(fineX, k) - at(fineX, k - 1);
      const dy = at(fineY, k) - at(fineY, k - 1);
      metres[k] = at(metres, k - 1) + Math.hypot(dx, dy);
    }
  }
  const length = at(metres, metres.length - 1);
  const count = Math.round(length);
  const step = length / count;
  const evenX = new Float64Array(count);
  const evenY = new Float64Array(count);
  for (let i = 0, k = 0; i < count; i++) {
    while ((metres[k + 1] ?? Infinity) < i * step) k++;
    const from = at(metres, k);
    const share = (i * step - from) / ((metres[k + 1] ?? 1) - from);
    evenX[i] = at(fineX, k) + share * (at(fineX, k + 1) - at(fineX, k));
    evenY[i] = at(fineY, k) + share * (at(fineY, k + 1) - at(fineY, k));
  }
  const metresAt = (index: number): number => at(metres, index * SPLINE_PARTS);
  return { x: evenX, y: evenY, step, metresAt };
}

function catmullRom(values: Float64Array, i: number, t: number): number {
  const n = values.length;
  const [a, b, c, d] = [i - 1, i, i + 1, i + 2].map((k) => at(values, (k + n) % n)) as [
    number,
    number,
    number,
    number,
  ];
  const slopeB = (c - a) / 2;
  const slopeC = (d - b) / 2;
  return (
    b + t * (slopeB + t * (3 * (c - b) - 2 * slopeB - slopeC + t * (2 * (b - c) + slopeB + slopeC)))
  );
}

const REACH = 3;

function bendOf(x: Float64Array, y: Float64Array, step: number) {
  const n = x.length;
  const headings = new Float64Array(n);
  const curvatures = new Float64Array(n);
  const direction = (i: number): number => {
    const a = (i - REACH + n) % n;
    const b = (i + REACH) % n;
    return Math.atan2(at(y, b) - at(y, a), at(x, b) - at(x, a));
  };
  headings[0] = direction(0);
  for (let i = 1; i < n; i++) {
    const turn = direction(i) - direction(i - 1);
    headings[i] = at(headings, i - 1) + Math.atan2(Math.sin(turn), Math.cos(turn));
  }
  for (let i = 0; i < n; i++) {
    const turn = direction((i + REACH) % n) - direction((i - REACH + n) % n);
    curvatures[i] = Math.atan2(Math.sin(turn), Math.cos(turn)) / (2 * REACH * step);
  }
  return { headings, curvatures };
}

/** Radians that the heading gains in one lap: 2π on a counter-clockwise course, −2π on a clockwise one. */
export function windOf({ headings }: Course): number {
  return Math.sign((headings.at(-1) ?? 0) - at(headings, 0)) * 2 * Math.PI;
}

/** Heading of the racing line at a node, which may lie past the end of the lap. */
export function headingAt(course: Course, node: number): number {
  const nodes = course.headings.length;
  const past = Math.floor(node / nodes);
  return at(course.headings, node - past * nodes) + past * windOf(course);
}
