import type { Corner } from '../corners/corner.ts';

/** How distances of two laps were brought together. */
export type AlignmentMethod = 'lap-distance' | 'position' | 'integrated-speed';

/** What the driver did in one corner of one lap. Speeds in m/s, distances in metres from the line; null when not measured. */
export type CornerPassage = {
  readonly entrySpeedMps: number;
  readonly minimumSpeedMps: number;
  readonly minimumSpeedMetres: number;
  readonly exitSpeedMps: number;
  readonly brakeMetres: number | null;
  readonly peakBrake: number | null;
  readonly throttleMetres: number | null;
  readonly fullThrottleMetres: number | null;
  readonly gear: number | null;
  readonly coastMetres: number | null;
};

/** A corner zone or a straight. Borders are shared, so the losses of all segments sum to the gap. */
export type Segment = {
  readonly kind: 'corner' | 'straight';
  /** The corner's number, or the number of the corner before the straight (0 for the one after the line). */
  readonly number: number;
  readonly name: string | null;
  readonly startMetres: number;
  readonly endMetres: number;
  /** Time the lap lost to the reference here; negative is a gain. */
  readonly lossSeconds: number;
  /** Present on corners: reference first, then the lap. */
  readonly passages: { readonly reference: CornerPassage; readonly lap: CornerPassage } | null;
};

export type FindingCause =
  | 'brakes-earlier'
  | 'brakes-later'
  | 'brakes-harder'
  | 'brakes-softer'
  | 'slower-minimum'
  | 'throttle-later'
  | 'coasting'
  | 'wider-line'
  | 'lower-gear'
  | 'higher-gear'
  | 'slower-exit'
  | 'no-clear-cause';

/** One of the costliest places, with its cause where the data supports one. */
export type Finding = {
  readonly kind: 'corner' | 'straight';
  readonly number: number;
  readonly startMetres: number;
  readonly endMetres: number;
  readonly lossSeconds: number;
  readonly cause: FindingCause;
  /** Size of the cause in `unit`; null with `no-clear-cause`. */
  readonly amount: number | null;
  readonly unit: 'm' | 'm/s' | 's' | 'ratio' | '';
  /** The sentence for a person: "Brakes 14 m earlier into 3: 0.18 s". Speeds in it are km/h. */
  readonly text: string;
};

export type Comparison = {
  readonly kind: 'comparison';
  readonly method: AlignmentMethod;
  readonly lengthMetres: number;
  /** Lap time of the lap − lap time of the reference. */
  readonly gapSeconds: number;
  /** What was left at the line before the last linear correction, seconds; large means the alignment is poor. */
  readonly residualSeconds: number;
  /** True where the residual is beyond 10 ms, so that the page can say it. */
  readonly estimated: boolean;
  /** Where one of the laps has no sample for more than a second: times there are interpolated, not measured. */
  readonly gaps: readonly { readonly startMetres: number; readonly endMetres: number }[];
  /** Uniform grid from 0 to the lap length; the last value of `seconds` is `gapSeconds`. Positive = lap is slower. */
  readonly delta: { readonly distanceMetres: Float64Array; readonly seconds: Float64Array };
  readonly miniSectors: readonly { startMetres: number; endMetres: number; lossSeconds: number }[];
  readonly segments: readonly Segment[];
  readonly corners: readonly Corner[];
  readonly findings: readonly Finding[];
};

/** Two laps that cannot be compared, and why. */
export type Refusal = {
  readonly kind: 'refused';
  readonly reason: 'reversed' | 'different-layout' | 'no-distance' | 'no-time' | 'too-short';
  readonly detail: string;
};
