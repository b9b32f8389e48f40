/**
 * The shape of a lap without positions. Method: heading = ∫ yaw rate dt, or ∫ (lateral acceleration / v) dt; position =
 * ∫ v in that direction. A constant offset of the sensor (of the gyro, or of the accelerometer) is chosen so that the
 * lap turns a whole number of times; where the source tells the sideways speed, the slip of the car is taken off the
 * heading. The rest of the closing error in position is left to the caller, who spreads it over the distance.
 * Sources: J. Automobile Eng. 215 (2001), doi 10.1243/0954407011528590; r = v² / a in any text on track maps.
 * Assumptions: the lap ends where it began, in the same direction. Limits: no banking, no drift of the offset within the
 * lap; below 3 m/s the quotient of acceleration and speed says nothing and is left out.
 */
import { sampleAtSeconds } from '../distance/interpolation.ts';
import { findNumeric } from '../distance/positions.ts';
import type { LapData } from '../laps/lap.ts';
import { toSeconds } from '../channels/channel.ts';

/** Points at native times: metres from the first one, x along the heading at the lap's start. */
export type MotionPath = {
  readonly seconds: Float64Array;
  readonly xMetres: Float64Array;
  readonly yMetres: Float64Array;
};

const SLOWEST_MPS = 3;
/** Farther from a whole number of turns than this, the rate is not one of a lap. */
const WORST_TURNS = 0.35;

/** The path of a lap by its own motion from crossing to crossing, or undefined where no channel tells it. */
export function findMotionPath(lap: LapData): MotionPath | undefined {
  const duration = lap.lap.endSeconds - lap.lap.startSeconds;
  const speed = findNumeric(lap, 'speed');
  if (!speed || !(duration > 0)) return undefined;
  const inside = toSeconds(speed.time).filter((t) => t > 0 && t < duration);
  const seconds = Float64Array.from([0, ...inside, duration]);
  const speeds = sampleAtSeconds(speed, seconds);
  if (seconds.length < 32 || !speeds) return undefined;
  const headings = headingsOf(lap, seconds, speeds);
  if (!headings) return undefined;
  const slip = slipOf(lap, seconds);
  return integrate(seconds, speeds, slip ? headings.map((h, i) => h + (slip[i] ?? 0)) : headings);
}

function headingsOf(
  lap: LapData,
  seconds: Float64Array,
  speeds: Float64Array,
): Float64Array | undefined {
  const ones = new Float64Array(seconds.length).fill(1);
  const yawRate = findNumeric(lap, 'yawRate');
  const rates = yawRate && sampleAtSeconds(yawRate, seconds);
  if (rates?.some((rate) => rate !== 0)) return wholeTurns(seconds, rates, ones);
  const lateral = findNumeric(lap, 'lateralAcceleration');
  const accelerations = lateral && sampleAtSeconds(lateral, seconds);
  if (!accelerations?.some((value) => value !== 0)) return undefined;
  const slowness = speeds.map((v) => (v > SLOWEST_MPS ? 1 / v : 0));
  const turning = accelerations.map((value, i) => value * (slowness[i] ?? 0));
  return wholeTurns(seconds, turning, slowness);
}

/** Headings from rates, less `offset × weight` with the offset that makes the sum a whole number of turns. */
function wholeTurns(
  seconds: Float64Array,
  rates: Float64Array,
  weights: Float64Array,
): Float64Array | undefined {
  const raw = sumUp(seconds, rates);
  const weight = sumUp(seconds, weights);
  const total = raw.at(-1) ?? 0;
  const turns = Math.round(total / (2 * Math.PI));
  const excess = total - turns * 2 * Math.PI;
  if (Math.abs(excess) > WORST_TURNS * 2 * Math.PI) return undefined;
  const whole = weight.at(-1) ?? 0;
  return whole > 0 ? raw.map((h, i) => h - (excess * (weight[i] ?? 0)) / whole) : undefined;
}

/** Running integral by trapezoids. */
function sumUp(seconds: Float64Array, rates: Float64Array): Float64Array {
  const sums = new Float64Array(rates.length);
  for (let i = 1; i < sums.length; i++) {
    const step = (seconds[i] ?? 0) - (seconds[i - 1] ?? 0);
    sums[i] = (sums[i - 1] ?? 0) + (step * ((rates[i] ?? 0) + (rates[i - 1] ?? 0))) / 2;
  }
  return sums;
}

/** Direction of motion against the nose, radians, where the source tells the velocity along and across. */
function slipOf(lap: LapData, seconds: Float64Array): Float64Array | undefined {
  const along = findNumeric(lap, 'velocityX');
  const across = findNumeric(lap, 'velocityY');
  const forward = along && sampleAtSeconds(along, seconds);
  const left = across && sampleAtSeconds(across, seconds);
  if (!forward || !left) return undefined;
  return left.map((v, i) => {
    const ahead = forward[i] ?? 0;
    return ahead > SLOWEST_MPS ? Math.atan2(v, ahead) : 0;
  });
}

function integrate(
  seconds: Float64Array,
  speeds: Float64Array,
  headings: Float64Array,
): MotionPath {
  const east = sumUp(
    seconds,
    speeds.map((v, i) => v * Math.cos(headings[i] ?? 0)),
  );
  const north = sumUp(
    seconds,
    speeds.map((v, i) => v * Math.sin(headings[i] ?? 0)),
  );
  return { seconds, xMetres: east, yMetres: north };
}
