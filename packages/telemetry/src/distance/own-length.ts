/**
 * How long a lap is by its own data, whatever layout it is said to belong to: the distance that it was cut with, else
 * the span of its lap distance or odometer, else ∫v dt. A channel that covers less than nine tenths of the lap's time
 * tells nothing. Limits: wheels and satellites differ by a percent or two on the same layout.
 */
import { findChannel } from '../channels/find.ts';
import type { LapData } from '../laps/lap.ts';
import { finiteSamples } from './interpolation.ts';

const COVERED_SHARE = 0.9;

type Samples = { readonly seconds: Float64Array; readonly values: ArrayLike<number> };

/** Metres that the lap says it is long, or undefined where it does not tell. */
export function ownLength(lap: LapData): number | undefined {
  const cut = lap.lap.distanceMetres ?? Number.NaN;
  const lengths = [
    () => cut,
    () => spanOf(samplesWithin(lap, 'lapDistance')),
    () => spanOf(samplesWithin(lap, 'distance')),
    () => integralOf(samplesWithin(lap, 'speed')),
  ];
  for (const length of lengths) {
    const metres = length();
    if (Number.isFinite(metres) && metres > 0) return metres;
  }
  return undefined;
}

function samplesWithin(lap: LapData, name: string): Samples | undefined {
  const channel = findChannel(lap.channels, name);
  const samples = channel && finiteSamples(channel);
  if (!samples) return undefined;
  const duration = lap.lap.endSeconds - lap.lap.startSeconds;
  const { seconds } = samples;
  let from = 0;
  let to = seconds.length;
  while (from < to && (seconds[from] ?? 0) < 0) from++;
  while (to > from && (seconds[to - 1] ?? 0) > duration) to--;
  const covered = (seconds[to - 1] ?? 0) - (seconds[from] ?? 0);
  if (to - from < 8 || !(covered >= COVERED_SHARE * duration)) return undefined;
  return {
    seconds: seconds.subarray(from, to),
    values: Float64Array.from(samples.values).subarray(from, to),
  };
}

function spanOf(samples: Samples | undefined): number {
  if (!samples) return Number.NaN;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < samples.values.length; i++) {
    const value = samples.values[i] ?? Number.NaN;
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low;
}

function integralOf(samples: Samples | undefined): number {
  if (!samples) return Number.NaN;
  const { seconds, values } = samples;
  let metres = 0;
  for (let i = 1; i < values.length; i++) {
    const mean = (Math.abs(values[i] ?? 0) + Math.abs(values[i - 1] ?? 0)) / 2;
    metres += mean * ((seconds[i] ?? 0) - (seconds[i - 1] ?? 0));
  }
  return metres;
}
