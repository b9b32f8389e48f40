/**
 * The signals of a lap that say what the driver did: pedals where they are logged and used, else what the car's
 * acceleration tells. Read once a lap and shared by all its corners.
 */
import { STANDARD_GRAVITY } from '../channels/units.ts';
import { findChannel } from '../channels/find.ts';
import type { DistanceAxis } from '../distance/axis.ts';
import { at, finiteSamples } from '../distance/interpolation.ts';
import type { LapData } from '../laps/lap.ts';
import type { Hysteresis, Signal } from './applications.ts';

/** Braking as a positive signal with the hysteresis that fits it; `pedal` when its value is a pedal's ratio. */
type BrakeSignal = Signal & { readonly hysteresis: Hysteresis; readonly pedal: boolean };

/** Signals of one lap over its native time; null where not measured or sampled too slowly to tell a corner's phases. */
export type Controls = {
  readonly speed: Signal;
  readonly brake: BrakeSignal | null;
  readonly throttle: Signal | null;
  readonly gear: Signal | null;
};

/** Below this rate the phases of a corner drown in the sampling noise. */
export const PHASE_RATE_HZ = 8;

const PEDAL: Hysteresis = { enter: 0.05, exit: 0.03, leastSeconds: 0.05 };
const DECELERATION: Hysteresis = {
  enter: 0.25 * STANDARD_GRAVITY,
  exit: 0.1 * STANDARD_GRAVITY,
  leastSeconds: 0.12,
};

/** The control signals of a lap. */
export function controlsOf(lap: LapData, axis: DistanceAxis): Controls {
  const logged = signalOf(lap, 'speed');
  const speed = logged ?? speedOfAxis(axis);
  return {
    speed,
    brake: brakeOf(lap, axis, speed),
    throttle: usedPedal(lap, axis, 'throttle'),
    gear: signalOf(lap, 'gear'),
  };
}

function signalOf(lap: LapData, name: string): Signal | null {
  const channel = findChannel(lap.channels, name);
  return channel ? finiteSamples(channel) : null;
}

/** Samples per second over the lap. */
function rateOf(signal: Signal, axis: DistanceAxis): number {
  return signal.seconds.length / axis.durationSeconds;
}

function usedPedal(lap: LapData, axis: DistanceAxis, name: string): Signal | null {
  const signal = signalOf(lap, name);
  if (!signal || rateOf(signal, axis) < PHASE_RATE_HZ) return null;
  return greatest(signal) > PEDAL.enter ? signal : null;
}

function greatest({ values }: Signal): number {
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) most = Math.max(most, at(values, i));
  return most;
}

function brakeOf(lap: LapData, axis: DistanceAxis, speed: Signal): BrakeSignal | null {
  const pedal = usedPedal(lap, axis, 'brake');
  if (pedal) return { ...pedal, hysteresis: PEDAL, pedal: true };
  const pressure = usedPedal(lap, axis, 'brakePressureFront');
  if (pressure) {
    const most = greatest(pressure);
    const values = Float64Array.from(pressure.values, (value) => value / most);
    return { seconds: pressure.seconds, values, hysteresis: PEDAL, pedal: false };
  }
  const deceleration = signalOf(lap, 'longitudinalAcceleration');
  if (deceleration && rateOf(deceleration, axis) >= PHASE_RATE_HZ) {
    const values = Float64Array.from(deceleration.values, (value) => -value);
    return { seconds: deceleration.seconds, values, hysteresis: DECELERATION, pedal: false };
  }
  if (rateOf(speed, axis) < PHASE_RATE_HZ) return null;
  return { ...decelerationOf(speed), hysteresis: DECELERATION, pedal: false };
}

/** −dv/dt over windows of about 0.2 s. */
function decelerationOf({ seconds, values }: Signal): Signal {
  const count = seconds.length;
  const result = new Float64Array(count);
  let a = 0;
  let b = 0;
  for (let i = 0; i < count; i++) {
    const t = at(seconds, i);
    while (a < i && at(seconds, a + 1) <= t - 0.1) a++;
    while (b < count - 1 && at(seconds, b) < t + 0.1) b++;
    const dt = at(seconds, b) - at(seconds, a);
    result[i] = dt > 0 ? (at(values, a) - at(values, b)) / dt : 0;
  }
  return { seconds, values: result };
}

function speedOfAxis({ seconds, metres }: DistanceAxis): Signal {
  const values = new Float64Array(seconds.length);
  const last = seconds.length - 1;
  for (let i = 0; i <= last; i++) {
    const a = Math.max(0, i - 1);
    const b = Math.min(last, i + 1);
    values[i] = (at(metres, b) - at(metres, a)) / (at(seconds, b) - at(seconds, a));
  }
  return { seconds, values };
}
