import type { CornerPassage } from '../comparison/comparison.ts';

/** The driver's own variation in one corner: population standard deviations over the laps that measured each. */
export type CornerSpread = {
  readonly brakeMetres: number | null;
  readonly peakBrake: number | null;
  readonly minimumSpeedMps: number | null;
  readonly exitSpeedMps: number | null;
  readonly throttleMetres: number | null;
  readonly coastMetres: number | null;
};

/** Population standard deviation of the finite values, or null with fewer than `least` of them. */
export function deviationOf(values: readonly (number | null)[], least = 2): number | null {
  const finite = values.filter((value): value is number => Number.isFinite(value));
  if (finite.length < least) return null;
  const mean = finite.reduce((sum, value) => sum + value, 0) / finite.length;
  return Math.sqrt(finite.reduce((sum, value) => sum + (value - mean) ** 2, 0) / finite.length);
}

const LEAST_LAPS = 3;

/** Spread of the passages of one corner over several laps of one driver. */
export function cornerSpread(passages: readonly CornerPassage[]): CornerSpread {
  const of = (pick: (passage: CornerPassage) => number | null): number | null =>
    deviationOf(passages.map(pick), LEAST_LAPS);
  return {
    brakeMetres: of((passage) => passage.brakeMetres),
    peakBrake: of((passage) => passage.peakBrake),
    minimumSpeedMps: of((passage) => passage.minimumSpeedMps),
    exitSpeedMps: of((passage) => passage.exitSpeedMps),
    throttleMetres: of((passage) => passage.throttleMetres),
    coastMetres: of((passage) => passage.coastMetres),
  };
}
