/**
 * Made-up drives for the tests of laps: a car on a circle of known length at a speed that varies round the lap, seen
 * by a sim (counter, progress, clocks, pit road) or by a GPS. Nothing is random, every crossing time is known.
 */
import type { Channel, ChannelValues, TimeBase } from '../channels/channel.ts';
import { findCanonical } from '../channels/canonical.ts';
import { toLocal } from '../geometry/local-plane.ts';
import type { Gate, Recording } from '../recording/recording.ts';

export const LENGTH_METRES = 3000;
const RADIUS_METRES = LENGTH_METRES / (2 * Math.PI);
const PLANE = toLocal({ latitude: 50, longitude: 8 });

/** One frame as a sim records it. */
export type SimFrame = {
  t: number;
  lapNumber: number;
  lapProgress: number;
  lapTime: number;
  lastLapTime: number;
  onPitRoad: number;
  onTrack: number;
  speed: number;
  latitude: number;
  longitude: number;
};

export type Drive = {
  /** Times of the laps; the first begins at `startProgress` and is cut there. */
  readonly lapSeconds: readonly number[];
  readonly startProgress: number;
  readonly rateHz: number;
  readonly firstNumber: number;
  /** Seconds by which `lastLapTime` and the lap clock are late. */
  readonly lateSeconds: number;
  readonly pitUntil: number;
  readonly pitAfter: number;
  /** Where in its last lap the drive ends. */
  readonly endProgress: number;
  /** Laps (by index) that the source calls invalid. */
  readonly invalid: readonly number[];
};

export const DRIVE: Drive = {
  lapSeconds: [100, 90, 92, 91, 95],
  startProgress: 0.1,
  rateHz: 60,
  firstNumber: 0,
  lateSeconds: 0.7,
  pitUntil: 0.15,
  pitAfter: Number.POSITIVE_INFINITY,
  endProgress: 0.6,
  invalid: [],
};

/** Fraction of the lap time used at a fraction of the lap, and a slow start nowhere: rises from 0 to 1. */
const timeAt = (progress: number): number =>
  progress + 0.04 * Math.sin(2 * Math.PI * progress) - 0.02 * Math.sin(6 * Math.PI * progress);

function progressAt(time: number): number {
  let low = 0;
  let high = 1;
  for (let k = 0; k < 50; k++) {
    const middle = (low + high) / 2;
    if (timeAt(middle) < time) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Crossing times of a drive, seconds since its first frame. */
export function crossingsOf(drive: Drive): number[] {
  const crossings: number[] = [];
  let t = -timeAt(drive.startProgress) * (drive.lapSeconds[0] ?? 0);
  for (const seconds of drive.lapSeconds.slice(0, -1)) crossings.push((t += seconds));
  return crossings;
}

/** The frames of a drive, in order. */
export function framesOf(drive: Drive): SimFrame[] {
  const crossings = crossingsOf(drive);
  const { lapSeconds, rateHz } = drive;
  const frames: SimFrame[] = [];
  const begin = -timeAt(drive.startProgress) * (lapSeconds[0] ?? 0);
  const lastStart = crossings.at(-1) ?? begin;
  const end = lastStart + timeAt(drive.endProgress) * (lapSeconds.at(-1) ?? 0);
  for (let i = 0; i / rateHz <= end; i++) {
    const t = i / rateHz;
    const lap = crossings.filter((crossing) => crossing <= t).length;
    const start = lap === 0 ? begin : (crossings[lap - 1] ?? 0);
    const seconds = lapSeconds[lap] ?? 1;
    const progress = progressAt((t - start) / seconds);
    const known = crossings.filter((crossing) => crossing + drive.lateSeconds <= t).length;
    const knownStart = known === 0 ? begin : (crossings[known - 1] ?? 0);
    const place = placeOf(progress);
    frames.push({
      t,
      lapNumber: drive.firstNumber + lap,
      lapProgress: progress,
      lapTime: t - knownStart,
      lastLapTime: lastTime(drive, known),
      onPitRoad: isPit(drive, lap, progress) ? 1 : 0,
      onTrack: 1,
      speed:
        (LENGTH_METRES * (progressAt((t - start) / seconds + 1e-5) - progress)) / (1e-5 * seconds),
      ...place,
    });
  }
  return frames;
}

function isPit(drive: Drive, lap: number, progress: number): boolean {
  const last = lap === drive.lapSeconds.length - 1;
  return (lap === 0 && progress < drive.pitUntil) || (last && progress > drive.pitAfter);
}

function lastTime(drive: Drive, known: number): number {
  if (known === 0) return 0;
  if (known === 1 || drive.invalid.includes(known - 1)) return -1;
  return Math.fround(drive.lapSeconds[known - 1] ?? 0);
}

/** Where the car is on the circle. The line lies at its east end; driven anticlockwise. */
export function placeOf(progress: number): { latitude: number; longitude: number } {
  const angle = 2 * Math.PI * progress;
  return {
    latitude: PLANE.latitude(RADIUS_METRES * Math.sin(angle)),
    longitude: PLANE.longitude(RADIUS_METRES * Math.cos(angle)),
  };
}

/** A gate across the track at a progress, `halfMetres` to either side. */
export function gateAt(progress: number, kind: Gate['kind'], halfMetres = 15): Gate {
  const angle = 2 * Math.PI * progress;
  const end = (radius: number): Gate['a'] => ({
    latitude: PLANE.latitude(radius * Math.sin(angle)),
    longitude: PLANE.longitude(radius * Math.cos(angle)),
  });
  return {
    kind,
    name: kind,
    a: end(RADIUS_METRES - halfMetres),
    b: end(RADIUS_METRES + halfMetres),
  };
}

export const ZERO_FRAME: Omit<SimFrame, 't'> = {
  lapNumber: 0,
  lapProgress: 0,
  lapTime: 0,
  lastLapTime: 0,
  onPitRoad: 0,
  onTrack: 1,
  speed: 0,
  latitude: 0,
  longitude: 0,
};

/** A recording of some columns of frames; stamps are their times. */
export function toRecording(
  frames: readonly SimFrame[],
  names: readonly (keyof SimFrame)[],
  extra: Partial<Recording> = {},
): Recording {
  const time: TimeBase = { kind: 'stamps', seconds: Float64Array.from(frames, (frame) => frame.t) };
  const channels = names
    .filter((name) => name !== 't')
    .map((name) =>
      toChannel(
        name,
        time,
        Float64Array.from(frames, (frame) => frame[name]),
      ),
    );
  return { ...EMPTY, durationSeconds: frames.at(-1)?.t ?? 0, channels, ...extra };
}

export function toChannel(name: string, time: TimeBase, values: ChannelValues): Channel {
  const unit = findCanonical(name)?.unit ?? '';
  return { name, sourceName: name, unit, sourceUnit: unit, rateHz: null, time, values };
}

export const SIM_NAMES: readonly (keyof SimFrame)[] = [
  'lapNumber',
  'lapProgress',
  'lapTime',
  'lastLapTime',
  'onPitRoad',
  'onTrack',
  'speed',
  'latitude',
  'longitude',
];

export const EMPTY: Recording = {
  format: 'ibt',
  formatVersion: null,
  startedAt: null,
  durationSeconds: 0,
  driver: null,
  vehicle: { name: null },
  track: { name: null, layout: null, lengthMetres: LENGTH_METRES },
  channels: [],
  beaconSeconds: [],
  gates: [],
  sectorFractions: [],
  report: { rowsTotal: 0, rowsKept: 0, reasons: {}, warnings: [] },
};
