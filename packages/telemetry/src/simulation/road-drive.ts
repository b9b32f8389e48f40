/**
 * A car on ordinary roads, made up as it goes: legs with a speed limit, a length, a bend or a junction, a stop at some of
 * their ends. A point mass follows the limit with a driver's lag and limits of acceleration; engine, gears, fuel and
 * temperatures follow from the force needed. Stepped on a fixed grid of 60 Hz, so the drive does not depend on the
 * sample rate. Repeatable from its seed; it does not know of real roads, gradients are gentle waves.
 */
import { type LocalPlane, toLocal } from '../geometry/local-plane.ts';
import type { GeoPoint } from '../recording/recording.ts';
import type { Weather } from './drive-options.ts';
import { randomAt, smoothAt } from './noise.ts';

/** Everything about the road car at one moment; one object that `advance` rewrites. SI units, temperatures °C. */
export type RoadState = {
  seconds: number;
  metres: number;
  speedMps: number;
  acceleration: number;
  throttle: number;
  brake: number;
  gear: number;
  engineRpm: number;
  /** Power at the crank against the most there is at this engine speed, 0 … 1. */
  engineLoad: number;
  fuelLitres: number;
  fuelKgPerHour: number;
  coolant: number;
  oil: number;
  intakeTemperature: number;
  airTemperature: number;
  latitude: number;
  longitude: number;
  altitudeMetres: number;
  /** Clockwise from north, radians, not wrapped. */
  heading: number;
};

export type RoadOptions = {
  readonly seed: number;
  /** Where the drive begins; in the middle of the ocean by default. */
  readonly origin?: GeoPoint;
  readonly fuelLitres?: number;
  readonly weather?: (seconds: number) => Weather;
};

export type RoadDrive = {
  /** The car now; the same object all the time. */
  readonly state: Readonly<RoadState>;
  /** Goes on to a time (seconds since the beginning, never back); there is always more road. */
  readonly advance: (seconds: number) => boolean;
};

type Leg = {
  readonly limitMps: number;
  readonly metres: number;
  readonly endMps: number;
  readonly stopSeconds: number;
  /** Turned at its beginning, radians. */
  readonly turn: number;
};

const STEP_SECONDS = 1 / 60;
const ORIGIN: GeoPoint = { latitude: 45.3, longitude: -30.8 };
const MASS_KG = 1420;
const MOST_WATT = 96_000;
const RATIOS = [14.6, 8.2, 5.4, 3.9, 3.1, 2.55] as const;
const TYRE_METRES = 0.31;
const IDLE_RPM = 780;
const TANK_LITRES = 50;
const TURN_METRES = 18;
const FUEL_KG_PER_JOULE = 7.4e-8;
const FUEL_KG_PER_LITRE = 0.745;

/** A car at the kerb, its engine cold. */
export function createRoadDrive(options: RoadOptions): RoadDrive {
  const { seed, weather = () => ({ airTemperature: 18, trackTemperature: 24 }) } = options;
  const plane = toLocal(options.origin ?? ORIGIN);
  const state = coldCar(plane, options.fuelLitres ?? 31, weather(0).airTemperature);
  let [step, legNumber, along, east, north, standing] = [0, 0, 0, 0, 0, 6];
  let heading = Math.PI * randomAt(seed, 1);
  let leg = legOf(seed, 0, { heading, east, north });

  function stepOnce(): void {
    step++;
    Object.assign(state, { airTemperature: weather(state.seconds).airTemperature });
    if (standing > 0) {
      standing -= STEP_SECONDS;
      if (state.fuelLitres < 4) state.fuelLitres = TANK_LITRES;
      work(state, 0, 0);
      return;
    }
    const left = Math.max(0, leg.metres - along);
    const pace = leg.limitMps * (0.94 + 0.07 * smoothAt(seed + 3, state.metres / 350));
    const wanted = Math.min(pace, Math.sqrt(leg.endMps ** 2 + 2 * 1.7 * left), cornerSpeed());
    const asked = Math.min(pullAt(state.speedMps), Math.max(-4, (wanted - state.speedMps) / 0.9));
    const acceleration = state.acceleration + (asked - state.acceleration) * (STEP_SECONDS / 0.3);
    const speed = Math.max(0, state.speedMps + acceleration * STEP_SECONDS);
    move(speed * STEP_SECONDS);
    work(state, speed, acceleration);
    if (along >= leg.metres - 0.5 || (left < 3 && speed < 0.3)) endLeg();
  }

  function move(metres: number): void {
    along += metres;
    state.metres += metres;
    const share = Math.min(1, along / TURN_METRES);
    const winding = 0.25 * smoothAt(seed + 4, state.metres / 260);
    state.heading = heading + leg.turn * share * share * (3 - 2 * share) + winding;
    east += metres * Math.sin(state.heading);
    north += metres * Math.cos(state.heading);
    state.latitude = plane.latitude(north);
    state.longitude = plane.longitude(east);
    state.altitudeMetres = 60 + 25 * smoothAt(seed + 5, state.metres / 1500);
  }

  function cornerSpeed(): number {
    return Math.abs(leg.turn) > 0.5 && along < TURN_METRES ? 6.5 : Infinity;
  }

  function endLeg(): void {
    standing = leg.stopSeconds;
    if (standing > 0) work(state, 0, 0);
    heading += leg.turn;
    along = 0;
    leg = legOf(seed, ++legNumber, { heading, east, north });
  }

  function advance(seconds: number): boolean {
    const steps = Math.floor(seconds / STEP_SECONDS + 1e-6);
    while (step < steps) stepOnce();
    state.seconds = seconds;
    return true;
  }
  return { state, advance };
}

function coldCar({ origin }: LocalPlane, fuelLitres: number, airTemperature: number): RoadState {
  return {
    seconds: 0,
    metres: 0,
    speedMps: 0,
    acceleration: 0,
    throttle: 0,
    brake: 0.3,
    gear: 1,
    engineRpm: 1150,
    engineLoad: 0.2,
    fuelLitres,
    fuelKgPerHour: 0,
    coolant: airTemperature,
    oil: airTemperature,
    intakeTemperature: airTemperature,
    airTemperature,
    ...origin,
    altitudeMetres: 60,
    heading: 0,
  };
}

const LIMITS_KMH = [30, 50, 50, 50, 70, 70, 100, 100, 130] as const;
const FARTHEST_METRES = 8000;

function legOf(
  seed: number,
  number: number,
  { heading, east, north }: { heading: number; east: number; north: number },
): Leg {
  const draw = (lane: number): number => (1 + randomAt(seed + 10 + lane, number)) / 2;
  const limitKmh = LIMITS_KMH[Math.min(8, Math.floor(draw(0) * 9))] ?? 50;
  const isTown = limitKmh <= 50;
  const next = draw(1) < (isTown ? 0.5 : 0.3) ? 0 : 6;
  const side = draw(2) < 0.5 ? -1 : 1;
  // Far from home the car turns back, so that hours of driving stay within one local plane.
  const home = Math.atan2(-east, -north) - heading;
  const towardsHome = Math.sign(Math.sin(home)) * Math.min(1.6, Math.abs(Math.sin(home)) * 1.6);
  const isFar = Math.hypot(east, north) > FARTHEST_METRES;
  return {
    limitMps: limitKmh / 3.6,
    metres: isTown ? 120 + 500 * draw(3) : 600 + 2600 * draw(3),
    endMps: next,
    stopSeconds: next === 0 ? 3 + 22 * draw(4) : 0,
    turn: isFar ? towardsHome : side * (isTown ? 1.55 : 0.4) * (draw(5) < 0.7 ? 1 : 0),
  };
}

/** The most the car accelerates, m/s². */
function pullAt(speedMps: number): number {
  return Math.min(2.4, (0.6 * MOST_WATT) / (MASS_KG * Math.max(4, speedMps)));
}

/** Gear, engine, pedals, fuel and warmth after one step at this motion. */
function work(state: RoadState, speedMps: number, acceleration: number): void {
  state.speedMps = speedMps;
  state.acceleration = speedMps === 0 ? 0 : acceleration;
  const resistance = speedMps > 0.1 ? 170 + 0.41 * speedMps * speedMps : 0;
  const force = MASS_KG * state.acceleration + resistance;
  const watt = Math.max(0, force * speedMps) / 0.9;
  state.gear = gearFor(state.gear, speedMps, watt / MOST_WATT);
  const wheelRpm = rpmIn(state.gear, speedMps);
  const cold = Math.max(0, 60 - state.coolant) * 6;
  const rpm = Math.max(wheelRpm, IDLE_RPM + cold);
  state.engineRpm += (rpm - state.engineRpm) * (STEP_SECONDS / 0.12);
  const available = MOST_WATT * Math.min(1, state.engineRpm / 5200);
  state.engineLoad = Math.min(1, 0.16 + (0.84 * watt) / available);
  state.throttle = Math.min(1, watt / available);
  state.brake = speedMps === 0 ? 0.3 : Math.min(1, Math.max(0, -force - 350) / 9000);
  const isCoasting = force < -250 && speedMps > 6;
  const flow = isCoasting ? 0 : 1.6e-4 + watt * FUEL_KG_PER_JOULE;
  state.fuelKgPerHour = flow * 3600;
  state.fuelLitres -= (flow * STEP_SECONDS) / FUEL_KG_PER_LITRE;
  warm(state, watt);
}

function warm(state: RoadState, watt: number): void {
  const { airTemperature: air, speedMps } = state;
  const lag = (seconds: number): number => STEP_SECONDS / seconds;
  const target = state.coolant < 88 ? 118 : 90 + watt / 25_000;
  state.coolant += (target - state.coolant) * lag(state.coolant < 88 ? 420 : 60);
  state.oil += (state.coolant + 4 + watt / 8000 - state.oil) * lag(260);
  const intake = air + (0.22 * Math.max(0, state.coolant - air)) / (1 + speedMps / 9);
  state.intakeTemperature += (intake - state.intakeTemperature) * lag(45);
}

const rpmIn = (gear: number, speedMps: number): number =>
  (speedMps / TYRE_METRES) * (RATIOS[gear - 1] ?? 1) * (30 / Math.PI);

function gearFor(gear: number, speedMps: number, load: number): number {
  const rpm = rpmIn(gear, speedMps);
  if (gear < RATIOS.length && rpm > 2100 + 3200 * load) return gear + 1;
  if (gear > 1 && rpm < 1150 + 1300 * load && rpmIn(gear - 1, speedMps) < 2000 + 3000 * load)
    return gear - 1;
  return gear;
}
