import { STANDARD_GRAVITY } from '../channels/units.ts';
import type { CarState } from './car-state.ts';
import { feltUp } from './car-systems.ts';
import { smoothAt } from './noise.ts';
import { type Sensor, sensor, type SensorScene, WHEELS } from './sensor.ts';

const FULL_TURN = 2 * Math.PI;
const wrapTurn = (angle: number): number => angle - FULL_TURN * Math.floor(angle / FULL_TURN);
const wrapHalf = (angle: number): number => wrapTurn(angle + Math.PI) - Math.PI;
/** The road's roughness as felt at a speed: a value a metre and a half of road. */
const rumble = (state: CarState, { seed }: SensorScene, lane: number): number =>
  smoothAt(seed + 40 + lane, (state.lap * 1e4 + state.metres) / 1.5) *
  Math.min(1, state.speedMps / 40);

function wheelSpeed(state: CarState, { car }: SensorScene, wheel: number): number {
  const outward = wheel % 2 === 0 ? -1 : 1;
  const turning = (outward * state.yawRate * car.trackMetres) / 2;
  const locked = state.brake * (wheel < 2 ? 0.035 : 0.028);
  const spun = wheel < 2 ? 0 : (0.03 * state.throttle * Math.max(0, state.longitudinal)) / 8;
  return Math.max(0, (state.speedMps + turning) * (1 - locked + spun));
}

function rideHeight(state: CarState, scene: SensorScene, wheel: number): number {
  const front = wheel < 2;
  const side = wheel % 2 === 0 ? 1 : -1;
  const squat = (front ? 1 : -1) * 0.0012 * state.longitudinal;
  const air = state.speedMps * state.speedMps * (front ? 2.2e-6 : 2.6e-6);
  const lean = side * 0.0009 * state.lateral;
  return (front ? 0.062 : 0.078) + squat + lean - air + 0.0025 * rumble(state, scene, wheel);
}

const perWheel = (
  stem: string,
  sourceSuffix: string,
  unit: string,
  read: (state: CarState, scene: SensorScene, wheel: number) => number,
): Sensor[] =>
  WHEELS.map(({ code, suffix }, wheel) =>
    sensor(`${stem}${suffix}`, `${code}${sourceSuffix}`, unit, (s, scene) => read(s, scene, wheel)),
  );

const position: readonly Sensor[] = [
  sensor('sessionTime', 'SessionTime', 's', (s) => s.seconds, 'f64'),
  sensor('sessionNumber', 'SessionNum', '', 0, 'i32'),
  sensor('sessionState', 'SessionState', '', 4, 'i32'),
  sensor('sessionFlags', 'SessionFlags', '', 0x1004_0000, 'u32'),
  sensor('onTrack', 'IsOnTrack', '', 1, 'u8'),
  sensor('onPitRoad', 'OnPitRoad', '', (s) => (s.pit ? 1 : 0), 'u8'),
  sensor('trackSurface', 'PlayerTrackSurface', '', (s) => (s.inStall ? 1 : s.pit ? 2 : 3), 'i32'),
  sensor('lapNumber', 'Lap', '', (s) => s.lap, 'i32'),
  sensor('lapDistance', 'LapDist', 'm', (s) => s.metres),
  sensor('lapProgress', 'LapDistPct', 'ratio', (s) => s.progress),
  sensor('lapTime', 'LapCurrentLapTime', 's', (s) => s.lapSeconds),
  sensor('lastLapTime', 'LapLastLapTime', 's', (s) => s.lastLapSeconds),
  sensor('bestLapTime', 'LapBestLapTime', 's', (s) => s.bestLapSeconds),
  sensor('latitude', 'Lat', 'deg', (s, { plane }) => plane.latitude(s.yMetres), 'f64'),
  sensor('longitude', 'Lon', 'deg', (s, { plane }) => plane.longitude(s.xMetres), 'f64'),
  sensor('altitude', 'Alt', 'm', (s) => s.altitudeMetres),
];

const motion: readonly Sensor[] = [
  sensor('speed', 'Speed', 'm/s', (s) => s.speedMps),
  sensor('velocityX', 'VelocityX', 'm/s', (s) => s.speedMps * Math.cos(s.slip)),
  sensor('velocityY', 'VelocityY', 'm/s', (s) => -s.speedMps * Math.sin(s.slip)),
  sensor('velocityZ', 'VelocityZ', 'm/s', (s, scene) => 0.05 * rumble(s, scene, 9)),
  sensor('yaw', 'Yaw', 'rad', (s) => wrapHalf(s.yaw)),
  sensor('heading', 'YawNorth', 'rad', (s) => wrapTurn(Math.PI / 2 - s.yaw)),
  sensor('pitch', 'Pitch', 'rad', (s) => s.pitch),
  sensor('roll', 'Roll', 'rad', (s) => s.roll),
  sensor('yawRate', 'YawRate', 'rad/s', (s) => s.yawRate),
  sensor('pitchRate', 'PitchRate', 'rad/s', (s) => s.pitchRate),
  sensor('rollRate', 'RollRate', 'rad/s', (s) => s.rollRate),
  sensor(
    'lateralAcceleration',
    'LatAccel',
    'm/s²',
    (s, scene) => s.lateral + 0.12 * rumble(s, scene, 5),
  ),
  sensor(
    'longitudinalAcceleration',
    'LongAccel',
    'm/s²',
    (s, scene) => s.longitudinal + STANDARD_GRAVITY * s.slope + 0.1 * rumble(s, scene, 6),
  ),
  sensor(
    'verticalAcceleration',
    'VertAccel',
    'm/s²',
    (s, scene) => feltUp(s) + 0.8 * rumble(s, scene, 7),
  ),
];

const controls: readonly Sensor[] = [
  sensor('throttle', 'Throttle', 'ratio', (s) => s.throttle),
  sensor('brake', 'Brake', 'ratio', (s) => s.brake),
  sensor('clutchEngagement', 'Clutch', 'ratio', (s) => s.clutchEngagement),
  sensor('gear', 'Gear', '', (s) => s.gear, 'i32'),
  sensor('engineSpeed', 'RPM', 'rpm', (s) => s.engineRpm),
  sensor('steering', 'SteeringWheelAngle', 'rad', (s) => s.steering),
  sensor(
    'steeringTorque',
    'SteeringWheelTorque',
    'N·m',
    (s, scene) => -1.1 * s.lateral + 0.9 * rumble(s, scene, 8),
  ),
  sensor('brakePressureFront', 'LFbrakeLinePress', 'Pa', (s) => s.brake * 7.2e6),
  sensor('brakePressureRear', 'LRbrakeLinePress', 'Pa', (s) => s.brake * 5.6e6),
];

const carHealth: readonly Sensor[] = [
  sensor('fuelLevel', 'FuelLevel', 'L', (s) => s.fuelLitres),
  sensor('fuelUse', 'FuelUsePerHour', 'kg/h', (s) => s.fuelKgPerHour),
  sensor('fuelPressure', 'FuelPress', 'Pa', (s) => 5.8e5 - 2e4 * s.throttle),
  sensor('engineCoolantTemperature', 'WaterTemp', '°C', (s) => s.coolant),
  sensor('engineOilTemperature', 'OilTemp', '°C', (s) => s.oil),
  sensor('engineOilPressure', 'OilPress', 'Pa', (s) => 1.6e5 + 50 * s.engineRpm),
  sensor('manifoldPressure', 'ManifoldPress', 'Pa', (s) => 3.2e4 + 6.6e4 * s.throttle),
  sensor('batteryVoltage', 'Voltage', 'V', (s) => 13.6 + 0.15 * Math.min(1, s.engineRpm / 5000)),
  sensor('airTemperature', 'AirTemp', '°C', (s) => s.airTemperature),
  sensor('trackTemperature', 'TrackTempCrew', '°C', (s) => s.trackTemperature),
];

/** The channels of a usual simulated recording, named as a widely used sim names them. */
export const STANDARD_SENSORS: readonly Sensor[] = [
  ...position,
  ...motion,
  ...controls,
  ...carHealth,
  ...perWheel('wheelSpeed', 'speed', 'm/s', wheelSpeed),
  ...perWheel('tyreTemperature', 'tempCM', '°C', (s, _, w) => s.tyres.temperatures[w] ?? 0),
  ...perWheel('tyrePressure', 'pressure', 'Pa', (s, _, w) => s.tyres.pressures[w] ?? 0),
  ...perWheel('tyreWear', 'wearM', 'ratio', (s, _, w) => s.tyres.treadLeft[w] ?? 0),
  ...perWheel(
    'brakeTemperature',
    'brakeTemp',
    '°C',
    (s, _, w) => s.tyres.brakeTemperatures[w] ?? 0,
  ),
  ...perWheel('rideHeight', 'rideHeight', 'm', rideHeight),
  ...perWheel(
    'suspensionTravel',
    'shockDefl',
    'm',
    (s, scene, w) => 0.11 - rideHeight(s, scene, w),
  ),
];
