import type { LapSplit } from './lap.ts';

/** Where one lap ends and the next begins. */
export type Border = {
  readonly seconds: number;
  /** `line` is a crossing of start/finish; `cut` a reset, tow, jump of the counter; `edge` the recording's start or end. */
  readonly kind: 'line' | 'cut' | 'edge';
  /** The source's lap number from here on; null where it does not count. */
  readonly number: number | null;
  /** Nothing was recorded from here to the next border: a lap was done, the next one began later. */
  readonly pause?: boolean;
};

/** Borders in time order, edges not included, and how they were found. */
export type Borders = {
  readonly method: LapSplit['method'];
  readonly gateSource?: LapSplit['gateSource'];
  readonly borders: readonly Border[];
  /** The source's lap number at the start of the recording. */
  readonly firstNumber: number | null;
};

/** A move faster than this between two fixes is a reset, a tow or a glitch, not driving. */
export const TELEPORT_METRES_PER_SECOND = 100;
/** Position noise and stamps that repeat for some ticks: a smaller hop is never a teleport. */
export const TELEPORT_SLACK_METRES = 30;
/** How far the counter's step, the clock's reset and the crossing in position may lie apart. */
export const COUNTER_WINDOW_SECONDS = 3;
/** Frames looked at in that window at most, so that a file of equal stamps costs no more. */
export const LONGEST_SEARCH = 1000;
/** A progress from here on is the end of the lap itself. */
export const ON_THE_LINE = 1 - 1e-6;
/** Resets show in several channels within some frames: cuts closer than this are one. */
const CUT_MERGE_SECONDS = 1;

/** Borders in time order with cuts of the same event made one; the later number counts. */
export function mergeBorders(borders: readonly Border[]): Border[] {
  const sorted = [...borders].sort((a, b) => a.seconds - b.seconds);
  const merged: Border[] = [];
  for (const border of sorted) {
    const last = merged.at(-1);
    const close = last !== undefined && border.seconds - last.seconds < CUT_MERGE_SECONDS;
    if (close && last.kind === 'cut' && border.kind === 'cut') {
      merged[merged.length - 1] = {
        ...last,
        number: border.number ?? last.number,
      };
    } else if (last === undefined || border.seconds > last.seconds) merged.push(border);
  }
  return merged;
}
