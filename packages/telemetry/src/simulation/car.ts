/**
 * A car as a point mass: forces along and across, engine with gears, and what the tyre can hold.
 * Grip is an ellipse: (ax / ax max)² + (ay / ay max)² ≤ 1, both limits growing with downforce. Assumptions: one load for
 * all four tyres, no transients of suspension, driven wheels carry a fixed share of the load. Numbers are those of an
 * invented GT car.
 */
import { STANDARD_GRAVITY } from '../channels/units.ts';

/** Properties of a car; SI units. */
export type Car = {
  readonly name: string;
  /** With driver, without fuel. */
  readonly massKg: number;
  /** Friction of a warm new tyre, across and along. */
  readonly gripAcross: number;
  readonly gripAlong: number;
  /** Share of the along grip that the driven wheels can use. */
  readonly drivenShare: number;
  /** ½ρCA in N per (m/s)²: drag and downforce. */
  readonly dragFactor: number;
  readonly downforceFactor: number;
  readonly rollingForce: number;
  /** Force lost to the tyres' slip angle, as a share of the cornering force. */
  readonly scrubShare: number;
  /** Rising engine speeds (rpm) with their full-load torque (N·m). */
  readonly torqueCurve: readonly (readonly [rpm: number, torque: number])[];
  readonly engineBrakingTorque: number;
  readonly gearRatios: readonly number[];
  readonly finalRatio: number;
  readonly driveEfficiency: number;
  readonly tyreRadiusMetres: number;
  readonly idleRpm: number;
  readonly shiftUpRpm: number;
  readonly shiftDownRpm: number;
  readonly brakeForce: number;
  readonly brakeFrontShare: number;
  readonly wheelbaseMetres: number;
  readonly trackMetres: number;
  readonly steeringRatio: number;
  /** Extra road-wheel angle per m/s² of cornering, rad. */
  readonly understeer: number;
  readonly tankLitres: number;
  readonly fuelKgPerLitre: number;
  /** Fuel per joule at the crank, kg. */
  readonly fuelPerJoule: number;
};

/** An invented GT car: 1,290 kg, some 400 kW, rear-wheel drive, six gears. */
export const GT_CAR: Car = {
  name: 'Merrow GT',
  massKg: 1290,
  gripAcross: 1.48,
  gripAlong: 1.36,
  drivenShare: 0.66,
  dragFactor: 0.68,
  downforceFactor: 1.5,
  rollingForce: 190,
  scrubShare: 0.035,
  torqueCurve: [
    [1000, 280],
    [3000, 430],
    [4500, 500],
    [6000, 520],
    [7000, 500],
    [8000, 430],
    [8600, 350],
  ],
  engineBrakingTorque: 75,
  gearRatios: [2.92, 2.16, 1.68, 1.36, 1.13, 0.95],
  finalRatio: 3.75,
  driveEfficiency: 0.93,
  tyreRadiusMetres: 0.334,
  idleRpm: 1450,
  shiftUpRpm: 7950,
  shiftDownRpm: 4700,
  brakeForce: 30_000,
  brakeFrontShare: 0.56,
  wheelbaseMetres: 2.65,
  trackMetres: 1.64,
  steeringRatio: 13,
  understeer: 0.0007,
  tankLitres: 110,
  fuelKgPerLitre: 0.745,
  fuelPerJoule: 7.6e-8,
};

/** What the car weighs and holds at a moment. */
export type CarCondition = { readonly massKg: number; readonly grip: number };

/** Full-load torque at an engine speed, N·m; 0 beyond the curve. */
export function torqueAt({ torqueCurve }: Car, rpm: number): number {
  let [fromRpm, fromTorque] = torqueCurve[0] ?? [0, 0];
  for (const [toRpm, toTorque] of torqueCurve) {
    if (rpm <= toRpm) {
      const share = toRpm > fromRpm ? Math.max(0, (rpm - fromRpm) / (toRpm - fromRpm)) : 0;
      return fromTorque + share * (toTorque - fromTorque);
    }
    [fromRpm, fromTorque] = [toRpm, toTorque];
  }
  return 0;
}

/** Engine speed with the clutch closed, rpm; never under idle (the clutch slips there). */
export function engineRpm(car: Car, speedMps: number, gear: number): number {
  const ratio = (car.gearRatios[gear - 1] ?? 0) * car.finalRatio;
  return Math.max(car.idleRpm, (speedMps / car.tyreRadiusMetres) * ratio * (30 / Math.PI));
}

/** Force of the engine at the wheels at full throttle in a gear, N. */
export function driveForce(car: Car, speedMps: number, gear: number): number {
  const ratio = (car.gearRatios[gear - 1] ?? 0) * car.finalRatio;
  const torque = torqueAt(car, Math.max(2500, engineRpm(car, speedMps, gear)));
  return (torque * ratio * car.driveEfficiency) / car.tyreRadiusMetres;
}

/** Force of the closed throttle at the wheels in a gear, N, positive. */
export function engineBraking(car: Car, speedMps: number, gear: number): number {
  if (speedMps < 3) return 0;
  const ratio = (car.gearRatios[gear - 1] ?? 0) * car.finalRatio;
  return (car.engineBrakingTorque * ratio) / car.tyreRadiusMetres;
}

/** The gear for a speed, changing from `gear` only where the engine asks for it. */
export function nextGear(car: Car, speedMps: number, gear: number, throttle: number): number {
  const rpm = engineRpm(car, speedMps, gear);
  if (gear < car.gearRatios.length && rpm > car.shiftUpRpm) return gear + 1;
  const lower = gear > 1 ? engineRpm(car, speedMps, gear - 1) : Infinity;
  const wanted = throttle > 0.9 ? car.shiftDownRpm * 1.1 : car.shiftDownRpm;
  return rpm < wanted && lower < car.shiftUpRpm * 0.93 ? gear - 1 : gear;
}

/** Full-throttle force by speed in the best gear, N; one value every 0.5 m/s, used by the speed profile. */
export function forceTable(car: Car): Float64Array {
  const table = new Float64Array(220);
  for (let i = 0; i < table.length; i++) {
    const speed = i / 2;
    for (let gear = 1; gear <= car.gearRatios.length; gear++) {
      if (engineRpm(car, speed, gear) > car.shiftUpRpm && gear < car.gearRatios.length) continue;
      table[i] = driveForce(car, speed, gear);
      break;
    }
  }
  return table;
}

/** A force table's value at a speed. */
export function tableAt(table: Float64Array, speedMps: number): number {
  const place = Math.min(table.length - 1.001, Math.max(0, speedMps * 2));
  const i = Math.floor(place);
  const a = table[i] ?? 0;
  return a + (place - i) * ((table[i + 1] ?? a) - a);
}

/** Gravity and downforce per mass, m/s²: what the grip multiplies. */
export function pressing(car: Car, massKg: number, speedMps: number): number {
  return STANDARD_GRAVITY + (car.downforceFactor * speedMps * speedMps) / massKg;
}

/** Forces that slow the car without its brakes, N: air, rolling, scrub of the cornering tyres, hill. */
export function resistance(
  car: Car,
  massKg: number,
  speedMps: number,
  lateral: number,
  slope: number,
): number {
  const air = car.dragFactor * speedMps * speedMps;
  const scrub = car.scrubShare * massKg * Math.abs(lateral);
  return air + car.rollingForce + scrub + massKg * STANDARD_GRAVITY * slope;
}
