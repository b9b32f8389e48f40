import { type DisplayUnit, toShown } from '../measures/display-unit.ts';

const STEPS = [1, 2, 2.5, 5, 10];

/** What a row's height spans, in stored units. It grows in round steps and never shrinks, so that the picture is calm. */
export class ValueRange {
  from = 0;
  to = 1;
  private low = Number.POSITIVE_INFINITY;
  private high = Number.NEGATIVE_INFINITY;
  private readonly display: DisplayUnit;

  constructor(display: DisplayUnit) {
    this.display = display;
    if (display.unit === '%') [this.low, this.high] = [0, 1];
  }

  /** Whether the value made the range larger. */
  take(value: number): boolean {
    if (!Number.isFinite(value) || (value >= this.low && value <= this.high)) return false;
    this.low = Math.min(this.low, value);
    this.high = Math.max(this.high, value);
    if (value >= this.from && value <= this.to && this.settled) return false;
    this.widen();
    return true;
  }

  private settled = false;

  private widen(): void {
    const { display } = this;
    const low = toShown(this.low, display);
    const high = toShown(this.high, display);
    const raw = Math.max((high - low) / 3, Math.abs(high) * 0.01, 10 ** -display.decimals);
    const power = 10 ** Math.floor(Math.log10(raw));
    const step = (STEPS.find((one) => one * power >= raw) ?? 10) * power;
    const toStored = (shown: number) => shown * display.scale + display.offset;
    this.from = toStored(Math.floor(low / step + 1e-9) * step);
    this.to = toStored(Math.ceil(high / step - 1e-9) * step || step);
    if (this.to <= this.from) this.to = this.from + step * display.scale;
    this.settled = true;
  }
}
