/**
 * Laps of a source that counts them. The number comes from the counter, the border from position: each step by
 * exactly +1 is paired with the nearest crossing of the line within 3 s (counters step some frames early or late).
 * Without a progress the border is where the lap clock began (time − clock at its reset, as clocks may be reset 1–2 s
 * late), else the frame of the step. A step without a crossing although there is a position, any other step, a
 * session change and a place that the car cannot have driven to are cuts. Crossings without a step are no border.
 */
import { type Border, type Borders, COUNTER_WINDOW_SECONDS, mergeBorders } from './border.ts';
import type { Frames } from './frames.ts';
import type { CounterStep, Motion } from './motion.ts';

/** Borders by the lap counter; the frames must have one. */
export function counterBorders(frames: Frames, motion: Motion): Borders {
  const timeOf = (k: number): number => frames.seconds[frames.visible[k] ?? 0] ?? 0;
  const numberOf = (k: number): number | null =>
    finite(frames.lap?.[frames.visible[k] ?? -1] ?? Number.NaN);
  const borders: Border[] = motion.cuts.map((k) => ({
    seconds: timeOf(k),
    kind: 'cut',
    number: numberOf(k),
  }));
  const cutIndices = new Set(motion.cuts);
  let next = 0;
  for (const step of motion.steps) {
    if (cutIndices.has(step.index)) continue;
    const at = timeOf(step.index);
    const { crossings } = motion;
    while (next < crossings.length && (crossings[next] ?? 0) < at - COUNTER_WINDOW_SECONDS) next++;
    const pair = isLapStep(step) ? nearest(crossings, next, at) : undefined;
    const seconds = pair === undefined ? undefined : crossings[pair];
    if (pair !== undefined) next = pair + 1;
    const line = seconds ?? (motion.way ? undefined : clockStart(frames, step.index, at));
    const counted = isLapStep(step) && line !== undefined;
    borders.push({
      seconds: counted ? line : at,
      kind: counted ? 'line' : 'cut',
      number: finite(step.to),
    });
  }
  return { method: 'counter', borders: mergeBorders(borders), firstNumber: numberOf(0) };
}

/** +1, or the first lap after a time outside of any. */
function isLapStep({ from, to }: CounterStep): boolean {
  return to - from === 1 || (Number.isNaN(from) && !Number.isNaN(to));
}

function nearest(crossings: readonly number[], from: number, at: number): number | undefined {
  let best: number | undefined;
  let least = COUNTER_WINDOW_SECONDS;
  for (let k = from; k < crossings.length; k++) {
    const distance = Math.abs((crossings[k] ?? 0) - at);
    if (distance <= least) {
      best = k;
      least = distance;
    } else if ((crossings[k] ?? 0) > at) break;
  }
  return best;
}

/** When the clock of the lap that the counter stepped into began, else the time of the step. */
function clockStart(frames: Frames, index: number, at: number): number {
  const { lapTime, visible, seconds } = frames;
  if (!lapTime) return at;
  const earliest = (seconds[visible[index - 1] ?? 0] ?? at) - frames.tickSeconds;
  for (let k = index; k < visible.length; k++) {
    const j = visible[k] ?? 0;
    const t = seconds[j] ?? 0;
    if (t > at + COUNTER_WINDOW_SECONDS) break;
    const clock = lapTime[j] ?? Number.NaN;
    if (clock >= (lapTime[visible[k - 1] ?? 0] ?? Number.NaN) - 0.5) continue;
    const began = t - clock;
    return began >= earliest && began <= at ? began : at;
  }
  return at;
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
