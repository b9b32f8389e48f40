import type { GeoPoint, Gate } from '../recording/recording.ts';

/** A circuit in one configuration, as far as it is known. */
export type Layout = {
  readonly lengthMetres: number;
  /** Fractions of the lap at which sectors begin, first one 0. */
  readonly sectorFractions: readonly number[];
  readonly gates: readonly Gate[];
  /** Named corners from a track file, by distance from the line; outrank detected ones. Empty when none are known. */
  readonly officialCorners: readonly OfficialCorner[];
  /** Centre line or driven line, closed; null when the track's shape is unknown. */
  readonly outline: Outline | null;
};

export type OfficialCorner = {
  readonly number: number;
  readonly name: string;
  readonly position: GeoPoint | null;
  readonly distanceMetres: number | null;
};

/**
 * A driven line from start/finish round to start/finish on a uniform grid: `xMetres[i]`, `yMetres[i]` lie at
 * `i × stepMetres` from the line, east and north of `origin` (local plane; origin null when built without GPS).
 */
export type Outline = {
  readonly stepMetres: number;
  readonly xMetres: Float64Array;
  readonly yMetres: Float64Array;
  readonly origin: GeoPoint | null;
  readonly source: 'gps' | 'integrated';
};
