/**
 * One car driving a session, step by step: out lap or flying start, the planned laps, in lap or a run on past the line.
 * Each lap's line and speed profile are made when the lap begins (with a look past its end), from the fuel and tyres of
 * that moment. Between two nodes of the profile the acceleration is constant, so the time of every node, and with it
 * every crossing of the line, is exact, whatever the sample rate. Pure and repeatable from its seed; any number of
 * drives may be stepped side by side.
 */
import { type Car, GT_CAR } from './car.ts';
import { type CarState, newCarState } from './car-state.ts';
import { massOf, workCar } from './car-systems.ts';
import { type Course, toCourse } from './course.ts';
import type { DriveOptions } from './drive-options.ts';
import { toDrivenLine } from './driven-line.ts';
import { STEADY_DRIVER } from './lap-plan.ts';
import { endOf, placeCar, type Stretch } from './placing.ts';
import { toSpeedProfile } from './speed-profile.ts';
import { firstStage, nextStage, type Stage } from './stages.ts';
import { gripOf, newTyres } from './tyres.ts';

/** A lap as it was driven: exact crossing times in seconds since the drive began. */
export type DrivenLap = {
  readonly number: number;
  readonly kind: 'out' | 'full' | 'in';
  readonly startSeconds: number;
  readonly endSeconds: number;
};

/** A car under way. */
export type Drive = {
  readonly car: Car;
  readonly course: Course;
  /** The car now; the same object all the time. */
  readonly state: Readonly<CarState>;
  /** Laps completed so far. */
  readonly laps: readonly DrivenLap[];
  /** Goes on to a time (seconds since the beginning, never back); false when the drive was over before it. */
  readonly advance: (seconds: number) => boolean;
};

const LOOK_AHEAD_METRES = 500;
const STANDING_SECONDS = 2.4;
const FLYING_SPEED_MPS = 48;
/** Sims show a lap's time this long after its line. */
const LAP_TIME_DELAY_SECONDS = 0.5;

/** A car at the beginning of its session. Endless where `laps` is a function. */
export function createDrive(options: DriveOptions): Drive {
  const { circuit, seed, car = GT_CAR, driver = STEADY_DRIVER } = options;
  const { airTemperature = 21, trackTemperature = 29 } = options;
  const course = toCourse(circuit);
  const tyres = newTyres(options.tyreTemperature ?? (options.outLap ? 52 : 82));
  const state = newCarState(tyres, options.fuelLitres ?? 50, airTemperature, trackTemperature);
  const laps: DrivenLap[] = [];
  const waiting = options.outLap ? STANDING_SECONDS : 0;
  let lapStart: number | undefined;
  let shown = 0;
  let cell = 0;
  let stretch = toStretch(
    firstStage(course, options),
    options.outLap ? 0 : FLYING_SPEED_MPS,
    waiting,
  );

  function toStretch(stage: Stage, startSpeedMps: number, startSeconds: number): Stretch {
    const ahead = stage.standsAfter ? 0 : Math.round(LOOK_AHEAD_METRES / course.stepMetres);
    const piece = { ...stage, lastNode: stage.lastNode + ahead };
    const line = toDrivenLine(course, driver, stage.plan, piece, seed);
    const speeds = toSpeedProfile({
      course,
      car,
      driver,
      plan: stage.plan,
      piece,
      line,
      condition: { massKg: massOf(car, state.fuelLitres), grip: gripOf(tyres) },
      seed,
      startSpeedMps,
      stopNode: stage.standsAfter ? stage.lastNode : undefined,
    });
    const times = new Float64Array(stage.lastNode - stage.firstNode + 1);
    times[0] = startSeconds;
    for (let k = 0; k + 1 < times.length; k++) {
      const pace = ((speeds[k] ?? 0) + (speeds[k + 1] ?? 0)) / 2;
      times[k + 1] = (times[k] ?? 0) + (line.steps[k] ?? 0) / Math.max(pace, 1e-3);
    }
    return { ...stage, line, speeds, times };
  }

  /** Ends the stretch under way and begins the next one; false when there is none. */
  function goOn(): boolean {
    const end = endOf(stretch);
    if (stretch.lastNode === course.xMetres.length) closeLap(end);
    const next = nextStage(course, options, stretch);
    if (!next) return false;
    const speed = stretch.speeds[stretch.lastNode - stretch.firstNode] ?? 0;
    const standing = standingSeconds(stretch);
    if (standing > 0) serve(state, stretch);
    stretch = toStretch(next, speed, end + standing);
    cell = 0;
    return true;
  }

  function closeLap(end: number): void {
    const isOut = stretch.pit === 'leaves' || lapStart === undefined;
    const kind = stretch.pit === 'enters' ? 'in' : isOut ? 'out' : 'full';
    laps.push({ number: stretch.lap, kind, startSeconds: lapStart ?? 0, endSeconds: end });
    lapStart = end;
  }

  function showLapTimes(seconds: number): void {
    state.lapSeconds = seconds - (lapStart ?? 0);
    const lap = laps[shown];
    if (!lap || seconds < lap.endSeconds + LAP_TIME_DELAY_SECONDS) return;
    shown++;
    const time = lap.endSeconds - lap.startSeconds;
    state.lastLapSeconds = lap.kind === 'out' ? -1 : time;
    if (lap.kind !== 'full') return;
    if (state.bestLapSeconds === 0 || time < state.bestLapSeconds) state.bestLapSeconds = time;
  }

  function advance(seconds: number): boolean {
    const step = seconds - state.seconds;
    state.seconds = seconds;
    if (options.weather) Object.assign(state, options.weather(seconds));
    while (seconds >= endOf(stretch) + standingSeconds(stretch)) if (!goOn()) return false;
    while (cell + 2 < stretch.times.length && seconds >= (stretch.times[cell + 1] ?? 0)) cell++;
    placeCar(course, state, stretch, cell, Math.min(seconds, endOf(stretch)));
    workCar(car, state, step);
    showLapTimes(seconds);
    return true;
  }

  placeCar(course, state, stretch, 0, waiting);
  settle(car, state, waiting > 0);
  return { car, course, state, laps, advance };
}

/** How long the car stands at the end of a stretch. */
function standingSeconds({ standsAfter, plan }: Stretch): number {
  return standsAfter ? (plan.pitStop?.seconds ?? STANDING_SECONDS) : 0;
}

/** New tyres and fuel, as the plan has it. */
function serve(state: CarState, { plan: { pitStop } }: Stretch): void {
  state.fuelLitres = Math.max(state.fuelLitres, pitStop?.fuelLitres ?? 0);
  state.tyres.treadLeft.fill(1);
  state.tyres.temperatures.fill(52);
}

/** Gear and body angles of a car that has been in this motion for a while. */
function settle(car: Car, state: CarState, standing: boolean): void {
  state.gear = standing ? 1 : 4;
  workCar(car, state, 0);
}
