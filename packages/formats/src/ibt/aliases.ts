import type { ChannelRules } from '../channels.ts';

const WHEELS = { LF: 'FrontLeft', RF: 'FrontRight', LR: 'RearLeft', RR: 'RearRight' } as const;

const perWheel = (sourceSuffix: string, stem: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(WHEELS).map(([wheel, suffix]) => [`${wheel}${sourceSuffix}`, stem + suffix]),
  );

/** iRacing's names → canonical names. */
export const IBT_ALIASES: Readonly<Record<string, string>> = {
  Speed: 'speed',
  RPM: 'engineSpeed',
  Throttle: 'throttle',
  Brake: 'brake',
  Clutch: 'clutchEngagement',
  HandbrakeRaw: 'handbrake',
  SteeringWheelAngle: 'steering',
  SteeringWheelTorque: 'steeringTorque',
  Gear: 'gear',
  Lat: 'latitude',
  Lon: 'longitude',
  Alt: 'altitude',
  YawNorth: 'heading',
  Lap: 'lapNumber',
  LapDist: 'lapDistance',
  LapDistPct: 'lapProgress',
  LapCurrentLapTime: 'lapTime',
  LapLastLapTime: 'lastLapTime',
  LapBestLapTime: 'bestLapTime',
  SessionTime: 'sessionTime',
  SessionNum: 'sessionNumber',
  SessionState: 'sessionState',
  SessionFlags: 'sessionFlags',
  IsOnTrack: 'onTrack',
  OnPitRoad: 'onPitRoad',
  PlayerTrackSurface: 'trackSurface',
  LatAccel: 'lateralAcceleration',
  LongAccel: 'longitudinalAcceleration',
  VertAccel: 'verticalAcceleration',
  Yaw: 'yaw',
  Pitch: 'pitch',
  Roll: 'roll',
  YawRate: 'yawRate',
  PitchRate: 'pitchRate',
  RollRate: 'rollRate',
  VelocityX: 'velocityX',
  VelocityY: 'velocityY',
  VelocityZ: 'velocityZ',
  FuelLevel: 'fuelLevel',
  FuelUsePerHour: 'fuelUse',
  WaterTemp: 'engineCoolantTemperature',
  OilTemp: 'engineOilTemperature',
  OilPress: 'engineOilPressure',
  FuelPress: 'fuelPressure',
  ManifoldPress: 'manifoldPressure',
  AirTemp: 'airTemperature',
  TrackTempCrew: 'trackTemperature',
  Voltage: 'batteryVoltage',
  LFbrakeLinePress: 'brakePressureFront',
  LRbrakeLinePress: 'brakePressureRear',
  ...perWheel('speed', 'wheelSpeed'),
  ...perWheel('tempCM', 'tyreTemperature'),
  ...perWheel('pressure', 'tyrePressure'),
  ...perWheel('wearM', 'tyreWear'),
  ...perWheel('brakeTemp', 'brakeTemperature'),
  ...perWheel('shockDefl', 'suspensionTravel'),
  ...perWheel('rideHeight', 'rideHeight'),
};

/** Names that stand for a canonical channel only where the better one is missing from the file. */
const SECOND_CHOICES: Readonly<Record<string, string>> = {
  TrackTemp: 'trackTemperature',
  ...perWheel('tempM', 'tyreTemperature'),
};

/** The rules for a file with these variables. In iRacing `%` is a ratio of 0 to 1 and `Hg` an inch of mercury. */
export function ibtRules(variableNames: ReadonlySet<string>): ChannelRules {
  const taken = new Set(
    Object.entries(IBT_ALIASES).flatMap(([source, name]) =>
      variableNames.has(source) ? [name] : [],
    ),
  );
  const free = Object.entries(SECOND_CHOICES).filter(([, name]) => !taken.has(name));
  return {
    aliases: { ...IBT_ALIASES, ...Object.fromEntries(free) },
    units: {
      '%': { unit: 'ratio', scale: 1, offset: 0 },
      Hg: { unit: 'Pa', scale: 3386.389, offset: 0 },
    },
  };
}

/** Whether iRacing itself calls this canonical channel so. */
export function isIbtName(sourceName: string, name: string): boolean {
  return IBT_ALIASES[sourceName] === name || SECOND_CHOICES[sourceName] === name;
}
