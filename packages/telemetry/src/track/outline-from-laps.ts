/**
 * One outline from several laps of a layout: each lap's own outline is laid rigidly onto that of the fastest lap (turned
 * by at most 30°, else it is left out), then the median of both coordinates is taken at each grid point. The median
 * drops one excursion of three laps. Laps with positions outrank integrated ones; at most nine laps are used.
 */
import type { LapData } from '../laps/lap.ts';
import { alignOutline } from './align-outline.ts';
import type { Outline } from './layout.ts';
import { outlineFromLap, type OutlineOptions } from './outline-from-lap.ts';

const MOST_LAPS = 9;
const MOST_TURN = Math.PI / 6;
/** An outline that lies farther from the first than this share of the length is of another shape. */
const MOST_APART = 0.03;

/** The median outline of the laps of one layout (any order), oriented as the fastest one; null where no lap gives any. */
export function outlineFromLaps(
  laps: readonly LapData[],
  lengthMetres: number,
  options: OutlineOptions = {},
): Outline | null {
  const chosen = laps
    .filter(({ lap }) => lap.kind === 'full')
    .sort(
      (a, b) => Number(b.lap.valid) - Number(a.lap.valid) || a.lap.timeSeconds - b.lap.timeSeconds,
    )
    .slice(0, MOST_LAPS);
  const all = chosen.flatMap((lap) => outlineFromLap(lap, lengthMetres, options) ?? []);
  const measured = all.filter(({ source }) => source === 'gps');
  const outlines = measured.length > 0 ? measured : all;
  const first = outlines[0];
  if (!first) return null;
  const aligned = outlines.slice(1).flatMap((outline) => {
    const fit = alignOutline(outline, first);
    const fits =
      Math.abs(fit.rotationRadians) <= MOST_TURN && fit.rmsMetres <= MOST_APART * lengthMetres;
    return fits ? [fit.outline] : [];
  });
  const together = [first, ...aligned];
  return {
    ...first,
    xMetres: medianOf(together.map(({ xMetres }) => xMetres)),
    yMetres: medianOf(together.map(({ yMetres }) => yMetres)),
  };
}

function medianOf(lines: readonly Float64Array[]): Float64Array {
  const column = new Float64Array(lines.length);
  const low = (lines.length - 1) >> 1;
  const high = lines.length >> 1;
  return (lines[0] ?? new Float64Array(0)).map((_, i) => {
    for (let k = 0; k < lines.length; k++) column[k] = lines[k]?.[i] ?? Number.NaN;
    column.sort();
    return ((column[low] ?? 0) + (column[high] ?? 0)) / 2;
  });
}
