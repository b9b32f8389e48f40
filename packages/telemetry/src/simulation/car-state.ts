import type { Tyres } from './tyres.ts';

/** Everything about the car at one moment; one object that `advance` rewrites. SI units, angles in radians. */
export type CarState = {
  seconds: number;
  lap: number;
  /** Along the racing line from the start/finish line. */
  metres: number;
  progress: number;
  xMetres: number;
  yMetres: number;
  altitudeMetres: number;
  slope: number;
  speedMps: number;
  /** Direction of motion and of the nose, counter-clockwise from east, not wrapped. */
  course: number;
  yaw: number;
  /** How far the nose points to the left of the motion. */
  slip: number;
  yawRate: number;
  curvature: number;
  /** Along and across the road, without gravity. */
  longitudinal: number;
  lateral: number;
  roll: number;
  rollRate: number;
  pitch: number;
  pitchRate: number;
  throttle: number;
  brake: number;
  clutchEngagement: number;
  gear: number;
  engineRpm: number;
  enginePower: number;
  fuelLitres: number;
  fuelKgPerHour: number;
  steering: number;
  coolant: number;
  oil: number;
  readonly tyres: Tyres;
  pit: boolean;
  inStall: boolean;
  lapSeconds: number;
  /** −1 for a lap without a time, 0 before the first line; follow the line by half a second, as sims do. */
  lastLapSeconds: number;
  bestLapSeconds: number;
  airTemperature: number;
  trackTemperature: number;
};

/** A car at rest with everything at its beginning. */
export function newCarState(
  tyres: Tyres,
  fuelLitres: number,
  airTemperature: number,
  trackTemperature: number,
): CarState {
  return {
    seconds: 0,
    lap: 0,
    metres: 0,
    progress: 0,
    xMetres: 0,
    yMetres: 0,
    altitudeMetres: 0,
    slope: 0,
    speedMps: 0,
    course: 0,
    yaw: 0,
    slip: 0,
    yawRate: 0,
    curvature: 0,
    longitudinal: 0,
    lateral: 0,
    roll: 0,
    rollRate: 0,
    pitch: 0,
    pitchRate: 0,
    throttle: 0,
    brake: 0,
    clutchEngagement: 1,
    gear: 1,
    engineRpm: 0,
    enginePower: 0,
    fuelLitres,
    fuelKgPerHour: 0,
    steering: 0,
    coolant: 78,
    oil: 82,
    tyres,
    pit: false,
    inStall: false,
    lapSeconds: 0,
    lastLapSeconds: 0,
    bestLapSeconds: 0,
    airTemperature,
    trackTemperature,
  };
}
