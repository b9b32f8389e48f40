/**
 * One pass over the visible frames: the way driven (unwrapped progress), crossings of the line in position, and the
 * places where the source did not simply go on driving. The way does not grow over a reset and does not shrink when
 * the car rolls back, so that a lap's distance is what was driven. A crossing is where the unwrapped progress reaches
 * the next whole number for the first time: a car that spins across the line and back crosses it once. Its time is
 * linear between the two frames; where a source wraps a hair early (−0.0002 after the wrap), linear beyond them.
 */
import {
  COUNTER_WINDOW_SECONDS,
  TELEPORT_METRES_PER_SECOND,
  TELEPORT_SLACK_METRES,
} from './border.ts';
import { at64 } from './columns.ts';
import { type Frames, moveBetween, visibleSeconds, visibleValue } from './frames.ts';

export type CounterStep = { readonly index: number; readonly from: number; readonly to: number };

/** `exact`: interpolated across a wrap; otherwise told from a distance that began anew. */
export type LineCrossing = {
  readonly seconds: number;
  readonly exact: boolean;
  /** The visible frame after it. */
  readonly index: number;
};

export type Motion = {
  /** Laps driven since the first visible frame's lap began, one value a visible frame; undefined without a progress. */
  readonly way: Float64Array | undefined;
  /** Where the line was crossed forward. */
  readonly crossings: readonly LineCrossing[];
  /** Where the lap counter changed, by visible index (NaN: not in a lap). */
  readonly steps: readonly CounterStep[];
  /** Visible indices at which a new drive begins: reset, tow, session change. */
  readonly cuts: readonly number[];
};

/** What happened from frame to frame; indices count `frames.visible`. Linear time. */
export function toMotion(frames: Frames): Motion {
  const { visible, lap } = frames;
  const steps: CounterStep[] = [];
  const cuts: number[] = [];
  const tracker = frames.progress ? new WayTracker(frames, frames.progress) : undefined;
  for (let k = 1; k < visible.length; k++) {
    const from = lapAt(frames, k - 1);
    const to = lapAt(frames, k);
    if (lap && !Object.is(from, to)) steps.push({ index: k, from, to });
    const moved = isNewDrive(frames, k);
    if (tracker?.advance(k, moved, to - from === 1) || moved) cuts.push(k);
  }
  return { way: tracker?.way, crossings: tracker?.crossings ?? [], steps, cuts };
}

function lapAt(frames: Frames, k: number): number {
  const lap = visibleValue(frames, frames.lap, k);
  return Number.isFinite(lap) ? lap : Number.NaN;
}

/** Rounding of a progress at the line, so that a start at −0.0002 or 0.9999999 is the line itself. */
const LINE_NOISE = 0.0005;

/** A drop to the line of more than this part of a lap is a distance that began anew. */
const RESTART_DROP = 0.25;

class WayTracker {
  readonly way: Float64Array;
  readonly crossings: LineCrossing[] = [];
  readonly #frames: Frames;
  readonly #progress: ArrayLike<number>;
  #turns = 0;
  #position: number;
  #reached: number;
  #offset = 0;

  constructor(frames: Frames, progress: ArrayLike<number>) {
    this.#frames = frames;
    this.#progress = progress;
    this.way = new Float64Array(frames.visible.length);
    this.#position = visibleValue(frames, progress, 0) || 0;
    this.#reached = Math.floor(this.#position + LINE_NOISE);
    if (this.way.length > 0) this.way[0] = this.#position;
  }

  /** Goes on to visible frame `k`; true where the car cannot have driven there. */
  advance(k: number, cut: boolean, stepped: boolean): boolean {
    const frames = this.#frames;
    const p = visibleValue(frames, this.#progress, k - 1);
    const q = visibleValue(frames, this.#progress, k);
    const seconds = visibleSeconds(frames, k) - visibleSeconds(frames, k - 1);
    const move = moveBetween(p, q, seconds, frames.lengthMetres, stepped);
    const restart = Number.isNaN(move) && this.#isRestart(k, p, q);
    const teleport = Number.isNaN(move) && !restart;
    if (restart) this.#restart(k, q);
    else if (teleport || cut) this.#goTo(q);
    else this.#drive(k, q, Math.round(move - (q - p)));
    this.way[k] = Math.max(at64(this.way, k - 1), this.#position - this.#offset);
    return teleport;
  }

  #isRestart(k: number, from: number, to: number): boolean {
    const { restarts, lengthMetres, speed } = this.#frames;
    if (!restarts || from - to <= RESTART_DROP || to < 0) return false;
    const seconds = visibleSeconds(this.#frames, k) - visibleSeconds(this.#frames, k - 1);
    const fastest = speed ? this.#speedAt(k) : TELEPORT_METRES_PER_SECOND;
    const reach = fastest * (seconds + COUNTER_WINDOW_SECONDS) + TELEPORT_SLACK_METRES;
    return to * (lengthMetres ?? 0) <= reach;
  }

  /** The distance counts from the line again: the line was crossed as long ago as that distance takes. */
  #restart(k: number, progress: number): void {
    this.#goTo(progress);
    this.#offset -= progress;
    const since = (progress * (this.#frames.lengthMetres ?? 0)) / Math.max(1, this.#speedAt(k));
    const t0 = visibleSeconds(this.#frames, k - 1);
    const t1 = visibleSeconds(this.#frames, k);
    this.crossings.push({
      seconds: Math.max(t0 - COUNTER_WINDOW_SECONDS, t1 - since),
      exact: false,
      index: k,
    });
  }

  #speedAt(k: number): number {
    return visibleValue(this.#frames, this.#frames.speed, k) || 0;
  }

  #goTo(progress: number): void {
    const before = this.#position;
    this.#turns = Math.ceil(before);
    this.#position = this.#turns + progress;
    this.#offset += this.#position - before;
    this.#reached = Math.floor(this.#position + LINE_NOISE);
  }

  #drive(k: number, progress: number, turn: number): void {
    const before = this.#position;
    this.#turns += turn;
    this.#position = this.#turns + progress;
    const line = this.#reached + 1;
    const wraps = turn > 0 && this.#position >= line - LINE_NOISE;
    if (this.#position < line && !wraps) return;
    this.#reached = line;
    const ratio = this.#position > before ? (line - before) / (this.#position - before) : 1;
    const t0 = visibleSeconds(this.#frames, k - 1);
    const t1 = visibleSeconds(this.#frames, k);
    const { tickSeconds } = this.#frames;
    const crossing = t0 + ratio * (t1 - t0);
    const seconds = Math.min(Math.max(crossing, t0 - tickSeconds), t1 + tickSeconds);
    this.crossings.push({ seconds, exact: true, index: k });
  }
}

function isNewDrive(frames: Frames, k: number): boolean {
  const { session, onTrack } = frames;
  if (session && visibleValue(frames, session, k - 1) !== visibleValue(frames, session, k))
    return true;
  return visibleValue(frames, onTrack, k - 1) === 0 && visibleValue(frames, onTrack, k) > 0;
}
