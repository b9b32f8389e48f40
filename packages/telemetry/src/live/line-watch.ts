/**
 * When the line is crossed, sample by sample: by the place in the lap (as `toMotion` does for whole recordings), by a gate
 * and positions, or by a lap counter alone. Crossing times are linear between two samples. Nothing is kept but the last
 * sample, so that a sample costs some ten nanoseconds.
 */
import { intersectSegments } from '../geometry/segments.ts';
import { type LocalPlane, toLocal } from '../geometry/local-plane.ts';
import { TELEPORT_METRES_PER_SECOND, TELEPORT_SLACK_METRES } from '../laps/border.ts';
import { moveBetween } from '../laps/frames.ts';
import type { Gate } from '../recording/recording.ts';
import type { LiveSample } from './live-sample.ts';

/** What a sample said about the line. `progress` is 0 … 1 since the last crossing, NaN where it is not known. */
export type LineStep = {
  crossedSeconds: number | undefined;
  /** The car cannot have driven here from the last sample. */
  cut: boolean;
  progress: number;
};

/** A way to see the line; `step` is called for each sample in rising time and returns the same object again. */
export type LineWatch = { step: (sample: LiveSample, lastSeconds: number) => LineStep };

const LINE_NOISE = 0.0005;
const RESTART_METRES = 100;

/** By the source's own place in the lap: progress, or distance where the length is known or the distance begins anew. */
export class ProgressWatch implements LineWatch {
  readonly #lengthMetres: number | null;
  readonly #step: LineStep = { crossedSeconds: undefined, cut: false, progress: Number.NaN };
  #last = Number.NaN;
  #lastMetres = Number.NaN;
  #lastLap = Number.NaN;
  #turns = 0;
  #position = Number.NaN;
  #reached = 0;

  constructor(lengthMetres: number | null) {
    this.#lengthMetres = lengthMetres;
  }

  step(sample: LiveSample, lastSeconds: number): LineStep {
    const step = this.#step;
    step.crossedSeconds = undefined;
    step.cut = false;
    const length = this.#lengthMetres;
    const place = Number.isNaN(sample.lapProgress)
      ? sample.lapDistance / (length ?? Number.NaN)
      : sample.lapProgress;
    if (Math.abs(place) <= 2) this.#go(place, sample, lastSeconds);
    else if (length === null) this.#byRestart(sample, lastSeconds);
    this.#lastLap = sample.lapNumber;
    return step;
  }

  #go(place: number, sample: LiveSample, lastSeconds: number): void {
    if (Number.isNaN(this.#last)) this.#goTo(place);
    else {
      const seconds = sample.seconds - lastSeconds;
      const stepped = sample.lapNumber - this.#lastLap === 1;
      const move = moveBetween(this.#last, place, seconds, this.#lengthMetres, stepped);
      if (Number.isNaN(move)) {
        this.#step.cut = true;
        this.#goTo(place);
      } else this.#drive(place, Math.round(move - (place - this.#last)), sample, lastSeconds);
    }
    this.#last = place;
    this.#step.progress = Math.min(1, Math.max(0, this.#position - this.#reached));
  }

  #goTo(place: number): void {
    this.#turns = 0;
    this.#position = place;
    this.#reached = Math.floor(place + LINE_NOISE);
  }

  #drive(place: number, turn: number, sample: LiveSample, lastSeconds: number): void {
    const before = this.#position;
    this.#turns += turn;
    this.#position = this.#turns + place;
    const line = this.#reached + 1;
    if (this.#position < line && !(turn > 0 && this.#position >= line - LINE_NOISE)) return;
    this.#reached = line;
    const span = this.#position - before;
    const share = span > 0 ? Math.min(1, (line - before) / span) : 1;
    this.#step.crossedSeconds = lastSeconds + share * (sample.seconds - lastSeconds);
  }

  /** A distance of unknown whole that begins anew was at the line as long ago as it takes to drive it. */
  #byRestart({ lapDistance, speed, seconds }: LiveSample, lastSeconds: number): void {
    this.#step.progress = Number.NaN;
    if (lapDistance < this.#lastMetres - RESTART_METRES) {
      const reach =
        TELEPORT_METRES_PER_SECOND * (seconds - lastSeconds + 1) + TELEPORT_SLACK_METRES;
      if (lapDistance >= 0 && lapDistance <= reach)
        this.#step.crossedSeconds = Math.max(
          lastSeconds,
          seconds - lapDistance / Math.max(1, speed || 0),
        );
      else this.#step.cut = true;
    }
    if (!Number.isNaN(lapDistance)) this.#lastMetres = lapDistance;
  }
}

const DEBOUNCE_SECONDS = 5;

/** By the path of positions across a start/finish gate, in the direction of the first crossing. */
export class GateWatch implements LineWatch {
  readonly #gates: readonly Gate[];
  readonly #lengthMetres: number | null;
  readonly #step: LineStep = { crossedSeconds: undefined, cut: false, progress: Number.NaN };
  readonly #planes: readonly LocalPlane[];
  #latitude = Number.NaN;
  #longitude = Number.NaN;
  #seconds = Number.NaN;
  #crossed = Number.NEGATIVE_INFINITY;
  #gate = -1;
  #direction = 0;
  #metres = Number.NaN;

  constructor(gates: readonly Gate[], lengthMetres: number | null) {
    this.#gates = gates.filter(({ kind }) => kind === 'start-finish');
    this.#planes = this.#gates.map(({ a }) => toLocal(a));
    this.#lengthMetres = lengthMetres;
  }

  /** Index of the start/finish gate that the car drives by, among those given; −1 before it crossed one. */
  get gate(): number {
    return this.#gate;
  }

  step(sample: LiveSample, lastSeconds: number): LineStep {
    const step = this.#step;
    step.crossedSeconds = undefined;
    step.cut = false;
    this.#metres += (sample.speed || 0) * (sample.seconds - lastSeconds);
    if (isNewFix(sample, this.#latitude, this.#longitude)) this.#goTo(sample);
    const share = this.#metres / (this.#lengthMetres ?? Number.NaN);
    step.progress = Number.isNaN(share) ? Number.NaN : Math.min(1, share);
    return step;
  }

  #goTo({ latitude, longitude, seconds }: LiveSample): void {
    const since = seconds - this.#seconds;
    if (since > 0)
      for (let g = 0; g < this.#gates.length; g++)
        if (this.#gate < 0 || this.#gate === g) this.#cross(g, latitude, longitude, since);
    this.#latitude = latitude;
    this.#longitude = longitude;
    this.#seconds = seconds;
  }

  #cross(g: number, latitude: number, longitude: number, since: number): void {
    const gate = this.#gates[g];
    const plane = this.#planes[g];
    if (!gate || !plane) return;
    const px = plane.x(this.#longitude);
    const py = plane.y(this.#latitude);
    const qx = plane.x(longitude);
    const qy = plane.y(latitude);
    const far = Math.hypot(qx - px, qy - py);
    if (far > TELEPORT_METRES_PER_SECOND * since + TELEPORT_SLACK_METRES) return;
    const ax = plane.x(gate.a.longitude);
    const bx = plane.x(gate.b.longitude);
    const by = plane.y(gate.b.latitude);
    const hit = intersectSegments(px, py, qx, qy, ax, plane.y(gate.a.latitude), bx, by);
    if (!hit || (this.#direction !== 0 && hit.direction !== this.#direction)) return;
    const seconds = this.#seconds + hit.along * since;
    if (seconds - this.#crossed < DEBOUNCE_SECONDS) return;
    this.#gate = g;
    this.#direction = hit.direction;
    this.#crossed = seconds;
    this.#metres = (1 - hit.along) * far;
    this.#step.crossedSeconds = seconds;
  }
}

function isNewFix({ latitude, longitude }: LiveSample, lastNorth: number, lastEast: number) {
  if (!(Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180)) return false;
  const nowhere = latitude === 0 && longitude === 0;
  return !nowhere && (latitude !== lastNorth || longitude !== lastEast);
}

/** By a lap counter alone: the line is where it steps by one. */
export class CounterWatch implements LineWatch {
  readonly #step: LineStep = { crossedSeconds: undefined, cut: false, progress: Number.NaN };
  #lap = Number.NaN;

  step({ lapNumber, seconds }: LiveSample): LineStep {
    const change = lapNumber - this.#lap;
    this.#step.crossedSeconds = change === 1 ? seconds : undefined;
    this.#step.cut = Number.isFinite(change) && change !== 0 && change !== 1;
    if (!Number.isNaN(lapNumber)) this.#lap = lapNumber;
    return this.#step;
  }
}
