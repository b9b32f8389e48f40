import type { RoadState } from './road-drive.ts';
import { type Sensor, sensor } from './sensor.ts';

/** One channel of the road car. */
export type RoadSensor = Omit<Sensor, 'read'> & { readonly read: (state: RoadState) => number };

export const ROAD_CAR_NAME = 'Merrow Estate';

const TURN = 2 * Math.PI;
const road = (
  name: string,
  sourceName: string,
  unit: string,
  read: RoadSensor['read'],
  store?: Sensor['store'],
): RoadSensor => ({ ...sensor(name, sourceName, unit, 0, store), read });

/** What a phone and a car's own sensors tell on the road. */
export const ROAD_SENSORS: readonly RoadSensor[] = [
  road('speed', 'Vehicle speed', 'm/s', (s) => s.speedMps),
  road('engineSpeed', 'Engine speed', 'rpm', (s) => s.engineRpm),
  road('throttle', 'Throttle position', 'ratio', (s) => s.throttle),
  road('brake', 'Brake pedal', 'ratio', (s) => s.brake),
  road('gear', 'Gear', '', (s) => s.gear, 'i32'),
  road('engineLoad', 'Calculated engine load', 'ratio', (s) => s.engineLoad),
  road('engineCoolantTemperature', 'Coolant temperature', '°C', (s) => s.coolant),
  road('engineOilTemperature', 'Oil temperature', '°C', (s) => s.oil),
  road('intakeAirTemperature', 'Intake air temperature', '°C', (s) => s.intakeTemperature),
  road('airTemperature', 'Ambient air temperature', '°C', (s) => s.airTemperature),
  road('fuelLevel', 'Fuel level', 'L', (s) => s.fuelLitres),
  road('fuelUse', 'Fuel use', 'kg/h', (s) => s.fuelKgPerHour),
  road('longitudinalAcceleration', 'Acceleration', 'm/s²', (s) => s.acceleration),
  road('latitude', 'GPS latitude', 'deg', (s) => s.latitude, 'f64'),
  road('longitude', 'GPS longitude', 'deg', (s) => s.longitude, 'f64'),
  road('altitude', 'GPS altitude', 'm', (s) => s.altitudeMetres),
  road('heading', 'GPS heading', 'rad', (s) => s.heading - TURN * Math.floor(s.heading / TURN)),
];
