/**
 * From pieces to laps: numbers, times, distances, validity. A full lap counts unless the source calls it invalid, it
 * misses samples, lasts under 10 s, or does not come back to where it began (60 m or 5 % of its length). A lap shorter
 * than 97 % of the median of up to five other full laps (those before it, then those after it; 93 % until there are three)
 * is partial: laps are judged again with all others known, so the first one is no exception.
 */
import { median } from './columns.ts';
import type { Lap, LapInvalidReason } from './lap.ts';
import { findOfficialTime, type OfficialTime } from './official-times.ts';
import type { Piece } from './pieces.ts';
import type { Fixes } from './fixes.ts';
import { alongAt, type Gap, type Way } from './way.ts';
import type { Frames } from './frames.ts';

export type Evidence = {
  readonly frames: Frames | undefined;
  readonly fixes: Fixes | undefined;
  readonly way: Way | undefined;
  readonly gaps: readonly Gap[];
  /** Metres a lap, where the layout gives it. */
  readonly layoutMetres: number | null;
};

export type Draft = Omit<Lap, 'sectorSeconds' | 'valid'>;

const SHORTEST_LAP_SECONDS = 10;
const SPAN_WINDOW = 5;
const SPAN_RATIO = 0.97;
const SPAN_RATIO_FEW = 0.93;
const SPAN_RATIO_LONG = 1.5;
const CLOSURE_METRES = 60;
const CLOSURE_RATIO = 0.05;

/** The laps of the pieces, in order, without their sectors. */
export function judgeLaps(pieces: readonly Piece[], evidence: Evidence): Draft[] {
  const numbers = toNumbers(pieces);
  const drafts = pieces.map((piece, k) => toDraft(piece, numbers[k] ?? k, evidence));
  const full = drafts.filter((lap) => lap.kind === 'full' && lap.distanceMetres !== null);
  let at = 0;
  return drafts.map((lap) => {
    const judged = lap.kind === 'full' ? judgeSpan(lap, neighbours(full, lap, at), evidence) : lap;
    if (full[at] === lap) at++;
    return judged;
  });
}

/** Pauses come after all laps, so that these keep the source's numbers. */
function toNumbers(pieces: readonly Piece[]): number[] {
  let last = -1;
  const laps = pieces.map(({ start }) =>
    start.pause ? undefined : (last = numberAfter(last, start.number)),
  );
  return laps.map((number) => number ?? ++last);
}

function numberAfter(last: number, source: number | null): number {
  const usable = source !== null && Number.isSafeInteger(source) && source > last;
  return usable ? source : last + 1;
}

function toDraft(piece: Piece, number: number, evidence: Evidence): Draft {
  const { start, end, kind } = piece;
  const crossing = end.seconds - start.seconds;
  const official =
    evidence.frames && end.kind === 'line'
      ? findOfficialTime(evidence.frames, start.seconds, end.seconds)
      : undefined;
  const reasons = new Set<LapInvalidReason>(piece.reasons);
  if (kind === 'full') addReasons(reasons, official, crossing);
  if (hasGap(evidence.gaps, start.seconds, end.seconds)) reasons.add('gap');
  return {
    number,
    kind,
    invalidReasons: [...reasons],
    startSeconds: start.seconds,
    endSeconds: end.seconds,
    timeSeconds: official?.kind === 'time' ? official.seconds : crossing,
    timeSource: official?.kind === 'time' ? 'source' : 'crossing',
    distanceMetres: distanceOf(evidence.way, start.seconds, end.seconds),
  };
}

function addReasons(
  reasons: Set<LapInvalidReason>,
  official: OfficialTime | undefined,
  crossing: number,
): void {
  if (official?.kind === 'invalid') reasons.add('source-invalid');
  if (crossing < SHORTEST_LAP_SECONDS) reasons.add('too-short');
}

function hasGap(gaps: readonly Gap[], start: number, end: number): boolean {
  let low = 0;
  let high = gaps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((gaps[middle]?.to ?? Number.POSITIVE_INFINITY) > start) high = middle;
    else low = middle + 1;
  }
  return (gaps[low]?.from ?? Number.POSITIVE_INFINITY) < end;
}

function distanceOf(way: Way | undefined, start: number, end: number): number | null {
  if (!way || way.metresPerUnit === null) return null;
  return (alongAt(way, end) - alongAt(way, start)) * way.metresPerUnit;
}

function judgeSpan(lap: Draft, others: readonly number[], evidence: Evidence): Draft {
  const length = evidence.layoutMetres ?? median(others);
  const partial = (reason: LapInvalidReason): Draft => ({
    ...lap,
    kind: 'partial',
    invalidReasons: [...new Set([...lap.invalidReasons, reason])],
  });
  const distance = lap.distanceMetres;
  if (distance !== null && length !== undefined) {
    const known = evidence.layoutMetres === null && others.length >= 3;
    if (distance < (known ? SPAN_RATIO : SPAN_RATIO_FEW) * length) return partial('too-short');
    if (known && distance > SPAN_RATIO_LONG * length) return partial('gap');
  }
  return isClosed(lap, evidence.fixes, length ?? distance) ? lap : partial('reset');
}

/** Distances of up to five other full laps: the last ones before it, then the next ones after it. */
function neighbours(full: readonly Draft[], lap: Draft, at: number): number[] {
  const next = full[at] === lap ? at + 1 : at;
  const before = full.slice(Math.max(0, at - SPAN_WINDOW), at);
  const after = full.slice(next, next + SPAN_WINDOW - before.length);
  return [...before, ...after].map((other) => other.distanceMetres ?? 0);
}

function isClosed(lap: Draft, fixes: Fixes | undefined, length: number | null): boolean {
  if (!fixes || lap.invalidReasons.includes('gap')) return true;
  const start = positionAt(fixes, lap.startSeconds);
  const end = positionAt(fixes, lap.endSeconds);
  if (!start || !end) return true;
  const allowed = Math.max(CLOSURE_METRES, CLOSURE_RATIO * (length ?? 0));
  return Math.hypot(end.x - start.x, end.y - start.y) <= allowed;
}

const POSITION_SECONDS = 2;

function positionAt(fixes: Fixes, seconds: number): { x: number; y: number } | undefined {
  const first = fixes.seconds[0] ?? 0;
  const last = fixes.seconds.at(-1) ?? 0;
  if (seconds < first - POSITION_SECONDS || seconds > last + POSITION_SECONDS) return undefined;
  return {
    x: alongAt({ seconds: fixes.seconds, along: fixes.xMetres, metresPerUnit: 1 }, seconds),
    y: alongAt({ seconds: fixes.seconds, along: fixes.yMetres, metresPerUnit: 1 }, seconds),
  };
}
