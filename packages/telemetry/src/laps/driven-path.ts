/**
 * Made-up GPS recordings for the tests of the line search: a path through points is driven at a given speed and seen by a
 * receiver with noise that wanders (as that of real ones does) and a seed.
 */
import { toLocal } from '../geometry/local-plane.ts';
import type { Recording } from '../recording/recording.ts';
import { EMPTY, toChannel } from './synthetic.ts';

export type Point = readonly [x: number, y: number];

export type Receiver = {
  readonly rateHz: number;
  readonly noiseMetres: number;
  readonly seed: number;
  /** Speed on straights; corners are driven slower. */
  readonly metresPerSecond: number;
};

export const RECEIVER: Receiver = { rateHz: 10, noiseMetres: 1, seed: 1, metresPerSecond: 40 };
/** Around 50° north, 8° east: any place does. */
const PLANE = toLocal({ latitude: 50, longitude: 8 });

/** A closed track of straights between corners, rounded: points every metre, the first one not repeated. */
export function rounded(corners: readonly Point[], radius: number): Point[] {
  const points: Point[] = [];
  corners.forEach((corner, i) => {
    const before = corners[(i + corners.length - 1) % corners.length] ?? corner;
    const after = corners[(i + 1) % corners.length] ?? corner;
    const from = towards(corner, before, radius);
    const to = towards(corner, after, radius);
    const last = points.at(-1);
    if (last) points.push(...straight(last, from));
    for (let k = 0; k <= 2 * radius; k++) points.push(bezier(from, corner, to, k / (2 * radius)));
  });
  const [first] = points;
  const last = points.at(-1);
  return first && last ? [...points, ...straight(last, first)] : points;
}

/** Points every metre from `a` to `b`, both left out. */
export function straight(a: Point, b: Point): Point[] {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]);
  const points: Point[] = [];
  for (let s = 1; s < length; s++) {
    points.push([a[0] + ((b[0] - a[0]) * s) / length, a[1] + ((b[1] - a[1]) * s) / length]);
  }
  return points;
}

/** The track from `start` on, `laps` times round (a fraction ends on the way). */
export function driveRound(track: readonly Point[], start: number, laps: number): Point[] {
  const count = Math.round(track.length * laps);
  return Array.from({ length: count }, (_, i) => track[(start + i) % track.length] ?? [0, 0]);
}

/** A recording of positions of a car that drives along points a metre apart; a repeated point is a second of standing. */
export function record(points: readonly Point[], receiver: Receiver = RECEIVER): Recording {
  const { rateHz, noiseMetres, metresPerSecond } = receiver;
  const random = randomOf(receiver.seed);
  const latitude: number[] = [];
  const longitude: number[] = [];
  let [driftX, driftY] = [0, 0];
  let [t, next] = [0, 0];
  for (let i = 0; i < points.length; i++) {
    const [x, y] = points[i] ?? [0, 0];
    const [px, py] = points[i - 1] ?? [x, y];
    t += x === px && y === py ? 1 : 1 / (metresPerSecond * ease(points, i));
    for (; next <= t; next += 1 / rateHz) {
      driftX = 0.98 * driftX + 0.2 * noiseMetres * (random() - 0.5);
      driftY = 0.98 * driftY + 0.2 * noiseMetres * (random() - 0.5);
      latitude.push(PLANE.latitude(y + driftY + 0.3 * noiseMetres * (random() - 0.5)));
      longitude.push(PLANE.longitude(x + driftX + 0.3 * noiseMetres * (random() - 0.5)));
    }
  }
  const time = { kind: 'uniform', startSeconds: 0, rateHz, count: latitude.length } as const;
  return {
    ...EMPTY,
    format: 'nmea',
    track: { name: null, layout: null, lengthMetres: null },
    durationSeconds: (latitude.length - 1) / rateHz,
    channels: [
      toChannel('latitude', time, Float64Array.from(latitude)),
      toChannel('longitude', time, Float64Array.from(longitude)),
    ],
  };
}

/** Where a place in degrees lies among the points of a path, metres. */
export function placeIn({ latitude, longitude }: { latitude: number; longitude: number }): Point {
  return [PLANE.x(longitude), PLANE.y(latitude)];
}

function towards(from: Point, to: Point, metres: number): Point {
  const length = Math.hypot(to[0] - from[0], to[1] - from[1]);
  const ratio = metres / length;
  return [from[0] + (to[0] - from[0]) * ratio, from[1] + (to[1] - from[1]) * ratio];
}

function bezier(a: Point, b: Point, c: Point, t: number): Point {
  const mix = (i: 0 | 1): number => (1 - t) ** 2 * a[i] + 2 * t * (1 - t) * b[i] + t * t * c[i];
  return [mix(0), mix(1)];
}

/** 1 on straights, down to a third in tight corners. */
function ease(points: readonly Point[], i: number): number {
  const [a, b, c] = [points[i - 12], points[i], points[i + 12]];
  if (!a || !b || !c) return 1;
  const chord = Math.hypot(c[0] - a[0], c[1] - a[1]);
  return Math.max(1 / 3, Math.min(1, chord / 24));
}

function randomOf(seed: number): () => number {
  let state = (seed * 2_654_435_761 + 12_345) >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
