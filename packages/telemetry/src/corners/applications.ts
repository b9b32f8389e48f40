/**
 * When a control is applied: intervals of a signal by hysteresis on native samples, their borders interpolated to the
 * crossing of the threshold. Short signals (a glitch, a sample of noise) are dropped by a least duration.
 */
import { at } from '../distance/interpolation.ts';

/** Finite samples of one signal; seconds never fall. */
export type Signal = { readonly seconds: ArrayLike<number>; readonly values: ArrayLike<number> };

/** From rising through `enter` to falling through `exit`; impulse is the area above zero, peak the greatest value. */
export type Application = {
  readonly startSeconds: number;
  readonly endSeconds: number;
  readonly peak: number;
  readonly impulse: number;
  /** True when it was under way at the first sample looked at, so that its start is not known. */
  readonly cut: boolean;
};

export type Hysteresis = {
  readonly enter: number;
  readonly exit: number;
  readonly leastSeconds: number;
};

/** Applications that begin or last between two indices of the signal. */
export function findApplications(
  signal: Signal,
  from: number,
  to: number,
  { enter, exit, leastSeconds }: Hysteresis,
): Application[] {
  const { seconds, values } = signal;
  const found: Application[] = [];
  let i = from;
  while (i <= to) {
    if (at(values, i) < enter) {
      i++;
      continue;
    }
    let k = i;
    let peak = at(values, i);
    let impulse = 0;
    while (k < to && at(values, k + 1) >= exit) {
      k++;
      peak = Math.max(peak, at(values, k));
      const dt = at(seconds, k) - at(seconds, k - 1);
      impulse += ((at(values, k) + at(values, k - 1)) / 2) * dt;
    }
    const startSeconds = i > from ? crossing(signal, i - 1, enter) : at(seconds, i);
    const endSeconds = k < to ? crossing(signal, k, exit) : at(seconds, k);
    if (endSeconds - startSeconds >= leastSeconds)
      found.push({ startSeconds, endSeconds, peak, impulse, cut: i === from });
    i = k + 1;
  }
  return found;
}

/** When the line between samples i and i + 1 passes `level`. */
export function crossing({ seconds, values }: Signal, i: number, level: number): number {
  const v0 = at(values, i);
  const v1 = at(values, i + 1);
  const t0 = at(seconds, i);
  const t1 = at(seconds, i + 1);
  const share = v1 === v0 ? 0 : (level - v0) / (v1 - v0);
  return t0 + (t1 - t0) * Math.min(1, Math.max(0, share));
}

/** The application with the greatest impulse: a dab before the real braking does not count. */
export function mainApplication(found: readonly Application[]): Application | undefined {
  let main: Application | undefined;
  for (const one of found) if (!main || one.impulse > main.impulse) main = one;
  return main;
}
