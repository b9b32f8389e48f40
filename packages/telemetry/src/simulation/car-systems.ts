/**
 * What a point mass with a speed and a line implies for the rest of the car: pedals and gear from the force that the
 * motion needs, engine and fuel from the power, body angles and steering from the accelerations, temperatures from work.
 * First-order lags stand for what has inertia. Runs once a step, in the order of cause and effect.
 */
import { STANDARD_GRAVITY } from '../channels/units.ts';
import type { CarState } from './car-state.ts';
import {
  type Car,
  driveForce,
  engineBraking,
  engineRpm,
  nextGear,
  resistance,
  torqueAt,
} from './car.ts';
import { workTyres } from './tyres.ts';

/** How far the nose points into the corner, rad per m/s² of cornering. */
const SLIP_ANGLE = 0.0016;
const ROLL_ANGLE = 0.0035;
const PITCH_ANGLE = 0.0018;

/** Brings everything but place and motion up to date after `seconds` at the state's motion. */
export function workCar(car: Car, state: CarState, seconds: number): void {
  workPedals(car, state);
  workEngine(car, state, seconds);
  workBody(car, state, seconds);
  workTyres(state.tyres, {
    seconds,
    speedMps: state.speedMps,
    lateral: state.lateral,
    longitudinal: state.longitudinal,
    brake: state.brake,
    airTemperature: state.airTemperature,
    trackTemperature: state.trackTemperature,
  });
}

/** Mass with driver and fuel, kg. */
export function massOf(car: Car, fuelLitres: number): number {
  return car.massKg + fuelLitres * car.fuelKgPerLitre;
}

function workPedals(car: Car, state: CarState): void {
  const { speedMps, lateral, slope } = state;
  const mass = massOf(car, state.fuelLitres);
  if (speedMps < 0.05 && state.longitudinal <= 0) {
    state.throttle = 0;
    state.brake = 0.4;
    return;
  }
  const needed = mass * state.longitudinal + resistance(car, mass, speedMps, lateral, slope);
  const closed = engineBraking(car, speedMps, state.gear);
  const open = driveForce(car, speedMps, state.gear);
  state.throttle = Math.min(1, Math.max(0, (needed + closed) / (open + closed)));
  state.brake = Math.min(1, Math.max(0, (-needed - closed) / car.brakeForce));
  const before = state.gear;
  state.gear = nextGear(car, speedMps, state.gear, state.throttle);
  if (state.gear !== before) state.clutchEngagement = 0.4;
}

function workEngine(car: Car, state: CarState, seconds: number): void {
  const rpm = engineRpm(car, state.speedMps, state.gear);
  const launch = state.speedMps < 8 && state.throttle > 0.3 ? 4200 : 0;
  const lag = 1 - Math.exp(-seconds / 0.035);
  state.engineRpm += (Math.max(rpm, launch) - state.engineRpm) * (state.engineRpm === 0 ? 1 : lag);
  const slipping = rpm <= car.idleRpm * 1.02;
  const engaged = slipping ? Math.min(1, state.speedMps / 8) : 1;
  state.clutchEngagement += (engaged - state.clutchEngagement) * (1 - Math.exp(-seconds / 0.06));
  const torque = state.throttle * torqueAt(car, state.engineRpm);
  state.enginePower = (torque * state.engineRpm * Math.PI) / 30;
  const idling = 0.0006;
  const flow = idling + state.enginePower * car.fuelPerJoule;
  state.fuelKgPerHour = flow * 3600;
  state.fuelLitres = Math.max(1, state.fuelLitres - (flow * seconds) / car.fuelKgPerLitre);
  const load = state.enginePower / 400_000;
  state.coolant += (seconds / 45) * (80 + 12 * load - state.speedMps * 0.06 - state.coolant);
  state.oil += (seconds / 90) * (88 + 26 * load - state.speedMps * 0.08 - state.oil);
}

function workBody(car: Car, state: CarState, seconds: number): void {
  const { speedMps, lateral, curvature } = state;
  const lag = seconds > 0 ? 1 - Math.exp(-seconds / 0.09) : 1;
  const slip = state.slip + (SLIP_ANGLE * lateral - state.slip) * lag;
  const slipRate = seconds > 0 ? (slip - state.slip) / seconds : 0;
  state.slip = slip;
  state.yaw = state.course + slip;
  state.yawRate = curvature * speedMps + slipRate;
  const roll = state.roll + (-ROLL_ANGLE * lateral - state.roll) * lag;
  const lean = -PITCH_ANGLE * state.longitudinal - Math.atan(state.slope);
  const pitch = state.pitch + (lean - state.pitch) * lag;
  state.rollRate = seconds > 0 ? (roll - state.roll) / seconds : 0;
  state.pitchRate = seconds > 0 ? (pitch - state.pitch) / seconds : 0;
  state.roll = roll;
  state.pitch = pitch;
  state.steering = car.steeringRatio * (car.wheelbaseMetres * curvature + car.understeer * lateral);
}

/** What an accelerometer in the car feels upwards, m/s²: gravity included. */
export function feltUp(state: CarState): number {
  return STANDARD_GRAVITY * Math.cos(state.roll) - state.pitchRate * state.speedMps * 0.4;
}
