/**
 * Laps of a source that counts them. The number comes from the counter, the border from position: each step by
 * exactly +1 is paired with the nearest crossing of the line within 3 s (counters step some frames early or late).
 * Without a progress the border is where the lap clock began (time − clock at its reset, as clocks may be reset 1–2 s
 * late), else the frame of the step. A step without a crossing although there is a position, any other step, a
 * session change and a place that the car cannot have driven to are cuts. Crossings without a step are no border.
 */
import { type Border, type Borders, COUNTER_WINDOW_SECONDS, mergeBorders } from './border.ts';
import { at } from './columns.ts';
import { type Frames, visibleSeconds, visibleValue } from './frames.ts';
import type { CounterStep, Motion } from './motion.ts';

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
    const line = isLapStep(step, positions)
      ? motion.way
        ? pairing.take(seconds)
        : clockStart(frames, step.index, seconds)
      : undefined;
    const number = finite(step.to);
    return [
      line === undefined
        ? { seconds, kind: 'cut', number }
        : { seconds: line, kind: 'line', number },
    ];
  });
  return {
    method: 'counter',
    borders: mergeBorders([...cuts, ...steps]),
    firstNumber: numberOf(0),
  };
}

/** +1, the first lap after a time outside of any, or (where its closure can tell) the end of the last one. */
function isLapStep({ from, to }: CounterStep, positions: boolean): boolean {
  return (
    to - from === 1 || (Number.isNaN(from) ? !Number.isNaN(to) : Number.isNaN(to) && positions)
  );
}

/** Hands out each crossing once, in order. */
class Pairing {
  readonly #crossings: readonly number[];
  #next = 0;

  constructor(crossings: readonly number[]) {
    this.#crossings = crossings;
  }

  /** The nearest crossing within the window around a step of the counter, or undefined. */
  take(seconds: number): number | undefined {
    let best: number | undefined;
    for (let k = this.#next; k < this.#crossings.length; k++) {
      const distance = at(this.#crossings, k) - seconds;
      if (distance > COUNTER_WINDOW_SECONDS) break;
      const nearer = Math.abs(distance) < Math.abs(at(this.#crossings, best ?? -1) - seconds);
      if (distance >= -COUNTER_WINDOW_SECONDS && (best === undefined || nearer)) best = k;
    }
    if (best === undefined) return undefined;
    this.#next = best + 1;
    return this.#crossings[best];
  }
}

/** When the clock of the lap that the counter stepped into began, else the time of the step. */
function clockStart(frames: Frames, index: number, stepped: number): number {
  const { lapTime, visible } = frames;
  const earliest = visibleSeconds(frames, index - 1) - frames.tickSeconds;
  for (let k = index; lapTime && k < visible.length; k++) {
    const t = visibleSeconds(frames, k);
    if (t > stepped + COUNTER_WINDOW_SECONDS) break;
    const clock = visibleValue(frames, lapTime, k);
    if (!(clock < visibleValue(frames, lapTime, k - 1) - 0.5)) continue;
    const began = t - clock;
    return began >= earliest && began <= stepped ? began : stepped;
  }
  return stepped;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
