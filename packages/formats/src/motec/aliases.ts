import { CANONICAL_CHANNELS, type UnitConversion } from '@outlap/telemetry';

/** Each canonical name with the names that loggers and sims give it in MoTeC logs; the first is the one written. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  speed: ['Ground Speed', 'Vehicle Speed', 'SPEED', 'Corr Speed', 'Car Speed', 'GPS Speed'],
  engineSpeed: ['Engine RPM', 'RPMS', 'RPM', 'Engine Speed', 'Engine Revs'],
  throttle: ['Throttle Pos', 'THROTTLE', 'Throttle Position', 'Throttle Pedal', 'Driver Throttle'],
  brake: ['Brake Pos', 'BRAKE', 'Brake Position', 'Brake Pedal Pos', 'Brake Pedal'],
  clutch: ['Clutch Pos', 'CLUTCH', 'Clutch Position', 'Clutch Pedal'],
  handbrake: ['Handbrake Pos', 'Handbrake'],
  steering: [
    'Steered Angle',
    'STEERANGLE',
    'Steering Angle',
    'Steering Wheel Angle',
    'Steer Angle',
  ],
  gear: ['Gear', 'Gear Pos', 'Gear Number'],
  latitude: ['GPS Latitude', 'Latitude', 'Lat'],
  longitude: ['GPS Longitude', 'Longitude', 'Lon', 'Long'],
  altitude: ['GPS Altitude', 'Altitude', 'Alt', 'GPS Height'],
  heading: ['GPS Heading', 'Heading', 'GPS True Course'],
  satellites: ['GPS Sats Used', 'GPS Satellites', 'Satellites'],
  lapNumber: ['Lap Number', 'Lap', 'Lap No', 'Session Lap Count'],
  lapDistance: ['Lap Distance', 'LapDist', 'Lap Dist'],
  lapProgress: ['Lap Progress', 'LapDistPct', 'Normalized Car Position'],
  lapTime: ['Running Lap Time', 'Lap Time Running', 'Current Lap Time', 'LapCurrentLapTime'],
  lastLapTime: ['Last Lap Time', 'Lap Time', 'LapLastLapTime'],
  bestLapTime: ['Best Lap Time', 'LapBestLapTime'],
  distance: ['Distance', 'Trip Distance', 'Total Distance'],
  sessionTime: ['Session Time', 'SessionTime'],
  lateralAcceleration: [
    'G Force Lat',
    'G_LAT',
    'LatAccel',
    'CG Accel Lateral',
    'Lateral Acceleration',
  ],
  longitudinalAcceleration: [
    'G Force Long',
    'G_LON',
    'LongAccel',
    'CG Accel Longitudinal',
    'Longitudinal Acceleration',
  ],
  verticalAcceleration: ['G Force Vert', 'G_VERT', 'VertAccel', 'CG Accel Vertical'],
  yawRate: ['Gyro Yaw Velocity', 'ROTY', 'Yaw Rate', 'Chassis Yaw Rate', 'YawRate'],
  pitchRate: ['Gyro Pitch Velocity', 'Pitch Rate', 'Chassis Pitch Rate'],
  rollRate: ['Gyro Roll Velocity', 'Roll Rate', 'Chassis Roll Rate'],
  fuelLevel: ['Fuel Level', 'FuelLevel'],
  fuelUse: ['Fuel Use Rate', 'FuelUsePerHour'],
  engineCoolantTemperature: ['Engine Temp', 'Eng Temp', 'Water Temp', 'Coolant Temp', 'WaterTemp'],
  engineOilTemperature: ['Eng Oil Temp', 'Engine Oil Temp', 'Oil Temp', 'OilTemp'],
  engineOilPressure: ['Eng Oil Pres', 'Engine Oil Pres', 'Engine Oil Pressure', 'OilPress'],
  fuelPressure: ['Fuel Pres', 'Fuel Pressure', 'FuelPress'],
  manifoldPressure: [
    'Manifold Pres',
    'Manifold Pressure',
    'ManifoldPress',
    'Inlet Manifold Pressure',
  ],
  intakeAirTemperature: ['Air Temp Inlet', 'Inlet Air Temperature', 'Intake Air Temp'],
  airTemperature: ['Air Temp', 'Ambient Temp', 'AirTemp'],
  trackTemperature: ['Track Temp', 'Road Temp', 'TrackTemp'],
  batteryVoltage: ['Battery Volts', 'Battery Voltage', 'Bat Volts ECU', 'Voltage'],
  brakePressureFront: ['Brake Pres Front', 'Brake Pressure Front', 'Brake Press'],
  brakePressureRear: ['Brake Pres Rear', 'Brake Pressure Rear'],
  brakeBias: ['Brake Bias', 'Brake Bias Setting', 'dcBrakeBias'],
};

const WHEELS = [
  ['FrontLeft', 'FL', 'LF'],
  ['FrontRight', 'FR', 'RF'],
  ['RearLeft', 'RL', 'LR'],
  ['RearRight', 'RR', 'RR'],
] as const;
const PER_WHEEL: Readonly<Record<string, readonly string[]>> = {
  wheelSpeed: ['Wheel Speed', 'WHEEL_SPEED'],
  tyreTemperature: ['Tyre Temp', 'TYRE_TAIR', 'Tire Temp Core'],
  tyrePressure: ['Tyre Pres', 'TYRE_PRESS', 'Tyre Pressure', 'Tire Pressure'],
  brakeTemperature: ['Brake Temp', 'BRAKE_TEMP'],
  suspensionTravel: ['Susp Pos', 'SUS_TRAVEL', 'Damper Pos', 'Suspension Travel'],
  rideHeight: ['Ride Height', 'RIDE_HEIGHT'],
};

/** MoTeC names are compared without case, blanks and punctuation. */
export const normaliseName = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, '');

const written = new Map<string, string>();
const aliases: Record<string, string> = {};
for (const [name, sources] of Object.entries(NAMES)) {
  written.set(name, sources[0] ?? name);
  for (const source of [...sources, name]) aliases[normaliseName(source)] ??= name;
}
for (const [stem, sources] of Object.entries(PER_WHEEL)) {
  for (const [suffix, ...shorts] of WHEELS) {
    written.set(stem + suffix, `${sources[0]} ${shorts[0]}`);
    for (const source of sources)
      for (const short of shorts) aliases[normaliseName(source + short)] ??= stem + suffix;
    aliases[normaliseName(stem + suffix)] ??= stem + suffix;
  }
}
// In a log this is the time of the last lap, whatever the canonical name spells.
aliases.laptime = 'lastLapTime';
for (const name of Object.keys(CANONICAL_CHANNELS)) aliases[normaliseName(name)] ??= name;

/** Normalised MoTeC name → canonical name. */
export const MOTEC_ALIASES: Readonly<Record<string, string>> = aliases;

/** The name under which MoTeC users look for a canonical channel; undefined where there is none. */
export const findWrittenName = (name: string): string | undefined => written.get(name);

/** Units that only MoTeC logs write so. */
export const MOTEC_UNITS: Readonly<Record<string, UnitConversion>> = {
  'angle%': { unit: 'ratio', scale: 0.01, offset: 0 },
  '1/min': { unit: 'rpm', scale: 1, offset: 0 },
  kph: { unit: 'm/s', scale: 1 / 3.6, offset: 0 },
};
