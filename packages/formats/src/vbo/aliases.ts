import { CANONICAL_CHANNELS, findUnit } from '@outlap/telemetry';
import type { Alias, ChannelRules, SourceChannel } from '../channels.ts';

const ALIASES: Readonly<Record<string, string>> = {
  sats: 'satellites',
  satellites: 'satellites',
  latitude: 'latitude',
  longitude: 'longitude',
  velocity: 'speed',
  speed: 'speed',
  vehiclespeed: 'speed',
  heading: 'heading',
  height: 'altitude',
  altitude: 'altitude',
  vertvel: 'velocityZ',
  verticalvelocity: 'velocityZ',
  longaccel: 'longitudinalAcceleration',
  lataccel: 'lateralAcceleration',
  longacc: 'longitudinalAcceleration',
  gpslongacc: 'longitudinalAcceleration',
  latacc: 'lateralAcceleration',
  gpslatacc: 'lateralAcceleration',
  accuracy: 'positionAccuracy',
  distance: 'distance',
  lapnumber: 'lapNumber',
  lap: 'lapNumber',
  enginespeed: 'engineSpeed',
  rpm: 'engineSpeed',
  throttlepedal: 'throttle',
  throttle: 'throttle',
  throttleposition: 'throttle',
  acceleratorpos: 'throttle',
  brakepos: 'brake',
  brake: 'brake',
  brakepressurefront: 'brakePressureFront',
  brakepressurerear: 'brakePressureRear',
  brakepress: 'brakePressureFront',
  steeringangle: 'steering',
  steering: 'steering',
  steeringwh: 'steering',
  gear: 'gear',
  yawrate: 'yawRate',
  pitchrate: 'pitchRate',
  rollrate: 'rollRate',
  ambienttemperature: 'airTemperature',
  coolanttemp: 'engineCoolantTemperature',
  watertemp: 'engineCoolantTemperature',
  engineoiltemp: 'engineOilTemperature',
  oiltemp: 'engineOilTemperature',
  wheelspeedfl: 'wheelSpeedFrontLeft',
  wheelspeedfr: 'wheelSpeedFrontRight',
  wheelspeedrl: 'wheelSpeedRearLeft',
  wheelspeedrr: 'wheelSpeedRearRight',
};

const CANONICAL_BY_KEY: ReadonlyMap<string, string> = new Map(
  Object.keys(CANONICAL_CHANNELS).map((name) => [name.toLowerCase(), name]),
);

/** What a device means where it states no unit. */
const USUAL_UNITS: Readonly<Record<string, string>> = {
  speed: 'km/h',
  heading: 'deg',
  velocityZ: 'm/s',
  longitudinalAcceleration: 'g',
  lateralAcceleration: 'g',
  throttle: '%',
  brake: '%',
  brakePressureFront: 'bar',
  brakePressureRear: 'bar',
  steering: 'deg',
  yawRate: 'deg/s',
  pitchRate: 'deg/s',
  rollRate: 'deg/s',
  wheelSpeedFrontLeft: 'km/h',
  wheelSpeedFrontRight: 'km/h',
  wheelSpeedRearLeft: 'km/h',
  wheelSpeedRearRight: 'km/h',
};

/** VBO names are compared without case and punctuation, and without the sensor that RaceChrono appends. */
export const normaliseVboName = (name: string): string =>
  name
    .toLowerCase()
    .replace(/-(calc|acc|gyro|gps|obd|canbus)$/, '')
    .replace(/[^a-z0-9]/g, '');

/** The sensor that RaceChrono appends to a name (`velocity-calc`); undefined where there is none. */
export const sensorOf = (name: string): string | undefined =>
  /.-(calc|acc|gyro|gps|obd|canbus)$/i.exec(name)?.[1]?.toLowerCase();

/** Naming rules for these columns. */
export function vboRules(columns: readonly SourceChannel[]): ChannelRules {
  const aliases: Record<string, Alias | string> = {};
  for (const { sourceName, sourceUnit } of columns) {
    const name = canonicalName(sourceName);
    if (name === undefined) continue;
    const unit = USUAL_UNITS[name];
    aliases[sourceName] = unit && !findUnit(sourceUnit) ? { name, unit } : name;
  }
  return { aliases };
}

/** The canonical name of a column; a leading underscore marks a second receiver, whose values keep their own name. */
export function canonicalName(sourceName: string): string | undefined {
  if (sourceName.startsWith('_') || sourceName.includes('@')) return undefined;
  const key = normaliseVboName(sourceName);
  if (/^lat(itude)?$/.test(key)) return 'latitude';
  if (/^(long?|lng|longitude)$/.test(key)) return 'longitude';
  return Object.hasOwn(ALIASES, key) ? ALIASES[key] : CANONICAL_BY_KEY.get(key);
}
