/**
 * The source's own lap times. `lastLapTime` changes 0.1–2 s after the lap ended, so the first change within 3 s after
 * the crossing belongs to the lap that just ended; a value that was there before does not (it is the predecessor's, or
 * stale after joining mid-way). Two laps of the same time show no change: a value that stays through the whole window
 * and agrees with the crossing within 20 ms is the lap's own. Below zero the source calls the lap invalid. A value
 * that does not fit the crossing (0.5 %, at least 0.1 s) is not this lap's.
 */
import { COUNTER_WINDOW_SECONDS } from './border.ts';
import { indexAtOrAfter } from './columns.ts';
import type { Frames } from './frames.ts';

export type OfficialTime =
  { readonly kind: 'time'; readonly seconds: number } | { readonly kind: 'invalid' };

const SAME_VALUE_SECONDS = 0.02;
const TOLERANCE_SECONDS = 0.1;
const TOLERANCE_RATIO = 0.005;
/** Frames may disagree by some ticks about when the line was crossed. */
const EARLY_SECONDS = 0.3;

/** What the source says about the lap between two crossings; undefined where it says nothing that fits. */
export function findOfficialTime(
  frames: Frames,
  startSeconds: number,
  endSeconds: number,
): OfficialTime | undefined {
  const { lastLapTime, visible, seconds } = frames;
  if (!lastLapTime) return undefined;
  const crossing = endSeconds - startSeconds;
  const early = Math.max(startSeconds + crossing / 2, endSeconds - EARLY_SECONDS);
  const first = indexAtOrAfter(seconds, early);
  let k = indexAtOrAfterInt(visible, first);
  let before = lastLapTime[visible[Math.max(0, k - 1)] ?? 0] ?? Number.NaN;
  const until = endSeconds + COUNTER_WINDOW_SECONDS;
  for (; k < visible.length; k++) {
    const i = visible[k] ?? 0;
    if ((seconds[i] ?? 0) > until) break;
    const value = lastLapTime[i] ?? Number.NaN;
    if (Number.isNaN(before)) before = value;
    if (!Number.isNaN(value) && value !== before) return judge(value, crossing);
  }
  const complete = k < visible.length;
  if (complete && before < 0) return { kind: 'invalid' };
  return complete && Math.abs(before - crossing) <= SAME_VALUE_SECONDS
    ? { kind: 'time', seconds: before }
    : undefined;
}

function judge(value: number, crossing: number): OfficialTime | undefined {
  if (value < 0) return { kind: 'invalid' };
  const tolerance = Math.max(TOLERANCE_SECONDS, TOLERANCE_RATIO * crossing);
  return value > 0 && Math.abs(value - crossing) <= tolerance
    ? { kind: 'time', seconds: value }
    : undefined;
}

function indexAtOrAfterInt(sorted: Int32Array, value: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sorted[middle] ?? 0) < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
