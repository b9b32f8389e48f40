/**
 * Time stamps of one recording as they were written, made into seconds since the first that never decrease. A step back
 * of more than half a day is midnight; any other step back is damage, and its row is left out.
 */
const DAY_SECONDS = 86_400;

export type DayClock = {
  /** Seconds since the first accepted time of day; undefined where it steps back or is no time. */
  readonly advance: (secondsOfDay: number) => number | undefined;
  /** The first accepted time of day, seconds since midnight; NaN before there is one. */
  readonly first: () => number;
};

/** A clock for stamps that tell the time of day only. */
export function dayClock(): DayClock {
  let first = Number.NaN;
  let last = Number.NEGATIVE_INFINITY;
  let days = 0;
  return {
    first: () => first,
    advance: (secondsOfDay) => {
      if (!Number.isFinite(secondsOfDay)) return undefined;
      let now = secondsOfDay + days * DAY_SECONDS;
      if (now < last - DAY_SECONDS / 2) {
        days++;
        now += DAY_SECONDS;
      }
      if (now < last) return undefined;
      if (Number.isNaN(first)) first = now;
      last = now;
      // Stamps have a digit or three; their differences should not have more.
      return Math.round((now - first) * 1e6) / 1e6;
    },
  };
}

/**
 * Seconds since midnight of `HHMMSS[.sss]`, told apart by digits and not by size (`95958.00` is 09:59:58), or of
 * `HH:MM:SS[.sss]`; NaN where the pairs are no time of day.
 */
export function parseTimeOfDay(text: string): number {
  const match = /^(\d{1,2}):?(\d{2}):?(\d{2}(?:\.\d*)?)$/.exec(
    /^\d{1,5}(\.\d*)?$/.test(text) ? padded(text) : text,
  );
  if (!match) return Number.NaN;
  const [hours, minutes, seconds] = [Number(match[1]), Number(match[2]), Number(match[3])];
  if (hours > 23 || minutes > 59 || seconds >= 60) return Number.NaN;
  return hours * 3600 + minutes * 60 + seconds;
}

function padded(text: string): string {
  const dot = text.indexOf('.');
  const [whole, rest] = dot < 0 ? [text, ''] : [text.slice(0, dot), text.slice(dot)];
  return whole.padStart(6, '0') + rest;
}

/** The usual samples per second of never decreasing stamps, or null where there are fewer than two times. */
export function nominalRate(seconds: Float64Array): number | null {
  const steps: number[] = [];
  for (let i = 1; i < seconds.length; i++) {
    const step = (seconds[i] ?? 0) - (seconds[i - 1] ?? 0);
    if (step > 0) steps.push(step);
  }
  if (steps.length === 0) return null;
  const middle = steps.sort((a, b) => a - b)[steps.length >> 1] ?? 1;
  const rate = 1 / middle;
  const round = Math.round(rate);
  return Math.abs(rate - round) < 0.02 * rate ? round : Math.round(rate * 1000) / 1000;
}
