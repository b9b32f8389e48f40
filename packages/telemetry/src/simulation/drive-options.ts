import type { Car } from './car.ts';
import type { Circuit } from './circuit.ts';
import type { Driver, LapPlan } from './lap-plan.ts';

/** What is driven, by whom and how; temperatures in °C. */
export type DriveOptions = {
  readonly circuit: Circuit;
  readonly car?: Car;
  readonly driver?: Driver;
  readonly seed: number;
  /** The timed laps, or a function that plans lap 1, 2, … for ever. */
  readonly laps: readonly LapPlan[] | ((lap: number) => LapPlan);
  /** Begin in the pits; else at speed, shortly before the line. A plan says how the out lap is driven. */
  readonly outLap?: boolean | LapPlan;
  /** End in the pits; else shortly after the line. */
  readonly inLap?: boolean | LapPlan;
  readonly fuelLitres?: number;
  readonly tyreTemperature?: number;
  readonly airTemperature?: number;
  readonly trackTemperature?: number;
  /** Temperatures by time instead, °C; seconds since the beginning. */
  readonly weather?: (seconds: number) => Weather;
};

/** Temperatures of the air and of the road, °C. */
export type Weather = { readonly airTemperature: number; readonly trackTemperature: number };
