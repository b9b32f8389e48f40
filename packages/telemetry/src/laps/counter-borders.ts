/**
 * Laps of a source that counts them. The number comes from the counter, the border from position: each step by
 * exactly +1 is paired with the nearest crossing of the line within 3 s (counters step some frames early or late).
 * Without a progress the border is where the lap clock began (time − clock at its reset, as clocks may be reset 1–2 s
 * late), else the frame of the step. A step without a crossing although there is a position, any other step, a
 * session change and a place that the car cannot have driven to are cuts. A crossing without a step is no border,
 * unless the source itself began its lap distance anew there (loggers that do not count the out lap). Where a lap's
 * last sample is on the line and the next lap's first one comes much later, the lap ends there and a pause follows.
 */
import {
  type Border,
  type Borders,
  COUNTER_WINDOW_SECONDS,
  LONGEST_SEARCH,
  mergeBorders,
  ON_THE_LINE,
} from './border.ts';
import { type Frames, visibleSeconds, visibleValue } from './frames.ts';
import type { CounterStep, LineCrossing, Motion } from './motion.ts';
import { longestStep } from './way.ts';

/** Borders by the lap counter; the frames must have one. `positions`: whether a lap's closure can be checked later. */
export function counterBorders(frames: Frames, motion: Motion, positions: boolean): Borders {
  const numberOf = (k: number): number | null => finite(visibleValue(frames, frames.lap, k));
  const cuts = motion.cuts.map((k): Border => {
    return { seconds: visibleSeconds(frames, k), kind: 'cut', number: numberOf(k) };
  });
  const cutIndices = new Set(motion.cuts);
  const pairing = new Pairing(motion.crossings);
  const steps = motion.steps.flatMap((step): Border[] => {
    if (cutIndices.has(step.index)) return [];
    const seconds = visibleSeconds(frames, step.index);
    const line = isLapStep(step, positions) ? findLine(frames, motion, pairing, step) : undefined;
    const number = finite(step.to);
    if (line === undefined) return [{ seconds, kind: 'cut', number }];
    return [...pauseBefore(frames, step.index, line), { seconds: line, kind: 'line', number }];
  });
  // Loggers that do not count the out lap begin their lap distance anew there all the same.
  const restarts = pairing.left().flatMap((crossing): Border[] => {
    if (crossing.exact) return [];
    const seconds = clockStart(frames, crossing.index) ?? crossing.seconds;
    return [{ seconds, kind: 'line', number: null }];
  });
  return {
    method: 'counter',
    borders: mergeBorders([...cuts, ...steps, ...restarts]),
    firstNumber: numberOf(0),
  };
}

/** +1, the first lap after a time outside of any, or (where its closure can tell) the end of the last one. */
function isLapStep({ from, to }: CounterStep, positions: boolean): boolean {
  return (
    to - from === 1 || (Number.isNaN(from) ? !Number.isNaN(to) : Number.isNaN(to) && positions)
  );
}

/** When the line of a counted lap was crossed: in position, else by the clock, else at the step. */
function findLine(
  frames: Frames,
  motion: Motion,
  pairing: Pairing,
  { index }: CounterStep,
): number | undefined {
  const stepped = visibleSeconds(frames, index);
  if (!motion.way) return clockStart(frames, index) ?? stepped;
  const crossing = pairing.take(stepped);
  if (crossing === undefined || crossing.exact) return crossing?.seconds;
  return clockStart(frames, index) ?? crossing.seconds;
}

/** The end of a lap whose last sample is on the line, where the next lap began only after a pause; else nothing. */
function pauseBefore(frames: Frames, index: number, line: number): Border[] {
  const seconds = visibleSeconds(frames, index - 1);
  const done = !frames.restarts && visibleValue(frames, frames.progress, index - 1) >= ON_THE_LINE;
  const waits = line - seconds > longestStep(frames.tickSeconds);
  return done && waits ? [{ seconds, kind: 'line', number: null, pause: true }] : [];
}

/** Hands out each crossing once, in order. */
class Pairing {
  readonly #crossings: Motion['crossings'];
  readonly #taken = new Set<LineCrossing>();
  #next = 0;

  constructor(crossings: Motion['crossings']) {
    this.#crossings = crossings;
  }

  /** The nearest crossing within the window around a step of the counter, or undefined. */
  take(seconds: number): LineCrossing | undefined {
    let best: LineCrossing | undefined;
    let least = COUNTER_WINDOW_SECONDS;
    for (let k = this.#next; k < this.#crossings.length; k++) {
      const crossing = this.#crossings[k];
      const distance = (crossing?.seconds ?? Number.NaN) - seconds;
      if (distance > COUNTER_WINDOW_SECONDS) break;
      if (distance < -COUNTER_WINDOW_SECONDS) this.#next = k + 1;
      if (Math.abs(distance) > least) continue;
      least = Math.abs(distance);
      best = crossing;
      this.#next = k + 1;
    }
    if (best) this.#taken.add(best);
    return best;
  }

  /** The crossings that no step belongs to. */
  left(): LineCrossing[] {
    return this.#crossings.filter((crossing) => !this.#taken.has(crossing));
  }
}

/** When the clock of the lap that the counter stepped into began; undefined where it did not start anew. */
function clockStart(frames: Frames, index: number): number | undefined {
  const { lapTime, visible } = frames;
  const stepped = visibleSeconds(frames, index);
  const last = Math.min(visible.length, index + LONGEST_SEARCH);
  for (let k = index; lapTime && k < last; k++) {
    const t = visibleSeconds(frames, k);
    if (t > stepped + COUNTER_WINDOW_SECONDS) break;
    const clock = visibleValue(frames, lapTime, k);
    const before = visibleValue(frames, lapTime, k - 1);
    // A clock that stood at 0 starts with the first lap.
    if (!(clock < before - 0.5 || (before === 0 && clock > 0))) continue;
    const began = t - clock;
    return began >= stepped - COUNTER_WINDOW_SECONDS && began <= stepped ? began : undefined;
  }
  return undefined;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
