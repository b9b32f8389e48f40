import { describeCar } from '@outlap/protocol';
import { driveLive, driveRoad, LARKMOOR, type LiveCar, TERN_QUAY } from '@outlap/telemetry';
import { createPace } from '../pace.ts';
import { FRAME_SECONDS, type Source, type SourceClock, SourceError } from '../source.ts';

/** Circuits by the name that is written on the command line. */
export const CIRCUITS = { larkmoor: LARKMOOR, 'tern-quay': TERN_QUAY } as const;
export type CircuitName = keyof typeof CIRCUITS;

export type SimulatorOptions = {
  readonly circuit?: CircuitName;
  /** On the road instead of a circuit. */
  readonly road?: boolean;
  readonly seed?: number;
  /** Which of several cars, from 1: each drives at its own pace. */
  readonly car?: number;
  readonly rateHz?: number;
  /** Number of channels, 1 to 2000; `standard` are those of a usual sim. */
  readonly channels?: 'standard' | number;
  /** So many timed laps and an in lap; endless without it. */
  readonly laps?: number;
  /** How many times as fast as the clock it is driven. */
  readonly speed?: number;
};

/** Opens a simulated car: the same seed and car number give the same samples. */
export function openSimulator(options: SimulatorOptions, clock: SourceClock): Source {
  const { speed = 1, car: number = 1 } = options;
  const car = toCar(options);
  const description = describe(car, options, clock);
  const perFrame = Math.max(1, Math.round(car.rateHz * FRAME_SECONDS));
  const pace = createPace(clock, speed);
  const closed = new AbortController();
  return {
    describe: () => description,
    frames: async function* (signal) {
      const stop = AbortSignal.any([signal, closed.signal]);
      yield { kind: 'link', state: 'connected', detail: `Simulated car ${number}` };
      for (let first = 0; ; first += perFrame) {
        await pace.until((first + perFrame - 1) / car.rateHz, stop);
        if (stop.aborted) return;
        const { firstSample, count, columns } = car.take(perFrame);
        const start = firstSample / car.rateHz;
        if (count > 0) yield { kind: 'samples', parts: [{ group: 0, start, count, columns }] };
        if (count < perFrame) return;
      }
    },
    request: () =>
      Promise.reject(new SourceError('unsupported', 'A simulated car has no diagnostic connector')),
    close: () => {
      closed.abort();
      return Promise.resolve();
    },
  };
}

/** The car that these options mean, ready to be driven. */
export function toCar(options: SimulatorOptions): LiveCar {
  const seed = seedOf(options);
  const rate = options.rateHz === undefined ? {} : { rateHz: options.rateHz };
  if (options.road) return driveRoad({ seed, ...rate });
  const { circuit = 'larkmoor', channels, laps } = options;
  return driveLive({
    circuit: CIRCUITS[circuit],
    seed,
    ...rate,
    ...(typeof channels === 'number' ? { channels } : {}),
    ...(laps === undefined ? {} : { laps: Array.from({ length: laps }, () => ({})), inLap: true }),
  });
}

/** Cars of one seed are as different as seeds are. */
function seedOf({ seed = 1, car = 1 }: SimulatorOptions): number {
  return seed + (car - 1) * 101;
}

function describe(car: LiveCar, { car: number }: SimulatorOptions, clock: SourceClock) {
  const startedAt = new Date(clock.wall()).toISOString();
  const { name } = car.head.vehicle;
  return describeCar(car, startedAt, number === undefined ? name : `${name} #${number}`);
}
