/**
 * Laps for the tests of this package: a course of straights and arcs driven by a point with limits of acceleration, sampled
 * at any rate and phase. The truth (distance, time, corners) is known exactly. Seeded noise; not a simulation of a car.
 */
import type { Channel } from '../channels/channel.ts';
import type { LapData } from '../laps/lap.ts';
import { at, lastIndexAtOrBefore } from '../distance/interpolation.ts';
import { toLocal } from '../geometry/local-plane.ts';

/** Metres and degrees to the left (negative: right) of each piece. */
export type Piece = readonly [metres: number, degrees: number];

export type Drive = {
  readonly number?: number;
  readonly rateHz?: number;
  /** Time of the first sample after the crossing, seconds. */
  readonly phaseSeconds?: number;
  /** Lap distance at which the slowing for a corner is moved towards the start, and by how much. */
  readonly early?: { readonly entryMetres: number; readonly metres: number };
  /** Grip relative to the first lap. */
  readonly grip?: number;
  readonly positionNoiseMetres?: number;
  readonly seed?: number;
  readonly channels?: readonly string[];
};

const half: readonly Piece[] = [
  [420, 0],
  [80, 90],
  [260, 0],
  [70, -60],
  [70, 60],
  [180, 0],
  [50, 90],
  [350, 0],
];

/** Eight corners, closed by point symmetry; 2,960 m. */
export const CIRCUIT: readonly Piece[] = [...half, ...half];

const LOOP = 150 * Math.PI * 1.5;

/** A figure of eight that crosses itself at its middle. */
export const EIGHT: readonly Piece[] = [
  [150, 0],
  [LOOP, 270],
  [300, 0],
  [LOOP, -270],
  [150, 0],
];

const STEP = 0.5;

/** Seeded noise of unit variance. */
function noise(seed: number): () => number {
  let state = seed >>> 0 || 1;
  const uniform = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return (state + 1) / 4_294_967_297;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** Curvature and place at each half metre of a course. */
export function layOut(course: readonly Piece[]): {
  lengthMetres: number;
  curvature: Float64Array;
  x: Float64Array;
  y: Float64Array;
} {
  const lengthMetres = course.reduce((sum, [metres]) => sum + metres, 0);
  const count = Math.round(lengthMetres / STEP);
  const step = lengthMetres / count;
  const curvature = new Float64Array(count + 1);
  const x = new Float64Array(count + 1);
  const y = new Float64Array(count + 1);
  const borders: number[] = [];
  for (const [metres] of course) borders.push((borders.at(-1) ?? 0) + metres);
  let heading = 0;
  for (let i = 0; i <= count; i++) {
    const piece = Math.max(
      0,
      borders.findIndex((border) => i * step < border),
    );
    const [metres, degrees] = course[piece] as Piece;
    curvature[i] = (degrees * Math.PI) / 180 / metres;
    if (i === 0) continue;
    const bend = at(curvature, i - 1) * step;
    x[i] = at(x, i - 1) + Math.cos(heading + bend / 2) * step;
    y[i] = at(y, i - 1) + Math.sin(heading + bend / 2) * step;
    heading += bend;
  }
  return { lengthMetres, curvature, x, y };
}

/** One lap of a course with its samples, from line to line. */
export function driveLap(course: readonly Piece[], drive: Drive = {}): LapData {
  const { lengthMetres, curvature, x, y } = layOut(course);
  const speed = speeds(curvature, lengthMetres, drive);
  const count = curvature.length;
  const step = lengthMetres / (count - 1);
  const elapsed = new Float64Array(count);
  for (let i = 1; i < count; i++)
    elapsed[i] = at(elapsed, i - 1) + (2 * step) / (at(speed, i) + at(speed, i - 1));
  const timeSeconds = at(elapsed, count - 1);
  const { rateHz, phaseSeconds, positionNoiseMetres, seed, number, channels } = {
    ...DEFAULTS,
    ...drive,
  };
  const random = noise(seed);
  const plane = toLocal({ latitude: 47, longitude: 9 });
  const samples = Math.floor((timeSeconds - phaseSeconds) * rateHz) + 1;
  const rows = Array.from({ length: samples }, (_, k) => {
    const t = phaseSeconds + k / rateHz;
    const i = Math.min(count - 2, lastIndexAtOrBefore(elapsed, t));
    const share = (t - at(elapsed, i)) / (at(elapsed, i + 1) - at(elapsed, i));
    const on = (values: Float64Array): number =>
      at(values, i) + (at(values, i + 1) - at(values, i)) * share;
    const v = on(speed);
    return {
      lapDistance: (i + share) * step,
      speed: v,
      ...pedals(((at(speed, i + 1) - at(speed, i)) * v) / step),
      gear: Math.max(1, Math.min(6, Math.floor(v / 10))),
      yawRate: v * at(curvature, i),
      latitude: plane.latitude(on(y) + positionNoiseMetres * random()),
      longitude: plane.longitude(on(x) + positionNoiseMetres * random()),
    };
  });
  const names = channels as readonly (keyof (typeof rows)[number])[];
  return lapOf(
    timeSeconds,
    number,
    names.map((name) =>
      channel(
        name,
        rateHz,
        phaseSeconds,
        Float64Array.from(rows, (row) => row[name]),
      ),
    ),
  );
}

function pedals(acceleration: number): { brake: number; throttle: number } {
  if (acceleration < -1) return { brake: Math.min(1, -acceleration / 12), throttle: 0 };
  return { brake: 0, throttle: acceleration > 0.5 ? Math.min(1, acceleration / 5) : 0.3 };
}

const CHANNELS = ['lapDistance', 'speed', 'brake', 'throttle', 'gear', 'latitude', 'longitude'];

const DEFAULTS = {
  rateHz: 60,
  phaseSeconds: 0.004,
  positionNoiseMetres: 0,
  seed: 1,
  number: 1,
  channels: CHANNELS as readonly string[],
};

export function channel(
  name: string,
  rateHz: number,
  startSeconds: number,
  values: Float64Array,
): Channel {
  const time = { kind: 'uniform' as const, startSeconds, rateHz, count: values.length };
  return { name, sourceName: name, unit: '', sourceUnit: '', rateHz, time, values };
}

export function lapOf(timeSeconds: number, number: number, channels: readonly Channel[]): LapData {
  return {
    lap: {
      number,
      kind: 'full',
      valid: true,
      invalidReasons: [],
      startSeconds: 0,
      endSeconds: timeSeconds,
      timeSeconds,
      timeSource: 'crossing',
      distanceMetres: null,
      sectorSeconds: [],
    },
    channels,
  };
}

function speeds(curvature: Float64Array, lengthMetres: number, drive: Drive): Float64Array {
  const count = curvature.length;
  const step = lengthMetres / (count - 1);
  const grip = 12 * (drive.grip ?? 1);
  const limit = curvature.map((value) =>
    Math.min(70, Math.sqrt(grip / Math.max(1e-6, Math.abs(value)))),
  );
  if (drive.early) {
    const entry = Math.round(drive.early.entryMetres / step);
    limit.fill(at(limit, entry + 2), entry - Math.round(drive.early.metres / step), entry);
  }
  const wrapped = (i: number): number => ((i % count) + count) % count;
  const bound = (from: number, to: number, acceleration: number): void => {
    const most = Math.sqrt(at(limit, wrapped(from)) ** 2 + 2 * acceleration * step);
    limit[wrapped(to)] = Math.min(at(limit, wrapped(to)), most);
  };
  for (let i = 2 * count; i > 0; i--) bound(i, i - 1, 10);
  for (let i = 0; i < 2 * count; i++) bound(i, i + 1, 5);
  return limit;
}
