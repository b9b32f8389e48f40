import type { Lap } from '../api.ts';

/** `best`: nobody was faster in this session; `improved`: faster than every lap before it. */
export type BestMark = 'best' | 'improved' | null;

export type LapMarks = { readonly lap: BestMark; readonly sectors: readonly BestMark[] };

const counts = (lap: Lap) => lap.kind === 'full' && lap.valid;

/** Marks of the laps of a session by lap id. Only valid laps are marked, and only they are measured against. */
export function markBests(laps: readonly Lap[]): Map<string, LapMarks> {
  const valid = laps.filter(counts).sort((a, b) => a.startSeconds - b.startSeconds);
  const sectors = Math.max(0, ...valid.map((lap) => lap.sectorSeconds.length));
  const columns = [
    marksOf(valid.map((lap) => lap.timeSeconds)),
    ...Array.from({ length: sectors }, (_, i) =>
      marksOf(valid.map((lap) => lap.sectorSeconds[i] ?? Number.NaN)),
    ),
  ];
  return new Map(
    valid.map((lap, row) => [
      lap.id,
      {
        lap: columns[0]?.[row] ?? null,
        sectors: columns.slice(1).map((column) => column[row] ?? null),
      },
    ]),
  );
}

function marksOf(seconds: readonly number[]): BestMark[] {
  const best = Math.min(...seconds.filter(Number.isFinite));
  let before = Number.POSITIVE_INFINITY;
  return seconds.map((time, row) => {
    const improved = row > 0 && time < before;
    if (time < before) before = time;
    if (time === best) return 'best';
    return improved ? 'improved' : null;
  });
}

/** The fastest valid laps, best first. */
export function fastestLaps(laps: readonly Lap[]): Lap[] {
  return laps.filter(counts).sort((a, b) => a.timeSeconds - b.timeSeconds);
}

const REASONS: Readonly<Record<string, string>> = {
  'source-invalid': 'the source says it does not count',
  'pit-lane': 'through the pit lane',
  reset: 'the position jumped',
  gap: 'data is missing',
  'too-short': 'does not cover the track',
  open: 'was not finished',
  'no-position': 'no position at the line',
};

/** Why a lap does not count, in words. */
export function reasonWords(reasons: readonly string[]): string {
  return reasons.map((reason) => REASONS[reason] ?? reason).join(', ');
}

export const KIND_WORDS = {
  full: '',
  out: 'Out lap',
  in: 'In lap',
  partial: 'Partial',
  stretch: 'Stretch',
} as const;
