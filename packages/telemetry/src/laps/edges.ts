/**
 * Recordings cut at the line by their source (one lap a file). Where a recording begins within two samples after the line,
 * its first lap begins on the line, at the time told by the move to the next sample (progress) or by the lap clock; the
 * same for its end. Standing cars do not move from sample to sample, so a start from the grid or the pits is none; a
 * car that rolls slowly begins a lap where its clock and its progress both begin at 0.
 */
import type { Border, Borders } from './border.ts';
import { type Frames, visibleSeconds, visibleValue } from './frames.ts';

/** How near to the line, in ticks. */
const LINE_TICKS = 2.5;
/** A car slower than this at the line has not driven over it: it started there. */
const STANDING_METRES_PER_SECOND = 3;
const ROLLING_METRES_PER_SECOND = 1;

/** Seconds since the line at visible frame `k`, or NaN where the lap of that frame did not begin just before it. */
function sinceLine(frames: Frames, k: number): number {
  const { progress, lapTime, speed, tickSeconds } = frames;
  const both = visibleValue(frames, progress, k) === 0 && visibleValue(frames, lapTime, k) === 0;
  const least = both ? ROLLING_METRES_PER_SECOND : STANDING_METRES_PER_SECOND;
  if (visibleValue(frames, speed, k) < least) return Number.NaN;
  const told = progress ?? lapTime;
  const value = visibleValue(frames, told, k);
  const next = visibleValue(frames, told, k + 1);
  const rate = (next - value) / (visibleSeconds(frames, k + 1) - visibleSeconds(frames, k));
  if (!(rate > 0)) return Number.NaN;
  const since = progress ? value / rate : value;
  return since >= -tickSeconds && since <= LINE_TICKS * tickSeconds ? since : Number.NaN;
}

/** The recording's start; a line where it begins on the line, a fraction of a tick before its first sample. */
export function firstBorder({ firstNumber, method }: Borders, frames: Frames | undefined): Border {
  const edge: Border = { seconds: 0, kind: 'edge', number: firstNumber };
  if (!frames || method === 'gate' || method === 'beacon') return edge;
  const t = visibleSeconds(frames, 0);
  const since = sinceLine(frames, 0);
  if (!(t <= frames.tickSeconds) || Number.isNaN(since)) return edge;
  return { ...edge, seconds: Math.min(0, t - since), kind: 'line' };
}

/** The recording's end; a line where the next tick would have reached it. */
export function lastBorder(endSeconds: number, frames: Frames | undefined): Border {
  const edge: Border = { seconds: endSeconds, kind: 'edge', number: null };
  if (!frames?.progress) return edge;
  const k = frames.visible.length - 1;
  const t = visibleSeconds(frames, k);
  const value = visibleValue(frames, frames.progress, k);
  const before = visibleValue(frames, frames.progress, k - 1);
  const rate = (value - before) / (t - visibleSeconds(frames, k - 1));
  const left = (1 - value) / rate;
  const near = rate > 0 && left >= 0 && left <= LINE_TICKS * frames.tickSeconds;
  if (!near || endSeconds - t > frames.tickSeconds) return edge;
  return { ...edge, seconds: Math.max(endSeconds, t + left), kind: 'line' };
}
