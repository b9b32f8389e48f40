import { type LocalPlane, toLocal } from '@outlap/telemetry';
import type { Outline } from '../api.ts';
import { alongOutline } from '../map/map-line.ts';
import { type Samples, valueBefore } from './sample-ring.ts';

export type Place = { readonly x: number; readonly y: number };

/** Where a car is on a map: by its position, else by its way along the layout's line. */
export class CarPlace {
  private readonly plane: LocalPlane | undefined;
  private readonly outline: Outline | null;

  /** `origin` of the map's metres; without one only the way along the outline tells. */
  constructor(outline: Outline | null, origin: { latitude: number; longitude: number } | null) {
    this.outline = outline;
    this.plane = origin ? toLocal(origin) : undefined;
  }

  ofPosition(latitude: number | null, longitude: number | null): Place | undefined {
    if (!this.plane || latitude === null || longitude === null) return undefined;
    // Zero degrees are what receivers say before they know.
    if (!Number.isFinite(latitude + longitude) || (latitude === 0 && longitude === 0))
      return undefined;
    return { x: this.plane.x(longitude), y: this.plane.y(latitude) };
  }

  /** `progress` is 0 … 1 along the lap. */
  ofProgress(progress: number | null): Place | undefined {
    const { outline } = this;
    if (!outline || progress === null || !Number.isFinite(progress)) return undefined;
    const metres = progress * outline.stepMetres * outline.xMetres.length;
    const { x, y } = alongOutline(outline, Float64Array.of(metres));
    return { x: x[0] ?? Number.NaN, y: y[0] ?? Number.NaN };
  }

  ofSamples(samples: Samples, names: readonly string[], seconds: number): Place | undefined {
    const read = (name: string) => valueBefore(samples, names.indexOf(name), seconds);
    return (
      this.ofPosition(read('latitude'), read('longitude')) ?? this.ofProgress(read('lapProgress'))
    );
  }
}
