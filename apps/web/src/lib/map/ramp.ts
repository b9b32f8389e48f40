import { extent } from '../charts/axis-range.ts';

/** How values become colours: a ramp from low to high, or losses and gains around zero. */
export type Ramp = {
  readonly kind: 'sequential' | 'diverging';
  readonly from: number;
  readonly to: number;
  readonly colours: readonly string[];
};

const BUCKETS = 24;

/** A ramp over all values. */
export function sequentialRamp(values: ArrayLike<number>, tokens: readonly string[]): Ramp | null {
  const found = extent(values);
  if (!found) return null;
  return {
    kind: 'sequential',
    from: found.from,
    to: found.to > found.from ? found.to : found.from + 1,
    colours: Array.from({ length: BUCKETS }, (_, i) => blend(tokens, i / (BUCKETS - 1))),
  };
}

/** A ramp around zero whose ends are equally far; the middle is neutral. */
export function divergingRamp(
  values: ArrayLike<number>,
  tokens: readonly [low: string, middle: string, high: string],
): Ramp | null {
  const reach = reachOf(values);
  if (reach === null) return null;
  return { ...sequentialRamp([-reach, reach], tokens), kind: 'diverging' } as Ramp;
}

/** How far values go from zero, but for the most extreme fiftieth of them, which would pale all others. */
function reachOf(values: ArrayLike<number>): number | null {
  const sizes = Float64Array.from(values, Math.abs).filter(Number.isFinite).sort();
  if (sizes.length === 0) return null;
  return Math.max(sizes[Math.floor((sizes.length - 1) * 0.98)] ?? 0, 1e-9);
}

/** Which of the ramp's colours a value has. */
export function bucketOf(value: number, { from, to, colours }: Ramp): number {
  const share = (value - from) / (to - from);
  return Math.min(colours.length - 1, Math.max(0, Math.round(share * (colours.length - 1))));
}

/** What is lost per 100 m of the way: the slope of a delta between `reach` metres before and after each point. */
export function lossPer100Metres(
  delta: ArrayLike<number>,
  metres: ArrayLike<number>,
  reach = 20,
): Float64Array {
  const last = delta.length - 1;
  const slope = (a: number, b: number) => {
    const way = at(metres, b) - at(metres, a);
    return way > 0 ? ((at(delta, b) - at(delta, a)) / way) * 100 : 0;
  };
  let [a, b] = [0, 0];
  return Float64Array.from({ length: delta.length }, (_, i) => {
    const here = at(metres, i);
    while (a < i && here - at(metres, a) > reach) a++;
    while (b < last && (b < i || at(metres, b) - here < reach)) b++;
    return slope(a, b);
  });
}

function at(values: ArrayLike<number>, i: number): number {
  return values[i] ?? Number.NaN;
}

function blend(tokens: readonly string[], share: number): string {
  const at = share * (tokens.length - 1);
  const i = Math.min(tokens.length - 2, Math.floor(at));
  const [a, b] = [toRgb(tokens[i] ?? '#000000'), toRgb(tokens[i + 1] ?? '#000000')];
  const part = a.map((value, channel) =>
    Math.round(value + ((b[channel] ?? 0) - value) * (at - i)),
  );
  return `rgb(${part.join(' ')})`;
}

function toRgb(hex: string): number[] {
  return [1, 3, 5].map((start) => Number.parseInt(hex.slice(start, start + 2), 16) || 0);
}
