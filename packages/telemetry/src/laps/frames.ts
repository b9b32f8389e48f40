/**
 * What a sim or a logger says about laps, on one time base: that of the lap progress (which must not be interpolated
 * across its wrap), else of the lap counter. Frames without content (iRacing's zero frames: lap 0 at position 0; and
 * frames without a progress) are left out of `visible`, so nothing that reads `visible` can take them for driving.
 */
import { type Channel, toSeconds } from '../channels/channel.ts';
import { findChannel } from '../channels/find.ts';
import { at64, type Column, columnOn, median, numbersOf, tickOf } from './columns.ts';
import { TELEPORT_METRES_PER_SECOND, TELEPORT_SLACK_METRES } from './border.ts';
import type { Recording } from '../recording/recording.ts';

export type Frames = {
  readonly seconds: Float64Array;
  /** Indices of frames with content, rising. */
  readonly visible: Int32Array;
  readonly lap: Column | undefined;
  /** 0 … 1 round the lap. */
  readonly progress: Column | undefined;
  readonly lapTime: Column | undefined;
  readonly lastLapTime: Column | undefined;
  readonly pit: Column | undefined;
  readonly pitStall: Column | undefined;
  readonly onTrack: Column | undefined;
  readonly session: Column | undefined;
  readonly speed: Column | undefined;
  /** Metres of a progress of 1. */
  readonly lengthMetres: number | null;
  /** The progress is a distance counted from the last beacon: it may restart before or after a whole lap. */
  readonly restarts: boolean;
  readonly tickSeconds: number;
};

/** The frames of a recording, or undefined where it neither counts laps nor tells the place in the lap. */
export function toFrames(recording: Recording, lengthMetres: number | null): Frames | undefined {
  const { channels } = recording;
  const base = progressChannel(channels) ?? findChannel(channels, 'lapNumber');
  if (!base || !numbersOf(base)) return undefined;
  const { time } = base;
  const seconds = toSeconds(time);
  const on = (name: string): Column | undefined => columnOn(channels, name, time);
  const lap = on('lapNumber');
  const given = on('lapProgress');
  const distance = on('lapDistance');
  const length = scaleOf(given, distance, lengthMetres, recording.track.lengthMetres);
  const progress = given ?? fractionsOf(distance, length);
  const speed = on('speed');
  const latitude = on('latitude');
  const surface = on('trackSurface');
  return {
    seconds,
    visible: visibleFrames(seconds.length, { lap, progress, speed, latitude }),
    lap,
    progress,
    lapTime: on('lapTime'),
    lastLapTime: on('lastLapTime'),
    pit: on('onPitRoad'),
    pitStall: surface,
    onTrack: on('onTrack'),
    session: on('sessionNumber'),
    speed,
    lengthMetres: length,
    restarts: !given && distance !== undefined,
    tickSeconds: tickOf(seconds),
  };
}

function progressChannel(channels: readonly Channel[]): Channel | undefined {
  return [findChannel(channels, 'lapProgress'), findChannel(channels, 'lapDistance')].find(
    (channel) => numbersOf(channel) !== undefined,
  );
}

/** Metres of a progress of 1; a distance alone may not exceed it, or the line would be seen before it. */
function scaleOf(
  progress: Column | undefined,
  distance: Column | undefined,
  layoutMetres: number | null,
  trackMetres: number | null,
): number | null {
  const measured = lengthOf(progress, distance) ?? null;
  if (progress) return layoutMetres ?? measured ?? trackMetres;
  return Math.max(layoutMetres ?? trackMetres ?? 0, measured ?? 0) || null;
}

/** Metres a whole lap, from distance over progress where the car is far round (small errors there), or undefined. */
function lengthOf(progress: Column | undefined, distance: Column | undefined): number | undefined {
  if (!distance) return undefined;
  if (!progress) {
    let longest = 0;
    for (let i = 0; i < distance.length; i++) longest = Math.max(longest, plausible(distance[i]));
    return longest > 0 ? longest : undefined;
  }
  const ratios: number[] = [];
  const stride = Math.max(1, Math.floor(progress.length / 2000));
  for (let i = 0; i < progress.length; i += stride) {
    const p = progress[i] ?? 0;
    const ratio = (distance[i] ?? 0) / p;
    if (p > 0.02 && ratio > 0 && Number.isFinite(ratio)) ratios.push(ratio);
  }
  return median(ratios);
}

/** A distance in a lap, or 0 where the value cannot be one. */
function plausible(metres: number | undefined): number {
  return metres !== undefined && metres < LONGEST_LAP_METRES ? metres : 0;
}

function fractionsOf(distance: Column | undefined, length: number | null): Column | undefined {
  if (!distance || !length) return undefined;
  return Float64Array.from(distance, (metres) => metres / length);
}

const LONGEST_LAP_METRES = 1_000_000;
/** A value beyond is no place in a lap; 1.0001 and −0.0002 occur. */
const LARGEST_PROGRESS = 2;

type Content = {
  readonly lap: Column | undefined;
  readonly progress: Column | undefined;
  readonly speed: Column | undefined;
  readonly latitude: Column | undefined;
};

function visibleFrames(count: number, { lap, progress, speed, latitude }: Content): Int32Array {
  const visible = new Int32Array(count);
  let n = 0;
  for (let i = 0; i < count; i++) {
    if (progress) {
      const p = progress[i] ?? Number.NaN;
      const empty = p === 0 && !lap?.[i] && !speed?.[i] && !latitude?.[i];
      if (empty || !(Math.abs(p) <= LARGEST_PROGRESS)) continue;
    }
    visible[n++] = i;
  }
  return visible.subarray(0, n);
}

/** The time of a visible frame, seconds. */
export function visibleSeconds({ seconds, visible }: Frames, k: number): number {
  return at64(seconds, visible[k] ?? -1);
}

/** The value of a column at a visible frame; NaN where there is none. */
export function visibleValue({ visible }: Frames, column: Column | undefined, k: number): number {
  return column?.[visible[k] ?? -1] ?? Number.NaN;
}

/** The first visible frame at or after a time, as a visible index; their count where there is none. */
export function visibleAtOrAfter(frames: Frames, seconds: number): number {
  let low = 0;
  let high = frames.visible.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (visibleSeconds(frames, middle) < seconds) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Fraction of a lap from one frame to the next, the short way round, or NaN where no car could move so far. */
export function moveBetween(
  from: number,
  to: number,
  seconds: number,
  lengthMetres: number | null,
  steppedByOne: boolean,
): number {
  // Without a length a long circuit is assumed, so that only the wildest moves are refused less than they should be.
  const length = lengthMetres ?? 4000;
  const reach =
    (TELEPORT_METRES_PER_SECOND * Math.max(0, seconds) + TELEPORT_SLACK_METRES) / length;
  const straight = to - from;
  if (Math.abs(straight) > 0.5) {
    const wrapped = straight - Math.sign(straight);
    if (Math.abs(wrapped) <= reach) return wrapped;
  } else if (steppedByOne && straight < 0 && straight + 1 <= reach) return straight + 1;
  return Math.abs(straight) <= reach ? straight : Number.NaN;
}

/** Whether the car is in the pits at frame `i`: on pit road, or in its stall. */
export function isInPits(frames: Frames, i: number): boolean {
  return frames.pit?.[i] ? true : frames.pitStall?.[i] === 1;
}
