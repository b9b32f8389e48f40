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
  const [lateral, speed, yawRate] = ['lateralAcceleration', 'speed', 'yawRate'].map((name) =>
    channels.find((channel) => channel.name === name),
  );
  if (!lateral || !speed || !yawRate || !isNumeric(lateral.values)) return false;
  if (lateral.values.some((value) => Math.abs(value) > LARGEST_G)) return false;
  const speedAt = sampler(speed);
  const yawRateAt = sampler(yawRate);
  const seconds = toSeconds(lateral.time);
  const ratios: number[] = [];
  for (let i = 0; i < seconds.length; i++) {
    const turning = Math.abs(speedAt(seconds[i] ?? 0) * yawRateAt(seconds[i] ?? 0));
    const felt = Math.abs(lateral.values[i] ?? 0);
    if (turning > LEAST_TURNING && felt > 0.1) ratios.push(turning / felt);
  }
  if (ratios.length < LEAST_SAMPLES) return false;
  ratios.sort((a, b) => a - b);
  const median = ratios[ratios.length >> 1] ?? 0;
  return median > 7.5 && median < 12.5;
}

function sampler({ time, values }: Channel): (seconds: number) => number {
  const seconds = toSeconds(time);
  const numbers: NumericValues = isNumeric(values) ? values : new Float32Array(0);
  let i = 0;
  return (now) => {
    while (i + 1 < seconds.length && (seconds[i + 1] ?? 0) <= now) i++;
    return numbers[i] ?? Number.NaN;
  };
}
