import type { ComparedLap } from '../analysis/messages.ts';
import type { Outline } from '../api.ts';
import type { MapLine } from './map-view.ts';

/** The line of a lap on the answer's grid: where it drove, else where the layout's outline is at its distances. */
export function lineOnGrid(lap: ComparedLap | undefined, outline: Outline | null): MapLine | null {
  if (!lap?.distanceMetres) return null;
  if (lap.line) return lap.line;
  return outline && alongOutline(outline, lap.distanceMetres);
}

/** Points of a closed outline at distances from the line. */
export function alongOutline(outline: Outline, metres: Float64Array): MapLine {
  const { xMetres, yMetres, stepMetres } = outline;
  const count = xMetres.length;
  const read = (values: readonly number[], at: number) => {
    const i = Math.floor(at);
    const a = values[i % count] ?? Number.NaN;
    const b = values[(i + 1) % count] ?? Number.NaN;
    return a + (b - a) * (at - i);
  };
  return {
    x: metres.map((one) => read(xMetres, one / stepMetres)),
    y: metres.map((one) => read(yMetres, one / stepMetres)),
  };
}
