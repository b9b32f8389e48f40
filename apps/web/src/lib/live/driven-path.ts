import { type LocalPlane, toLocal } from '@outlap/telemetry';
import type { MapLine } from '../map/map-view.ts';

const LEAST_STEP_METRES = 4;
const MOST_POINTS = 8000;

/** Where a car has been, for a map of a drive without a layout; every second point is dropped when it grows too long. */
export class DrivenPath {
  origin: { latitude: number; longitude: number } | null = null;
  private plane: LocalPlane | undefined;
  private x: number[] = [];
  private y: number[] = [];
  private least = LEAST_STEP_METRES;

  /** Whether the car has moved on enough for a new point. */
  add(latitude: number, longitude: number): boolean {
    if (!Number.isFinite(latitude + longitude) || (latitude === 0 && longitude === 0)) return false;
    if (!this.plane) {
      this.origin = { latitude, longitude };
      this.plane = toLocal(this.origin);
    }
    const [x, y] = [this.plane.x(longitude), this.plane.y(latitude)];
    const [lastX = Infinity, lastY = Infinity] = [this.x.at(-1), this.y.at(-1)];
    if (Math.hypot(x - lastX, y - lastY) < this.least) return false;
    this.x.push(x);
    this.y.push(y);
    if (this.x.length > MOST_POINTS) this.thin();
    return true;
  }

  get line(): MapLine {
    return { x: [...this.x], y: [...this.y] };
  }
  get count(): number {
    return this.x.length;
  }

  private thin(): void {
    const even = (_: number, i: number) => i % 2 === 0;
    this.x = this.x.filter(even);
    this.y = this.y.filter(even);
    this.least *= 2;
  }
}
