/**
 * The source's own lap times. `lastLapTime` changes 0.1–2 s after the lap ended, so the first change within 3 s after
 * the crossing belongs to the lap that just ended; a value that was there before does not (it is the predecessor's, or
 * stale after joining mid-way). Two laps of the same time show no change: a value that stays through the whole window
 * and agrees with the crossing within 20 ms is the lap's own. Below zero the source calls the lap invalid. A value
 * that does not fit the crossing (0.5 %, at least 0.1 s) is not this lap's. A source without last lap times may say them
 * by its lap clock: where a lap's last sample is on the line itself, the clock shows the lap time.
 */
import { COUNTER_WINDOW_SECONDS, LONGEST_SEARCH, ON_THE_LINE } from './border.ts';
import { type Frames, visibleAtOrAfter, visibleSeconds, visibleValue } from './frames.ts';

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
  const { lastLapTime, visible } = frames;
  const crossing = endSeconds - startSeconds;
  if (!lastLapTime) return judgeClock(frames, endSeconds, crossing);
  const early = Math.max(startSeconds + crossing / 2, endSeconds - EARLY_SECONDS);
  const until = endSeconds + COUNTER_WINDOW_SECONDS;
  let k = visibleAtOrAfter(frames, early);
  let before = visibleValue(frames, lastLapTime, Math.max(0, k - 1));
  const last = Math.min(visible.length, k + LONGEST_SEARCH);
  for (; k < last && visibleSeconds(frames, k) <= until; k++) {
    const value = visibleValue(frames, lastLapTime, k);
    if (Number.isNaN(before)) before = value;
    if (!Number.isNaN(value) && value !== before) return judge(value, crossing);
  }
  return k < visible.length ? judgeUnchanged(before, crossing) : undefined;
}

function judgeClock(
  frames: Frames,
  endSeconds: number,
  crossing: number,
): OfficialTime | undefined {
  const after = visibleAtOrAfter(frames, endSeconds);
  const k = visibleSeconds(frames, after) === endSeconds ? after : after - 1;
  const last = [k, k - 1].find((i) => visibleValue(frames, frames.progress, i) >= ON_THE_LINE);
  if (last === undefined || frames.restarts) return undefined;
  const clock = visibleValue(frames, frames.lapTime, last);
  const same = Math.abs(clock - crossing) <= SAME_VALUE_SECONDS;
  return same ? { kind: 'time', seconds: clock } : undefined;
}

function judgeUnchanged(value: number, crossing: number): OfficialTime | undefined {
  if (value < 0) return { kind: 'invalid' };
  const same = Math.abs(value - crossing) <= SAME_VALUE_SECONDS;
  return same ? { kind: 'time', seconds: value } : undefined;
}

function judge(value: number, crossing: number): OfficialTime | undefined {
  if (value < 0) return { kind: 'invalid' };
  const tolerance = Math.max(TOLERANCE_SECONDS, TOLERANCE_RATIO * crossing);
  return value > 0 && Math.abs(value - crossing) <= tolerance
    ? { kind: 'time', seconds: value }
    : undefined;
}
