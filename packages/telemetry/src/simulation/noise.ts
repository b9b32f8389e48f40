/**
 * Repeatable randomness without state: a number in −1 … 1 from a seed and a place, and smooth curves through such
 * numbers. Method: integer mixing (the finaliser of MurmurHash3) and cubic interpolation between knots (value noise).
 * The same seed and place give the same number on any machine; nothing has to be drawn in order.
 */

/** A number in −1 … 1 that belongs to `seed` and the whole number `place`; neighbours have nothing in common. */
export function randomAt(seed: number, place: number): number {
  let h = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul((place | 0) + 0x7f4a7c15, 0x85ebca6b)) >>> 0;
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  h ^= h >>> 16;
  return (h >>> 0) / 0x7fffffff - 1;
}

/** A curve over `place` within ± 1.5 (mostly ± 0.6), continuous to its second derivative, with one free value every 1. */
export function smoothAt(seed: number, place: number): number {
  const i = Math.floor(place);
  const t = place - i;
  const a = randomAt(seed, i - 1);
  const b = randomAt(seed, i);
  const c = randomAt(seed, i + 1);
  const d = randomAt(seed, i + 2);
  // Uniform cubic B-spline: its second derivative is continuous, so that accelerations have no steps.
  const t2 = t * t;
  const t3 = t2 * t;
  return (
    ((1 - 3 * t + 3 * t2 - t3) * a +
      (4 - 6 * t2 + 3 * t3) * b +
      (1 + 3 * t + 3 * t2 - 3 * t3) * c +
      t3 * d) /
    4
  );
}
