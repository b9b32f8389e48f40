/**
 * One pass over the visible frames: the way driven (unwrapped progress), crossings of the line in position, and the
 * places where the source did not simply go on driving. The way does not grow over a reset and does not shrink when
 * the car rolls back, so that a lap's distance is what was driven. A crossing is where the unwrapped progress reaches
 * the next whole number for the first time: a car that spins across the line and back crosses it once. Its time is
 * linear between the two frames; where a source wraps a hair early (−0.0002 after the wrap), linear beyond them.
 */
import { type Frames, moveBetween } from './frames.ts';

export type CounterStep = { readonly index: number; readonly from: number; readonly to: number };

export type Motion = {
  /** Laps driven since the first visible frame's lap began, one value a visible frame; undefined without a progress. */
  readonly way: Float64Array | undefined;
  /** Times at which the line was crossed forward. */
  readonly crossings: readonly number[];
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
    const i = visible[k - 1] ?? 0;
    const j = visible[k] ?? 0;
    const from = lap?.[i] ?? Number.NaN;
    const to = lap?.[j] ?? Number.NaN;
    if (lap && !Object.is(from, to)) steps.push({ index: k, from, to });
    let cut = isNewDrive(frames, i, j);
    if (tracker) cut = tracker.advance(k, cut, to - from === 1) || cut;
    if (cut) cuts.push(k);
  }
  return { way: tracker?.way, crossings: tracker?.crossings ?? [], steps, cuts };
}

/** Rounding of a progress at the line, so that a start at −0.0002 or 0.9999999 is the line itself. */
const LINE_NOISE = 0.0005;

class WayTracker {
  readonly way: Float64Array;
  readonly crossings: number[] = [];
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
    this.#position = progress[frames.visible[0] ?? 0] ?? 0;
    this.#reached = Math.floor(this.#position + LINE_NOISE);
    if (this.way.length > 0) this.way[0] = this.#position;
  }

  /** Goes on to visible frame `k`; true where the car cannot have driven there. */
  advance(k: number, cut: boolean, stepped: boolean): boolean {
    const { visible, seconds, lengthMetres, tickSeconds } = this.#frames;
    const i = visible[k - 1] ?? 0;
    const j = visible[k] ?? 0;
    const p = this.#progress[i] ?? 0;
    const q = this.#progress[j] ?? 0;
    const t0 = seconds[i] ?? 0;
    const t1 = seconds[j] ?? 0;
    const move = moveBetween(p, q, t1 - t0, lengthMetres, stepped);
    const before = this.#position;
    const teleport = Number.isNaN(move);
    if (teleport || cut) {
      this.#turns = Math.ceil(before);
      this.#position = this.#turns + q;
      this.#offset += this.#position - before;
      this.#reached = Math.floor(this.#position + LINE_NOISE);
    } else {
      const turn = Math.round(move - (q - p));
      this.#turns += turn;
      this.#position = this.#turns + q;
      const line = this.#reached + 1;
      if (this.#position >= line || (turn > 0 && this.#position >= line - LINE_NOISE)) {
        this.#reached = line;
        this.crossings.push(timeAt(t0, t1, before, this.#position, line, tickSeconds));
      }
    }
    this.way[k] = Math.max(this.way[k - 1] ?? 0, this.#position - this.#offset);
    return teleport;
  }
}

function timeAt(
  t0: number,
  t1: number,
  before: number,
  after: number,
  line: number,
  tick: number,
): number {
  if (after <= before) return t1;
  const crossing = t0 + ((line - before) / (after - before)) * (t1 - t0);
  return Math.min(Math.max(crossing, t0 - tick), t1 + tick);
}

function isNewDrive(frames: Frames, i: number, j: number): boolean {
  const { session, onTrack } = frames;
  if (session && session[i] !== session[j]) return true;
  return onTrack !== undefined && onTrack[i] === 0 && onTrack[j] !== 0;
}
