/**
 * What the channels of a lap say about its distance, one function a method; undefined where the channels are missing.
 * `scaled` means that the source's own scale is not trusted and only its shape is used.
 */
import type { AlignmentMethod, Refusal } from '../comparison/comparison.ts';
import { tickOf } from '../laps/columns.ts';
import type { LapData } from '../laps/lap.ts';
import { integrate, samplesOf, within } from './lap-samples.ts';
import { pooledOf, risingOf, unwrap } from './monotone.ts';
import type { RawDistance } from './monotone.ts';
import { findLapPath } from './positions.ts';
import { project } from './projection.ts';
import { lineOfLap } from './reference-line.ts';
import type { ReferenceLine } from './reference-line.ts';

/** Raw distances of one lap by one method, strictly rising, with what is known about their origin. */
export type SourceDistance = {
  readonly method: AlignmentMethod;
  readonly raw: RawDistance;
  readonly scaled: boolean;
  /** Number of distinct samples within the lap, and their times. */
  readonly samples: number;
  readonly sampleSeconds: Float64Array;
};

const SAME_LENGTH_SHARE = 0.03;
const SPEED_LENGTH_SHARE = 0.1;
const LINE_COVERAGE = 0.6;
/** A channel that moves less than this share of a lap is logged but not filled. */
const LEAST_SHARE = 0.05;
const SPARSE_RATE_HZ = 4;

function differs(lap: LapData, metres: number, lengthMetres: number): Refusal {
  const detail = `lap ${lap.lap.number} is ${metres.toFixed(0)} m long, the layout ${lengthMetres.toFixed(0)} m`;
  return { kind: 'refused', reason: 'different-layout', detail };
}

/**
 * Method A: `lapProgress` (its scale is exact) or `lapDistance`; not a lap distance below 4 Hz beside a faster speed,
 * since it begins anew up to a sample late and bends between its samples.
 */
export function rawByLapDistance(
  lap: LapData,
  lengthMetres: number,
): SourceDistance | Refusal | undefined {
  const progress = samplesOf(lap, 'lapProgress');
  if (progress && isMoving(progress.metres, LEAST_SHARE)) {
    for (let i = 0; i < progress.metres.length; i++)
      progress.metres[i] = (progress.metres[i] ?? 0) * lengthMetres;
    unwrap(progress.metres, lengthMetres);
    if (isFalling(progress.metres, lengthMetres)) return reversed(lap);
    return found('lap-distance', risingOf(progress), false, progress.seconds);
  }
  const distance = samplesOf(lap, 'lapDistance');
  if (!distance || !isMoving(distance.metres, LEAST_SHARE * lengthMetres)) return undefined;
  // The neighbours beyond the line are left out: the source's own length, at which they wrap, is not known exactly.
  const inside = within(lap, distance);
  if (isSparse(lap, inside)) return undefined;
  const longest = inside.metres.reduce((most, value) => Math.max(most, value), 0);
  if (longest > lengthMetres * (1 + SAME_LENGTH_SHARE)) return differs(lap, longest, lengthMetres);
  const near = longest > lengthMetres * (1 - SAME_LENGTH_SHARE);
  unwrap(inside.metres, near ? longest : lengthMetres);
  if (isFalling(inside.metres, lengthMetres)) return reversed(lap);
  return found('lap-distance', risingOf(inside), true, inside.seconds);
}

function isSparse(lap: LapData, { seconds }: RawDistance): boolean {
  const step = tickOf(seconds);
  const speed = step > 1 / SPARSE_RATE_HZ ? samplesOf(lap, 'speed') : undefined;
  return speed !== undefined && tickOf(speed.seconds) < step / 2;
}

function isFalling(metres: Float64Array, lengthMetres: number): boolean {
  return (metres.at(-1) ?? 0) - (metres[0] ?? 0) < -0.5 * lengthMetres;
}

function reversed(lap: LapData): Refusal {
  const detail = `lap ${lap.lap.number} was driven the other way round`;
  return { kind: 'refused', reason: 'reversed', detail };
}

function isMoving(values: Float64Array, least: number): boolean {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return high - low >= least;
}

function found(
  method: AlignmentMethod,
  raw: RawDistance,
  scaled: boolean,
  sampleSeconds: Float64Array,
  samples = raw.seconds.length,
): SourceDistance {
  return { method, raw, scaled, samples, sampleSeconds };
}

/** Method B: fixes projected onto `line`, or onto the lap's own path. */
export function rawByPosition(
  lap: LapData,
  lengthMetres: number,
  given?: ReferenceLine,
): SourceDistance | Refusal | undefined {
  const line = given ?? lineOfLap(lap, lengthMetres);
  const path = line && findLapPath(lap, line.plane);
  if (!path) return undefined;
  const { raw, coverage } = project(path, line);
  if (coverage < LINE_COVERAGE) {
    const share = Math.round(coverage * 100);
    const detail = `${share} % of lap ${lap.lap.number} lies on the reference's line`;
    return { kind: 'refused', reason: 'different-layout', detail };
  }
  return found('position', pooledOf(raw), false, raw.seconds, raw.seconds.length);
}

/** Method C: integrated speed, else the source's odometer. */
export function rawBySpeed(
  lap: LapData,
  lengthMetres: number,
): SourceDistance | Refusal | undefined {
  const speed = samplesOf(lap, 'speed');
  const odometer = speed ? undefined : samplesOf(lap, 'distance');
  const raw = speed ? integrate(speed) : odometer;
  if (!raw) return undefined;
  const inside = within(lap, raw);
  const start = inside.metres[0] ?? 0;
  const total = (inside.metres.at(-1) ?? 0) - start;
  if (!(total > 0)) return undefined;
  const expected = lengthMetres * coveredShare(lap, inside.seconds);
  if (Math.abs(total / expected - 1) > SPEED_LENGTH_SHARE) return differs(lap, total, lengthMetres);
  const scale = expected / total;
  const shift = Math.max(0, (inside.seconds[0] ?? 0) * slope(inside));
  for (let i = 0; i < inside.metres.length; i++)
    inside.metres[i] = ((inside.metres[i] ?? 0) - start + shift) * scale;
  return found('integrated-speed', risingOf(inside), true, inside.seconds);
}

function slope({ seconds, metres }: RawDistance): number {
  const k = Math.min(seconds.length - 1, 4);
  const span = (seconds[k] ?? 0) - (seconds[0] ?? 0);
  return span > 0 ? ((metres[k] ?? 0) - (metres[0] ?? 0)) / span : 0;
}

/** Share of the lap between the first and the last sample, so that the edges of a slow channel are not called a length. */
function coveredShare(lap: LapData, seconds: Float64Array): number {
  const duration = lap.lap.endSeconds - lap.lap.startSeconds;
  return Math.min(1, ((seconds.at(-1) ?? 0) - (seconds[0] ?? 0)) / duration);
}
