import { driveLive, LARKMOOR, type LiveCar } from '@outlap/telemetry';
import type { Stored } from './stored.ts';

/** `laps`: so many timed laps and an in lap; endless without it. */
export type DriveOfExpected = { readonly laps?: number };

/** The same car as that of `outlap record --source simulator`, as far as somebody wants to know it. */
export class ExpectedDrive {
  readonly #car: LiveCar;
  readonly #column: number;
  readonly #values: number[] = [];
  constructor(channel: string, { laps }: DriveOfExpected) {
    this.#car = driveLive({
      circuit: LARKMOOR,
      seed: 1,
      ...(laps === undefined
        ? {}
        : { laps: Array.from({ length: laps }, () => ({})), inLap: true }),
    });
    this.#column = this.#car.sensors.findIndex(({ name }) => name === channel);
  }
  get rateHz(): number {
    return this.#car.rateHz;
  }
  at(sample: number): number {
    while (this.#values.length <= sample) {
      const values = this.#car.take(600).columns[this.#column] ?? [];
      if (values.length === 0) return Number.NaN;
      this.#values.push(...values);
    }
    return this.#values[sample] ?? Number.NaN;
  }
}

export type Verdict = {
  readonly samples: number;
  /** Drives that begin anew: starts of the recorder. */
  readonly runs: number;
  readonly lost: number;
  readonly twice: number;
  readonly wrong: number;
};

/**
 * Compares what is stored with what the simulator drove. A recorder that was started again drives the same from its
 * beginning: the store then holds one run behind the other. Within a run every sample must be there once, with its value;
 * `expected` is the number of samples of the only run, where there was but one.
 */
export function compare(stored: Stored, drive: ExpectedDrive, expected?: number): Verdict {
  const { seconds, values } = stored;
  const tick = 1 / drive.rateHz;
  let lost = 0;
  let twice = 0;
  let wrong = 0;
  let runs = 0;
  let sample = -1;
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < seconds.length; i++) {
    const at = seconds[i] ?? 0;
    const steps = Math.round((at - last) / tick);
    last = at;
    if (steps === 0) {
      twice++;
      continue;
    }
    const next = sample + steps;
    const isNewRun = sample >= 0 && values[i] !== drive.at(next) && values[i] === drive.at(0);
    if (sample < 0 || isNewRun) {
      sample = 0;
      runs++;
      if (values[i] !== drive.at(0)) wrong++;
      continue;
    }
    if (steps > 1) lost += steps - 1;
    sample = next;
    if (values[i] !== drive.at(sample)) wrong++;
  }
  lost += countTail(drive, sample + 1, expected ?? 0);
  return { samples: seconds.length, runs, lost, twice, wrong };
}

/** Samples that were driven from one on; the last frame of a drive that ends by itself is not full. */
function countTail(drive: ExpectedDrive, from: number, expected: number): number {
  let count = 0;
  for (let sample = from; sample < expected; sample++) if (!Number.isNaN(drive.at(sample))) count++;
  return count;
}
