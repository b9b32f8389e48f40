/**
 * What the driver did in one corner, read from native samples:
 * - brake point: start of the main application (greatest impulse) that begins before the point of least speed, taken
 *   where it passes the threshold or a fifth of its peak, so that neither a dab nor a resting foot counts;
 * - throttle point: first passage of 10 %, held 0.2 s, after the brakes are released; or, where a steady throttle below
 *   half follows (it only keeps the speed), the end of that, from which it rises;
 * - full throttle: first passage of 95 % after that, held 0.2 s; coasting: neither pedal above 5 %.
 * Limits: a corner that is entered with the brakes already on at the line has no brake point; below 8 Hz no phases.
 */
import type { CornerPassage } from '../comparison/comparison.ts';
import type { DistanceAxis } from '../distance/axis.ts';
import { metresAt, secondsAt } from '../distance/axis.ts';
import { at, interpolate, lastIndexAtOrBefore } from '../distance/interpolation.ts';
import type { LapData } from '../laps/lap.ts';
import { crossing, findApplications, mainApplication } from './applications.ts';
import type { Application, Signal } from './applications.ts';
import type { Controls } from './controls.ts';
import { controlsOf } from './controls.ts';
import type { Corner } from './corner.ts';

/** How far before the entry braking is looked for, and how far after the exit full throttle; metres from the line. */
export type PassageWindow = { readonly fromMetres: number; readonly untilMetres: number };

const APPROACH_METRES = 250;
const AFTER_METRES = 200;
const THROTTLE_ON = 0.1;
const THROTTLE_FULL = 0.95;
const HELD_SECONDS = 0.2;
const THROTTLE_HALF = 0.5;
const STEADY_SECONDS = 0.3;
const STEADY_RISE = 0.05;
const COASTING_BELOW = 0.05;
const PEAK_SHARE = 0.2;

/** The passage of one corner; `controls` are made when not given. A corner across the line is read up to the line. */
export function cornerPassage(
  lap: LapData,
  axis: DistanceAxis,
  corner: Corner,
  window: Partial<PassageWindow> = {},
  controls: Controls = controlsOf(lap, axis),
): CornerPassage {
  const { entry, exit } = insideLap(corner, axis.lengthMetres);
  const from = Math.max(0, Math.min(entry, window.fromMetres ?? entry - APPROACH_METRES));
  const until = Math.min(
    axis.lengthMetres,
    Math.max(exit, window.untilMetres ?? exit + AFTER_METRES),
  );
  const t = {
    from: secondsAt(axis, from),
    entry: secondsAt(axis, entry),
    exit: secondsAt(axis, exit),
    until: secondsAt(axis, until),
  };
  const slowest = slowestOf(controls.speed, t.entry, t.exit);
  const brake = brakingOf(controls, t.from, slowest.seconds);
  const release = brake?.main.endSeconds ?? t.entry;
  const throttle = throttleOf(controls.throttle, release, t.exit, t.until);
  const place = (seconds: number | null): number | null =>
    seconds === null ? null : metresAt(axis, seconds);
  return {
    entrySpeedMps: interpolate(controls.speed.seconds, controls.speed.values, t.entry),
    minimumSpeedMps: slowest.mps,
    minimumSpeedMetres: metresAt(axis, slowest.seconds),
    exitSpeedMps: interpolate(controls.speed.seconds, controls.speed.values, t.exit),
    brakeMetres: place(brake?.startSeconds ?? null),
    peakBrake: brake && controls.brake?.pedal ? brake.main.peak : null,
    throttleMetres: place(throttle.on),
    fullThrottleMetres: place(throttle.full),
    gear: gearAt(controls.gear, slowest.seconds),
    coastMetres: coastingOf(controls, axis, t.from, t.exit),
  };
}

/** Entry and exit of a corner within one lap: one across the line is taken on the side where its apex lies. */
export function insideLap(
  { entryMetres, apexMetres, exitMetres }: Corner,
  lengthMetres: number,
): { readonly entry: number; readonly exit: number } {
  if (entryMetres <= exitMetres) return { entry: entryMetres, exit: exitMetres };
  return apexMetres <= exitMetres
    ? { entry: 0, exit: exitMetres }
    : { entry: entryMetres, exit: lengthMetres };
}

function slowestOf(speed: Signal, from: number, to: number): { seconds: number; mps: number } {
  let best = { seconds: from, mps: interpolate(speed.seconds, speed.values, from) };
  const end = interpolate(speed.seconds, speed.values, to);
  if (end < best.mps) best = { seconds: to, mps: end };
  for (let i = lastIndexAtOrBefore(speed.seconds, from) + 1; at(speed.seconds, i) < to; i++) {
    if (at(speed.values, i) < best.mps)
      best = { seconds: at(speed.seconds, i), mps: at(speed.values, i) };
  }
  return best;
}

function brakingOf(
  { brake }: Controls,
  fromSeconds: number,
  toSeconds: number,
): { main: Application; startSeconds: number | null } | undefined {
  if (!brake) return undefined;
  const from = Math.max(0, lastIndexAtOrBefore(brake.seconds, fromSeconds));
  const last = brake.seconds.length - 1;
  const begun = lastIndexAtOrBefore(brake.seconds, toSeconds);
  const release = lastIndexAtOrBefore(brake.seconds, toSeconds + 3);
  const found = findApplications(brake, from, Math.min(last, release), brake.hysteresis);
  const main = mainApplication(
    found.filter((one) => one.startSeconds <= at(brake.seconds, Math.max(begun, 0))),
  );
  if (!main) return undefined;
  if (main.cut) return { main, startSeconds: null };
  const level = Math.max(brake.hysteresis.enter, main.peak * PEAK_SHARE);
  let i = lastIndexAtOrBefore(brake.seconds, main.startSeconds);
  while (i < last && at(brake.values, i + 1) < level) i++;
  return { main, startSeconds: Math.max(main.startSeconds, crossing(brake, i, level)) };
}

function throttleOf(
  throttle: Signal | null,
  release: number,
  exit: number,
  until: number,
): { on: number | null; full: number | null } {
  if (!throttle) return { on: null, full: null };
  const start = Math.max(0, lastIndexAtOrBefore(throttle.seconds, release));
  const on = heldPassage(throttle, start, until, THROTTLE_ON);
  if (on === null || on > Math.max(exit, release)) return { on: null, full: null };
  const from = Math.max(0, lastIndexAtOrBefore(throttle.seconds, on));
  return {
    on: endOfSteady(throttle, from, until) ?? on,
    full: heldPassage(throttle, from, until, THROTTLE_FULL),
  };
}

/** When the throttle leaves its last plateau below half; null when it rises at once or never passes half. */
function endOfSteady(throttle: Signal, from: number, until: number): number | null {
  const { seconds, values } = throttle;
  let end: number | null = null;
  let later = from;
  for (let i = from + 1; i < seconds.length && at(seconds, i) <= until; i++) {
    if (at(values, i) >= THROTTLE_HALF) return end;
    while (later < seconds.length - 1 && at(seconds, later) - at(seconds, i) < STEADY_SECONDS)
      later++;
    if (at(values, later) - at(values, i) >= STEADY_RISE) continue;
    let k = i;
    while (k < seconds.length - 1 && at(values, k + 1) < at(values, i) + STEADY_RISE) k++;
    end = crossing(throttle, k, at(values, i) + STEADY_RISE);
  }
  return null;
}

/** When the signal first rises through `level` and stays above it for 0.2 s; null when it never does before `until`. */
function heldPassage(signal: Signal, from: number, until: number, level: number): number | null {
  const { seconds, values } = signal;
  for (let i = from; i + 1 < seconds.length && at(seconds, i) <= until; i++) {
    if (at(values, i) >= level || at(values, i + 1) < level) continue;
    const t = crossing(signal, i, level);
    let k = i + 1;
    while (k < seconds.length && at(values, k) >= level && at(seconds, k) - t < HELD_SECONDS) k++;
    if (k >= seconds.length || at(values, k) >= level) return t <= until ? t : null;
  }
  return null;
}

function gearAt(gear: Signal | null, seconds: number): number | null {
  if (!gear) return null;
  return at(gear.values, Math.max(0, lastIndexAtOrBefore(gear.seconds, seconds)));
}

function coastingOf(
  { brake, throttle }: Controls,
  axis: DistanceAxis,
  from: number,
  to: number,
): number | null {
  if (!throttle || !brake?.pedal) return null;
  let metres = 0;
  let last = metresAt(axis, from);
  for (let i = lastIndexAtOrBefore(throttle.seconds, from) + 1; at(throttle.seconds, i) < to; i++) {
    const t = at(throttle.seconds, i);
    const here = metresAt(axis, t);
    const pressed = interpolate(brake.seconds, brake.values, t) >= COASTING_BELOW;
    if (at(throttle.values, i) < COASTING_BELOW && !pressed) metres += here - last;
    last = here;
  }
  return metres;
}
