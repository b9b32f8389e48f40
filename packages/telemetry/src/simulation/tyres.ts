/**
 * Four tyres that warm, wear and gain pressure, slowly. Heat comes from sliding (load × total acceleration × speed),
 * leaves to the air and the road; wear follows sliding and heat; pressure follows the temperature of the gas in it.
 * Grip falls off on both sides of the best temperature. A lumped model: one temperature a tyre, no carcass, no camber.
 */
import { STANDARD_GRAVITY } from '../channels/units.ts';

/** Wheels in the order front left, front right, rear left, rear right. Temperatures °C, pressures Pa, tread left 0 … 1. */
export type Tyres = {
  readonly temperatures: Float64Array;
  readonly pressures: Float64Array;
  readonly treadLeft: Float64Array;
  readonly brakeTemperatures: Float64Array;
};

/** One step of what tyres and brakes go through; accelerations m/s², temperatures °C. */
export type TyreWork = {
  readonly seconds: number;
  readonly speedMps: number;
  readonly lateral: number;
  readonly longitudinal: number;
  readonly brake: number;
  readonly airTemperature: number;
  readonly trackTemperature: number;
};

const BEST_TEMPERATURE = 86;
const COLD_PASCAL = 152_000;
const ATMOSPHERE_PASCAL = 101_325;
const HEATING = 0.0135;
const COOLING = 0.0085;

/** New tyres, all at one temperature (°C). */
export function newTyres(temperature: number): Tyres {
  const tyres = {
    temperatures: new Float64Array(4).fill(temperature),
    pressures: new Float64Array(4),
    treadLeft: new Float64Array(4).fill(1),
    brakeTemperatures: new Float64Array(4).fill(temperature + 40),
  };
  tyres.pressures.forEach((_, wheel) => setPressure(tyres, wheel));
  return tyres;
}

/** Grip of all four together against that of new tyres at their best temperature, 0 … 1. */
export function gripOf({ temperatures, treadLeft }: Tyres): number {
  let sum = 0;
  for (let wheel = 0; wheel < 4; wheel++) {
    const away = (temperatures[wheel] ?? 0) - BEST_TEMPERATURE;
    const worn = 1 - (treadLeft[wheel] ?? 1);
    sum += (1 - 2.6e-5 * away * away) * (1 - 0.12 * worn);
  }
  return sum / 4;
}

/** Share of the car's load on each wheel under these accelerations. */
function loadShare(wheel: number, lateral: number, longitudinal: number): number {
  const left = wheel % 2 === 0 ? -1 : 1;
  const front = wheel < 2 ? -1 : 1;
  const side = 0.5 + (left * 0.24 * lateral) / STANDARD_GRAVITY / 1.6;
  const end = 0.5 + (front * 0.14 * longitudinal) / STANDARD_GRAVITY;
  return Math.max(0.02, side) * Math.max(0.05, end);
}

/** Lets the tyres and brakes live through one step. */
export function workTyres(tyres: Tyres, work: TyreWork): void {
  const { seconds, speedMps, lateral, longitudinal } = work;
  const total = Math.hypot(lateral, longitudinal) / STANDARD_GRAVITY;
  for (let wheel = 0; wheel < 4; wheel++) {
    const share = 4 * loadShare(wheel, lateral, longitudinal);
    const sliding = share * total * total * speedMps * (wheel < 2 ? 0.92 : 1.22);
    const temperature = tyres.temperatures[wheel] ?? 0;
    const road = 0.6 * work.trackTemperature + 0.4 * work.airTemperature;
    const cooling = COOLING * (1 + speedMps / 60) * (temperature - road);
    tyres.temperatures[wheel] = temperature + seconds * (HEATING * sliding - cooling);
    const heat = Math.max(0, temperature - 70) / 20;
    tyres.treadLeft[wheel]! -= seconds * sliding * (0.4 + heat) * 4e-7;
    setPressure(tyres, wheel);
    workBrake(tyres, wheel, work);
  }
}

function setPressure(tyres: Tyres, wheel: number): void {
  const kelvin = (tyres.temperatures[wheel] ?? 0) + 273.15;
  const absolute = ((COLD_PASCAL + ATMOSPHERE_PASCAL) * kelvin) / 298.15;
  tyres.pressures[wheel] = absolute - ATMOSPHERE_PASCAL;
}

function workBrake(tyres: Tyres, wheel: number, work: TyreWork): void {
  const temperature = tyres.brakeTemperatures[wheel] ?? 0;
  const heating = work.brake * work.speedMps * (wheel < 2 ? 4.6 : 3.4);
  const cooling = (0.012 + work.speedMps * 0.0011) * (temperature - work.airTemperature);
  tyres.brakeTemperatures[wheel] = temperature + work.seconds * (heating - cooling);
}
