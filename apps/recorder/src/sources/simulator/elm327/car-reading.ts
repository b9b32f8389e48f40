import type { CarState, LiveCar, RoadState } from '@outlap/telemetry';

/** What the control units of a car know of it at one moment. SI units, temperatures °C. */
export type CarReading = {
  readonly seconds: number;
  readonly speedMps: number;
  readonly engineRpm: number;
  readonly throttle: number;
  readonly load: number;
  readonly gear: number;
  readonly coolant: number;
  readonly oil: number;
  readonly intake: number;
  readonly air: number;
  readonly fuelShare: number;
  readonly fuelLitresPerHour: number;
  readonly metres: number;
};

const ROAD_TANK_LITRES = 50;
const KG_PER_LITRE = 0.745;

/** The car as it is now. */
export function readCar({ drive }: LiveCar): CarReading {
  return 'course' in drive
    ? ofTrack(drive.state, drive.car.tankLitres, drive.course.lengthMetres)
    : ofRoad(drive.state);
}

/** The same car with its engine switched off. */
export function switchedOff(reading: CarReading): CarReading {
  const still = { speedMps: 0, engineRpm: 0, throttle: 0, load: 0, fuelLitresPerHour: 0 };
  return { ...reading, ...still, gear: 0 };
}

function ofTrack(state: CarState, tankLitres: number, lengthMetres: number): CarReading {
  return {
    seconds: state.seconds,
    speedMps: state.speedMps,
    engineRpm: state.engineRpm,
    throttle: state.throttle,
    load: Math.min(1, 0.15 + 0.85 * state.throttle),
    gear: state.gear,
    coolant: state.coolant,
    oil: state.oil,
    intake: state.airTemperature + 9,
    air: state.airTemperature,
    fuelShare: state.fuelLitres / tankLitres,
    fuelLitresPerHour: state.fuelKgPerHour / KG_PER_LITRE,
    metres: state.lap * lengthMetres + state.metres,
  };
}

function ofRoad(state: RoadState): CarReading {
  return {
    seconds: state.seconds,
    speedMps: state.speedMps,
    engineRpm: state.engineRpm,
    throttle: state.throttle,
    load: state.engineLoad,
    gear: state.speedMps === 0 ? 0 : state.gear,
    coolant: state.coolant,
    oil: state.oil,
    intake: state.intakeTemperature,
    air: state.airTemperature,
    fuelShare: state.fuelLitres / ROAD_TANK_LITRES,
    fuelLitresPerHour: state.fuelKgPerHour / KG_PER_LITRE,
    metres: state.metres,
  };
}
