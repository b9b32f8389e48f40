import { indexFrom, type Samples } from './sample-ring.ts';

const KEPT = 9;
const LEAST_SHIFTS = 3;
/** Engine speed is at its highest this long before the gear is seen to change. */
const BEFORE_SECONDS = 0.4;

/** Learns at which engine speed this car is shifted up: the middle one of the last shifts. */
export class ShiftMarks {
  /** Highest engine speed seen, rpm. */
  top = 0;
  private shifts: number[] = [];
  private gear = Number.NaN;
  private until = Number.NEGATIVE_INFINITY;
  private recent: { readonly at: number; readonly rpm: number }[] = [];

  /** Takes in the samples that are new. */
  read(samples: Samples, rpmColumn: number, gearColumn: number): void {
    for (let i = indexFrom(samples, this.until); i < samples.count; i++) {
      const at = samples.timeAt(i);
      if (at <= this.until) continue;
      this.until = at;
      this.take(at, samples.valueAt(rpmColumn, i), samples.valueAt(gearColumn, i));
    }
  }

  /** Where the next gear is due, rpm; undefined before three shifts were seen. */
  get shiftRpm(): number | undefined {
    if (this.shifts.length < LEAST_SHIFTS) return undefined;
    return [...this.shifts].sort((a, b) => a - b)[this.shifts.length >> 1];
  }

  private take(at: number, rpm: number, gear: number): void {
    if (rpm > this.top) this.top = rpm;
    if (Number.isFinite(rpm)) this.recent.push({ at, rpm });
    while (this.recent[0] && this.recent[0].at < at - BEFORE_SECONDS) this.recent.shift();
    if (!Number.isFinite(gear)) return;
    if (gear === this.gear + 1 && this.gear >= 1) {
      this.shifts.push(Math.max(...this.recent.map((one) => one.rpm)));
      if (this.shifts.length > KEPT) this.shifts.shift();
    }
    // Gear 0 between two gears is the clutch, not a gear.
    if (gear !== 0) this.gear = gear;
  }
}
