import type { LocalPlane } from '../geometry/local-plane.ts';
import type { Car } from './car.ts';
import type { CarState } from './car-state.ts';

/** How wide a sensor's values are stored, as sims do it. */
export type SensorStore = 'f32' | 'f64' | 'i32' | 'u32' | 'u8';

/** What a sensor may look at besides the car. */
export type SensorScene = {
  readonly car: Car;
  readonly plane: LocalPlane;
  readonly seed: number;
  readonly lengthMetres: number;
};

/** One channel of a simulated recording: `read` gives the value in `unit`; a number instead never changes. */
export type Sensor = {
  readonly name: string;
  readonly sourceName: string;
  readonly unit: string;
  readonly sourceUnit: string;
  readonly store: SensorStore;
  readonly read: number | ((state: CarState, scene: SensorScene) => number);
};

const SOURCE_UNITS: Readonly<Record<string, string>> = {
  ratio: '%',
  rpm: 'revs/min',
  'm/s²': 'm/s^2',
  '°C': 'C',
  L: 'l',
  Pa: 'kPa',
  'N·m': 'N*m',
};

/** A sensor; its source's unit follows from the unit as sims write it. */
export function sensor(
  name: string,
  sourceName: string,
  unit: string,
  read: Sensor['read'],
  store: SensorStore = 'f32',
): Sensor {
  return { name, sourceName, unit, sourceUnit: SOURCE_UNITS[unit] ?? unit, store, read };
}

/** The four wheels as sims and as channels name them, in the order of `Tyres`. */
export const WHEELS = [
  { code: 'LF', suffix: 'FrontLeft' },
  { code: 'RF', suffix: 'FrontRight' },
  { code: 'LR', suffix: 'RearLeft' },
  { code: 'RR', suffix: 'RearRight' },
] as const;
