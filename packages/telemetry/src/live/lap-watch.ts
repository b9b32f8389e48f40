/**
 * The lap that is being driven, sample by sample: for what a screen shows, and to know when a lap may be cut out of what
 * was recorded. The exact laps are those of `splitLaps`. Where no line is known or crossed, the drive is told in stretches:
 * one ends when the car, having moved in it, has stood for 60 s, or after 15 minutes; a lap is given up after 30.
 * A clock that falls or stands is passed over. About 100 ns a sample.
 */
import type { LapKind } from '../laps/lap.ts';
import type { LapLayout } from '../laps/sectors.ts';
import { CounterWatch, GateWatch, type LineWatch, ProgressWatch } from './line-watch.ts';
import { LIVE_CHANNELS, type LiveSample } from './live-sample.ts';

export type LapWatchOptions = {
  /** Which of the channels of a sample the drive has at all. */
  readonly channels: ReadonlySet<(typeof LIVE_CHANNELS)[number]>;
  /** What is known of the layout; a length of 0 and empty lists stand for not known. */
  readonly layout?: LapLayout | undefined;
  /** Where the open lap began, for a watch that begins in the middle of a drive; seconds. */
  readonly startSeconds?: number;
  /** Whether that was at the line. */
  readonly fromLine?: boolean;
  /** Number of the open lap where the source does not count; 1 by default. */
  readonly lapNumber?: number;
};

/** A lap or a stretch is over. `line`: at the line; `cut`: by a reset; `limit`: given up; `stop`: a stretch. */
export type LapClosed = {
  readonly end: 'line' | 'cut' | 'limit' | 'stop';
  readonly startSeconds: number;
  readonly endSeconds: number;
};

/** What is known of the open lap. */
export type LapNow = {
  readonly kind: LapKind;
  readonly number: number;
  readonly startSeconds: number;
  readonly elapsedSeconds: number;
  /** 0 … 1, or null where the place in the lap is not known. */
  readonly progress: number | null;
  readonly sectorIndex: number | null;
  readonly sectorSeconds: readonly number[];
  /** By the crossings, or the source's own once it says it. */
  readonly lastLapSeconds: number | null;
};

export type LapWatch = {
  /** Takes the next sample; tells what it closed. */
  readonly add: (sample: LiveSample) => LapClosed | undefined;
  readonly now: () => LapNow;
};

const STOP_SECONDS = 60;
const STRETCH_SECONDS = 900;
const LONGEST_LAP_SECONDS = 1800;
const MOVING_METRES_PER_SECOND = 1;
const OFFICIAL_SECONDS = 3.5;
const OFFICIAL_TOLERANCE = 0.005;
const THIRDS = [0, 1 / 3, 2 / 3];

/** Watches a drive from its beginning, or from a known border on. */
export function createLapWatch(options: LapWatchOptions): LapWatch {
  const watch = new Watch(options);
  return { add: (sample) => watch.add(sample), now: () => watch.now() };
}

function toLineWatch({ channels, layout }: LapWatchOptions): LineWatch | undefined {
  const lengthMetres = layout && layout.lengthMetres > 0 ? layout.lengthMetres : null;
  const hasPlace = channels.has('lapProgress') || channels.has('lapDistance');
  if (hasPlace) return new ProgressWatch(lengthMetres);
  const gates = layout?.gates ?? [];
  const hasPosition = channels.has('latitude') && channels.has('longitude');
  if (hasPosition && gates.length > 0) return new GateWatch(gates, lengthMetres);
  return channels.has('lapNumber') ? new CounterWatch() : undefined;
}

class Watch {
  readonly #line: LineWatch | undefined;
  readonly #fractions: readonly number[];
  /** Whether laps are expected from the beginning: the source itself has a place in the lap or counts. */
  readonly #isCircuit: boolean;
  #last = Number.NaN;
  #start: number;
  #fromLine: boolean;
  #ownNumber: number;
  #sourceNumber = Number.NaN;
  #touchedPits = false;
  #progress = Number.NaN;
  #sectors: number[] = [];
  #sectorStart: number;
  #lastLap = Number.NaN;
  #lastLapEnd = Number.NaN;
  #shown = Number.NaN;
  #moved = false;
  #standingSince = Number.NaN;

  constructor(options: LapWatchOptions) {
    this.#line = toLineWatch(options);
    const fractions = options.layout?.sectorFractions ?? [];
    this.#fractions = fractions.length > 0 ? fractions : THIRDS;
    this.#isCircuit = this.#line !== undefined && !(this.#line instanceof GateWatch);
    this.#start = options.startSeconds ?? Number.NaN;
    this.#sectorStart = this.#start;
    this.#fromLine = options.fromLine ?? false;
    this.#ownNumber = options.lapNumber ?? 1;
  }

  add(sample: LiveSample): LapClosed | undefined {
    const { seconds } = sample;
    if (!(seconds > this.#last)) {
      if (!Number.isNaN(this.#last) || Number.isNaN(seconds)) return undefined;
      if (Number.isNaN(this.#start)) this.#start = this.#sectorStart = seconds;
      this.#last = seconds;
    }
    const closed = this.#see(sample);
    this.#last = seconds;
    if (!Number.isNaN(sample.lapNumber)) this.#sourceNumber = sample.lapNumber;
    if (sample.onPitRoad > 0) this.#touchedPits = true;
    this.#showOfficial(sample);
    return closed;
  }

  #see(sample: LiveSample): LapClosed | undefined {
    const step = this.#line?.step(sample, this.#last);
    if (step?.crossedSeconds !== undefined) {
      this.#lastLap = this.#fromLine ? step.crossedSeconds - this.#start : Number.NaN;
      this.#lastLapEnd = step.crossedSeconds;
      const closed = this.#close('line', step.crossedSeconds);
      this.#progress = step.progress;
      return closed;
    }
    if (step?.cut) return this.#close('cut', sample.seconds);
    if (step) this.#goOn(step.progress, sample.seconds);
    return this.#byLimits(sample);
  }

  /** Sectors that were passed since the last sample. */
  #goOn(progress: number, seconds: number): void {
    const next = this.#fractions[this.#sectors.length + 1];
    if (next !== undefined && this.#fromLine && progress >= next) {
      const span = progress - this.#progress;
      const share = span > 0 ? Math.min(1, Math.max(0, (next - this.#progress) / span)) : 1;
      const at = this.#last + share * (seconds - this.#last);
      this.#sectors = [...this.#sectors, at - this.#sectorStart];
      this.#sectorStart = at;
    }
    this.#progress = progress;
  }

  #byLimits({ seconds, speed }: LiveSample): LapClosed | undefined {
    if (speed > MOVING_METRES_PER_SECOND) {
      this.#moved = true;
      this.#standingSince = Number.NaN;
    } else if (Number.isNaN(this.#standingSince)) this.#standingSince = seconds;
    const elapsed = seconds - this.#start;
    if (this.#isCircuit || this.#fromLine)
      return elapsed >= LONGEST_LAP_SECONDS ? this.#close('limit', seconds) : undefined;
    const stopped = this.#moved && seconds - this.#standingSince >= STOP_SECONDS;
    return stopped || elapsed >= STRETCH_SECONDS ? this.#close('stop', seconds) : undefined;
  }

  #close(end: LapClosed['end'], endSeconds: number): LapClosed {
    const closed = { end, startSeconds: this.#start, endSeconds };
    this.#start = this.#sectorStart = endSeconds;
    this.#fromLine = end === 'line';
    this.#ownNumber++;
    this.#sectors = [];
    this.#touchedPits = false;
    this.#moved = false;
    this.#standingSince = Number.NaN;
    return closed;
  }

  #showOfficial({ lastLapTime, seconds }: LiveSample): void {
    if (Number.isNaN(lastLapTime) || lastLapTime === this.#shown) return;
    const isNew = !Number.isNaN(this.#shown) && seconds - this.#lastLapEnd < OFFICIAL_SECONDS;
    const near = Math.abs(lastLapTime - this.#lastLap) <= 0.1 + OFFICIAL_TOLERANCE * lastLapTime;
    if (isNew && near) this.#lastLap = lastLapTime;
    this.#shown = lastLapTime;
  }

  now(): LapNow {
    const inSectors = this.#fromLine && !Number.isNaN(this.#progress);
    return {
      kind: this.#kind(),
      number: Number.isNaN(this.#sourceNumber) ? this.#ownNumber : this.#sourceNumber,
      startSeconds: this.#start,
      elapsedSeconds: Math.max(0, this.#last - this.#start) || 0,
      progress: Number.isNaN(this.#progress) ? null : this.#progress,
      sectorIndex: inSectors ? this.#sectors.length : null,
      sectorSeconds: this.#sectors,
      lastLapSeconds: Number.isNaN(this.#lastLap) ? null : this.#lastLap,
    };
  }

  #kind(): LapKind {
    if (this.#fromLine) return this.#touchedPits ? 'in' : 'full';
    return this.#isCircuit ? 'out' : 'stretch';
  }
}
