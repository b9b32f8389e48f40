/**
 * Logs that write g and call it m/s². In a turn, lateral acceleration is speed × yaw rate; where the two agree but for
 * a factor of standard gravity (median of |v·ω| / |a| between 7.5 and 12.5 over at least 50 samples of real cornering)
 * and no value exceeds 5, the stated unit is doubted. Values are left as they are.
 */
import { type Channel, isNumeric, type NumericValues, toSeconds } from '@outlap/telemetry';

const LARGEST_G = 5;
const LEAST_TURNING = 3;
const LEAST_SAMPLES = 50;

/** Whether the lateral acceleration looks like g under a unit of m/s²; false where nothing can be said. */
export function looksLikeGravities(channels: readonly Channel[]): boolean {
  const find = (name: string) => channels.find((channel) => channel.name === name);
  const [lateral, speed, yawRate] = [find('lateralAcceleration'), find('speed'), find('yawRate')];
  if (!lateral || !speed || !yawRate || !isNumeric(lateral.values)) return false;
  if (lateral.values.some((value) => Math.abs(value) > LARGEST_G)) return false;
  const ratios = findRatios(lateral.time, lateral.values, sampler(speed), sampler(yawRate));
  if (ratios.length < LEAST_SAMPLES) return false;
  ratios.sort((a, b) => a - b);
  const median = ratios[ratios.length >> 1] ?? 0;
  return median > 7.5 && median < 12.5;
}

type Sampler = (seconds: number) => number;

function findRatios(time: Channel['time'], felt: NumericValues, speed: Sampler, yawRate: Sampler) {
  const ratios: number[] = [];
  for (const [i, now] of toSeconds(time).entries()) {
    const turning = Math.abs(speed(now) * yawRate(now));
    const value = Math.abs(felt[i] ?? 0);
    if (turning > LEAST_TURNING && value > 0.1) ratios.push(turning / value);
  }
  return ratios;
}

function sampler({ time, values }: Channel): Sampler {
  const seconds = toSeconds(time);
  const numbers: NumericValues = isNumeric(values) ? values : new Float32Array(0);
  let i = 0;
  return (now) => {
    while (i + 1 < seconds.length && (seconds[i + 1] ?? 0) <= now) i++;
    return numbers[i] ?? Number.NaN;
  };
}
