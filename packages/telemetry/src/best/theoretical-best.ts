/**
 * Theoretical best: the sum of the best time of each section over the valid full laps of one driver, car and layout (the
 * caller chooses them). Nobody drove it: `driven` is false, and each piece names its lap. Few sections are honest, many
 * close ones combine corners that exclude each other. It is never slower than the best lap and equals it for one lap.
 */
import { isAxis, elapsedAtDistances, lapDistanceAxis } from '../distance/axis.ts';
import type { AxisOptions } from '../distance/axis.ts';
import { at } from '../distance/interpolation.ts';
import { lineOfLap } from '../distance/reference-line.ts';
import type { Lap, LapData } from '../laps/lap.ts';

/** One lap's times of the same sections as every other lap's; they sum to `timeSeconds`. */
export type SectionTimes = {
  readonly lapNumber: number;
  readonly timeSeconds: number;
  readonly sectionSeconds: readonly number[];
};

/** The best time of one section and the lap it comes from. */
export type BestSection = {
  readonly index: number;
  readonly seconds: number;
  readonly lapNumber: number;
};

export type TheoreticalBest = {
  /** Times of sections put together, not a lap that anyone drove. */
  readonly driven: false;
  readonly by: 'sector' | 'mini-sector';
  readonly timeSeconds: number;
  readonly sections: readonly BestSection[];
  /** Laps that were looked at, and how many of them gave at least one section. */
  readonly lapCount: number;
  readonly contributingLapCount: number;
  /** The best lap that was driven among them. */
  readonly bestLapSeconds: number;
};

/** Theoretical best by sectors over the valid full laps, or undefined when none has sector times. */
export function theoreticalBest(laps: readonly Lap[]): TheoreticalBest | undefined {
  const times = laps
    .filter((lap) => lap.valid && lap.kind === 'full')
    .map(({ number, timeSeconds, sectorSeconds }) => ({
      lapNumber: number,
      timeSeconds,
      sectionSeconds: sectorSeconds,
    }));
  return bestOfSections(times, 'sector');
}

/** Theoretical best by `count` equal parts of the lap (25), or undefined when no lap has a distance. */
export function theoreticalBestOfMiniSectors(
  laps: readonly LapData[],
  lengthMetres: number,
  count = 25,
): TheoreticalBest | undefined {
  return bestOfSections(miniSectorTimes(laps, lengthMetres, count), 'mini-sector');
}

/** Times of `count` (1–500) equal parts of each valid full lap; a lap without a distance is left out. */
export function miniSectorTimes(
  laps: readonly LapData[],
  lengthMetres: number,
  count = 25,
): SectionTimes[] {
  const valid = laps.filter(({ lap }) => lap.valid && lap.kind === 'full');
  const first = valid[0];
  if (!first || !(lengthMetres > 0)) return [];
  const line = lineOfLap(first, lengthMetres);
  const options: AxisOptions = line ? { line } : {};
  const parts = Math.min(500, Math.max(1, Math.round(count)));
  const borders = Float64Array.from({ length: parts + 1 }, (_, i) => (i * lengthMetres) / parts);
  return valid.flatMap((lap) => {
    const axis = lapDistanceAxis(lap, lengthMetres, options);
    if (!isAxis(axis)) return [];
    const elapsed = elapsedAtDistances(axis, borders);
    const sectionSeconds = Array.from(
      { length: parts },
      (_, i) => at(elapsed, i + 1) - at(elapsed, i),
    );
    const { number, timeSeconds } = lap.lap;
    return [{ lapNumber: number, timeSeconds, sectionSeconds }];
  });
}

/** The best of each section; laps with another number of sections than the most usual one are left out. */
export function bestOfSections(
  laps: readonly SectionTimes[],
  by: TheoreticalBest['by'],
): TheoreticalBest | undefined {
  const complete = ofOneLength(laps.filter(isComplete));
  const first = complete[0];
  if (!first) return undefined;
  const sections = first.sectionSeconds.map((_, index): BestSection => {
    let best = { index, seconds: Number.POSITIVE_INFINITY, lapNumber: first.lapNumber };
    for (const { sectionSeconds, lapNumber } of complete) {
      const seconds = at(sectionSeconds, index);
      if (seconds < best.seconds) best = { index, seconds, lapNumber };
    }
    return best;
  });
  const bestLapSeconds = Math.min(...complete.map(({ timeSeconds }) => timeSeconds));
  const contributors = new Set(sections.map(({ lapNumber }) => lapNumber));
  const whole = contributors.size === 1 ? bestLapSeconds : Number.POSITIVE_INFINITY;
  const sum = sections.reduce((total, { seconds }) => total + seconds, 0);
  return {
    driven: false,
    by,
    // Rounding of the sum must not make it slower than a lap that was driven.
    timeSeconds: Number.isFinite(whole) ? whole : Math.min(sum, bestLapSeconds),
    sections,
    lapCount: complete.length,
    contributingLapCount: contributors.size,
    bestLapSeconds,
  };
}

function isComplete({ timeSeconds, sectionSeconds }: SectionTimes): boolean {
  return (
    timeSeconds > 0 &&
    Number.isFinite(timeSeconds) &&
    sectionSeconds.length > 0 &&
    sectionSeconds.every((seconds) => Number.isFinite(seconds) && seconds > 0)
  );
}

function ofOneLength(laps: readonly SectionTimes[]): SectionTimes[] {
  const counts = new Map<number, number>();
  for (const { sectionSeconds } of laps)
    counts.set(sectionSeconds.length, (counts.get(sectionSeconds.length) ?? 0) + 1);
  const usual = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
  return laps.filter(({ sectionSeconds }) => sectionSeconds.length === usual);
}
