/** What a canonical channel is: its unit, how it behaves between samples, and how a person calls it. */
export type CanonicalChannel = {
  readonly unit: string;
  /** `continuous` may be interpolated, `step` (gear, counters, flags, text) holds its value. */
  readonly kind: 'continuous' | 'step';
  readonly label: string;
};

const continuous = (unit: string, label: string): CanonicalChannel => ({
  unit,
  kind: 'continuous',
  label,
});
const step = (label: string, unit = ''): CanonicalChannel => ({ unit, kind: 'step', label });

const wheels = {
  FrontLeft: 'front left',
  FrontRight: 'front right',
  RearLeft: 'rear left',
  RearRight: 'rear right',
};
const perWheel = (stem: string, unit: string, label: string): Record<string, CanonicalChannel> =>
  Object.fromEntries(
    Object.entries(wheels).map(([suffix, words]) => [
      `${stem}${suffix}`,
      continuous(unit, `${label} ${words}`),
    ]),
  );

/**
 * The canonical channels. Signs: left turns are positive in `steering`, `yawRate` and `lateralAcceleration`;
 * speeding up is positive in `longitudinalAcceleration`. Pedals: 1 is fully pressed (also `clutch`).
 */
export const CANONICAL_CHANNELS: Readonly<Record<string, CanonicalChannel>> = {
  speed: continuous('m/s', 'Speed'),
  engineSpeed: continuous('rpm', 'Engine speed'),
  throttle: continuous('ratio', 'Throttle'),
  brake: continuous('ratio', 'Brake'),
  clutch: continuous('ratio', 'Clutch'),
  clutchEngagement: continuous('ratio', 'Clutch engagement'),
  handbrake: continuous('ratio', 'Handbrake'),
  steering: continuous('rad', 'Steering'),
  gear: step('Gear'),
  latitude: continuous('deg', 'Latitude'),
  longitude: continuous('deg', 'Longitude'),
  altitude: continuous('m', 'Altitude'),
  heading: continuous('rad', 'Heading'),
  satellites: step('Satellites'),
  positionAccuracy: continuous('m', 'Position accuracy'),
  positionX: continuous('m', 'Position x'),
  positionY: continuous('m', 'Position y'),
  positionZ: continuous('m', 'Position z'),
  lapNumber: step('Lap'),
  lapDistance: continuous('m', 'Lap distance'),
  lapProgress: continuous('ratio', 'Lap progress'),
  lapTime: continuous('s', 'Lap time'),
  lastLapTime: step('Last lap time', 's'),
  bestLapTime: step('Best lap time', 's'),
  distance: continuous('m', 'Distance'),
  sessionTime: continuous('s', 'Session time'),
  lateralAcceleration: continuous('m/s²', 'Lateral acceleration'),
  longitudinalAcceleration: continuous('m/s²', 'Longitudinal acceleration'),
  verticalAcceleration: continuous('m/s²', 'Vertical acceleration'),
  yaw: continuous('rad', 'Yaw'),
  pitch: continuous('rad', 'Pitch'),
  roll: continuous('rad', 'Roll'),
  yawRate: continuous('rad/s', 'Yaw rate'),
  pitchRate: continuous('rad/s', 'Pitch rate'),
  rollRate: continuous('rad/s', 'Roll rate'),
  velocityX: continuous('m/s', 'Velocity forward'),
  velocityY: continuous('m/s', 'Velocity left'),
  velocityZ: continuous('m/s', 'Velocity up'),
  fuelLevel: continuous('L', 'Fuel'),
  fuelUse: continuous('kg/h', 'Fuel use'),
  engineCoolantTemperature: continuous('°C', 'Coolant'),
  engineOilTemperature: continuous('°C', 'Oil temperature'),
  engineOilPressure: continuous('Pa', 'Oil pressure'),
  fuelPressure: continuous('Pa', 'Fuel pressure'),
  manifoldPressure: continuous('Pa', 'Manifold pressure'),
  intakeAirTemperature: continuous('°C', 'Intake air'),
  airTemperature: continuous('°C', 'Air temperature'),
  trackTemperature: continuous('°C', 'Track temperature'),
  batteryVoltage: continuous('V', 'Battery'),
  brakePressureFront: continuous('Pa', 'Brake pressure front'),
  brakePressureRear: continuous('Pa', 'Brake pressure rear'),
  brakeBias: continuous('ratio', 'Brake bias'),
  steeringTorque: continuous('N·m', 'Steering torque'),
  onTrack: step('On track'),
  onPitRoad: step('On pit road'),
  trackSurface: step('Track surface'),
  sessionNumber: step('Session number'),
  sessionState: step('Session state'),
  sessionFlags: step('Flags'),
  ...perWheel('wheelSpeed', 'm/s', 'Wheel speed'),
  ...perWheel('tyreTemperature', '°C', 'Tyre temperature'),
  ...perWheel('tyrePressure', 'Pa', 'Tyre pressure'),
  ...perWheel('tyreWear', 'ratio', 'Tyre tread left'),
  ...perWheel('brakeTemperature', '°C', 'Brake temperature'),
  ...perWheel('suspensionTravel', 'm', 'Suspension travel'),
  ...perWheel('rideHeight', 'm', 'Ride height'),
};

/** The canonical channel behind a name, whether or not it carries a source (`speed@canbus`). */
export function findCanonical(name: string): CanonicalChannel | undefined {
  const stem = name.split('@', 1)[0] ?? name;
  return Object.hasOwn(CANONICAL_CHANNELS, stem) ? CANONICAL_CHANNELS[stem] : undefined;
}

/** Whether values between samples may be interpolated; unknown names may, text and counters may not. */
export function isStep(name: string): boolean {
  return findCanonical(name)?.kind === 'step';
}
