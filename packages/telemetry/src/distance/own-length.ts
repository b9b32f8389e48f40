/**
 * How long a lap is by its own data, whatever layout it is said to belong to: the distance that it was cut with, else
 * the span of its lap distance or odometer, else ∫v dt. A channel that covers less than nine tenths of the lap's time
 * tells nothing. Limits: wheels and satellites differ by a percent or two on the same layout.
 */
import type { LapData } from '../laps/lap.ts';
import { integrate, samplesOf, within } from './lap-samples.ts';
import type { RawDistance } from './monotone.ts';

const COVERED_SHARE = 0.9;

/** Metres that the lap says it is long, or undefined where it does not tell. */
export function ownLength(lap: LapData): number | undefined {
  const cut = lap.lap.distanceMetres;
  if (isLength(cut)) return cut;
  return (
    spanOf(lap, samplesOf(lap, 'lapDistance')) ??
    spanOf(lap, samplesOf(lap, 'distance')) ??
    integralOf(lap)
  );
}

function isLength(metres: number | null): metres is number {
  return metres !== null && Number.isFinite(metres) && metres > 0;
}

function integralOf(lap: LapData): number | undefined {
  const speed = samplesOf(lap, 'speed');
  return speed && spanOf(lap, integrate(speed));
}

function spanOf(lap: LapData, samples: RawDistance | undefined): number | undefined {
  if (!samples) return undefined;
  const { seconds, metres } = within(lap, samples);
  const duration = lap.lap.endSeconds - lap.lap.startSeconds;
  const covered = (seconds.at(-1) ?? 0) - (seconds[0] ?? 0);
  if (!(covered >= COVERED_SHARE * duration)) return undefined;
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of metres) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return isLength(high - low) ? high - low : undefined;
}
