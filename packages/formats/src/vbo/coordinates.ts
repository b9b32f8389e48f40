/**
 * Coordinates of a `.vbo`: minutes of arc with west positive (Racelogic), or signed degrees with east positive (some
 * other writers). One file uses one of them: minutes where a value is beyond what degrees can be, or where the whole
 * part is zero-padded to four digits or more.
 */
export type CoordinateStyle = 'minutes' | 'degrees';

/** The style of a file, from its columns and the cells of one data line. */
export function findStyle(
  latitudes: Float64Array,
  longitudes: Float64Array,
  cells: readonly (string | undefined)[],
): CoordinateStyle {
  if (latitudes.some((value) => Math.abs(value) > 90)) return 'minutes';
  if (longitudes.some((value) => Math.abs(value) > 180)) return 'minutes';
  return cells.some((cell) => /^[+-]?0\d{3,}\./.test(cell ?? '')) ? 'minutes' : 'degrees';
}

export const toLatitude = (value: number, style: CoordinateStyle): number =>
  within(style === 'minutes' ? value / 60 : value, 90);

export const toLongitude = (value: number, style: CoordinateStyle): number =>
  within(style === 'minutes' ? -value / 60 : value, 180);

const within = (degrees: number, limit: number): number =>
  Math.abs(degrees) <= limit ? degrees : Number.NaN;

/**
 * Takes away positions that are none: 0/0, and those before the first fix, where the receiver counts no satellites and
 * repeats an old place. Returns how many rows lost theirs.
 */
export function blankWithoutFix(
  latitudes: Float64Array,
  longitudes: Float64Array,
  satellites: Float64Array | undefined,
): number {
  const firstFix = satellites?.findIndex((count) => count > 0) ?? 0;
  let blanked = 0;
  for (let i = 0; i < latitudes.length; i++) {
    if (i >= firstFix && (latitudes[i] !== 0 || longitudes[i] !== 0)) continue;
    latitudes[i] = Number.NaN;
    longitudes[i] = Number.NaN;
    blanked++;
  }
  return blanked;
}
