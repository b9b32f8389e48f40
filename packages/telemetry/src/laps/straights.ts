/**
 * The straights of a loop: runs of points at each of which the direction turns by less than 0.15 rad over 60 m. The middle
 * of a run moves little when its ends do, so it is the place to put a line that should stay where it is.
 */
import { at64 } from './columns.ts';
import type { MeanLoop } from './mean-loop.ts';

const SPAN_POINTS = 3;
const STRAIGHT_RADIANS = 0.15;
const SHORTEST_POINTS = 3;
const LARGEST_CHOICE = 6;
const ABOUT_EQUAL = 0.85;

/**
 * The middles of the longest straights as points of the loop, longest first (of about equal ones, as ovals have, the one
 * farthest to the north first), and the northernmost point of the loop as the last.
 */
export function findStraights(loop: MeanLoop): number[] {
  const runs = straightRuns(loop)
    .filter(({ length }) => length >= SHORTEST_POINTS && length < loop.count)
    .sort((a, b) => b.length - a.length)
    .slice(0, LARGEST_CHOICE);
  const equal = ABOUT_EQUAL * (runs[0]?.length ?? 0);
  const middle = ({ from, length }: Run): number => (from + (length >> 1)) % loop.count;
  const longest = runs.filter(({ length }) => length >= equal).map(middle);
  const others = runs.filter(({ length }) => length < equal).map(middle);
  longest.sort((a, b) => northOf(loop, b) - northOf(loop, a));
  return [...longest, ...others, northernmost(loop)];
}

type Run = { readonly from: number; readonly length: number };

function straightRuns(loop: MeanLoop): Run[] {
  const { count } = loop;
  const straight = Array.from({ length: count }, (_, k) => isStraight(loop, k));
  const first = straight.indexOf(false);
  if (first < 0) return [];
  const runs: Run[] = [];
  let length = 0;
  for (let i = 1; i <= count; i++) {
    const k = (first + i) % count;
    if (straight[k]) length++;
    else {
      if (length > 0) runs.push({ from: (k - length + count) % count, length });
      length = 0;
    }
  }
  return runs;
}

function isStraight({ count, east, north }: MeanLoop, k: number): boolean {
  const a = (k - SPAN_POINTS + count) % count;
  const b = (k + SPAN_POINTS) % count;
  const cross = at64(east, a) * at64(north, b) - at64(north, a) * at64(east, b);
  const dot = at64(east, a) * at64(east, b) + at64(north, a) * at64(north, b);
  return Math.abs(Math.atan2(cross, dot)) < STRAIGHT_RADIANS;
}

/** How far north a point lies; a little east counts too, so that tracks along the meridians have no equals. */
function northOf({ xMetres, yMetres }: MeanLoop, k: number): number {
  return at64(yMetres, k) + 0.3 * at64(xMetres, k);
}

function northernmost(loop: MeanLoop): number {
  let best = 0;
  for (let k = 1; k < loop.count; k++) if (northOf(loop, k) > northOf(loop, best)) best = k;
  return best;
}
