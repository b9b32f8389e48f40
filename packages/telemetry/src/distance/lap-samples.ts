import { findChannel } from '../channels/find.ts';
import type { LapData } from '../laps/lap.ts';
import { finiteSamples } from './interpolation.ts';
import type { RawDistance } from './monotone.ts';

/** The samples from the lap's start to its end: without the neighbours that it was cut with. */
export function within(lap: LapData, raw: RawDistance): RawDistance {
  const duration = lap.lap.endSeconds - lap.lap.startSeconds;
  let from = 0;
  let to = raw.seconds.length;
  while (from < to && (raw.seconds[from] ?? 0) < 0) from++;
  while (to > from && (raw.seconds[to - 1] ?? 0) > duration) to--;
  return { seconds: raw.seconds.subarray(from, to), metres: raw.metres.subarray(from, to) };
}

/** The finite samples of a channel, or undefined with fewer than eight. */
export function samplesOf(lap: LapData, name: string): RawDistance | undefined {
  const channel = findChannel(lap.channels, name);
  const samples = channel && finiteSamples(channel);
  return samples && samples.seconds.length >= 8
    ? { seconds: samples.seconds, metres: Float64Array.from(samples.values) }
    : undefined;
}

/** Metres driven since the first sample of a speed (trapezoids; backwards counts as standing). */
export function integrate(speed: RawDistance): RawDistance {
  const metres = new Float64Array(speed.metres.length);
  for (let i = 1; i < metres.length; i++) {
    const dt = (speed.seconds[i] ?? 0) - (speed.seconds[i - 1] ?? 0);
    const mean = (Math.max(0, speed.metres[i] ?? 0) + Math.max(0, speed.metres[i - 1] ?? 0)) / 2;
    metres[i] = (metres[i - 1] ?? 0) + mean * dt;
  }
  return { seconds: speed.seconds, metres };
}
