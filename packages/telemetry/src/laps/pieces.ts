/**
 * From borders to pieces: which kind of lap each stretch between two borders is. A lap from line to line is full
 * unless it begins or ends in the pits; what begins in the pits or standing and reaches the line is an out lap; what
 * ends in the pits is an in lap; everything else is partial. By gates and beacons, which know nothing of pits, the
 * first stretch is the out lap and the last one the in lap.
 */
import type { Border, Borders } from './border.ts';
import { type Frames, isInPits } from './frames.ts';
import type { LapInvalidReason, LapKind } from './lap.ts';

export type Piece = {
  readonly start: Border;
  readonly end: Border;
  readonly kind: LapKind;
  readonly reasons: readonly LapInvalidReason[];
};

const STANDING_METRES_PER_SECOND = 3;
/** How near to the line, in ticks, a recording may begin or end to count as cut at the line. */
const LINE_TICKS = 1.5;

/** The pieces between the borders of a recording that lasts from 0 to `endSeconds`. They cover it in order. */
export function toPieces(found: Borders, endSeconds: number, frames: Frames | undefined): Piece[] {
  const first = firstBorder(found, frames);
  const last = lastBorder(endSeconds, frames);
  const inside = found.borders.filter(
    (border) => border.seconds > first.seconds && border.seconds < last.seconds,
  );
  const borders = [first, ...inside, last];
  const pitless = found.method === 'gate' || found.method === 'beacon';
  const pieces: Piece[] = [];
  for (let k = 1; k < borders.length; k++) {
    const start = borders[k - 1];
    const end = borders[k];
    if (!start || !end) continue;
    const judged = pitless ? judgeByLine(start, end) : judgeByPits(start, end, frames);
    pieces.push({ start, end, ...judged });
  }
  return pieces;
}

type Judged = Pick<Piece, 'kind' | 'reasons'>;

function judgeByLine(start: Border, end: Border): Judged {
  if (start.kind === 'line' && end.kind === 'line') return { kind: 'full', reasons: [] };
  if (start.kind === 'edge' && end.kind === 'line') return { kind: 'out', reasons: [] };
  if (start.kind === 'line' && end.kind === 'edge') return { kind: 'in', reasons: ['open'] };
  return { kind: 'partial', reasons: unfinished(end) };
}

function judgeByPits(start: Border, end: Border, frames: Frames | undefined): Judged {
  const range = frames ? visibleRange(frames, start.seconds, end.seconds) : undefined;
  const beginsInPits = !!frames && !!range && isInPits(frames, range.first);
  const endsInPits = !!frames && !!range && isInPits(frames, range.last);
  if (start.kind === 'line') {
    if (endsInPits) return { kind: 'in', reasons: unfinished(end) };
    if (end.kind !== 'line') return { kind: 'partial', reasons: unfinished(end) };
    if (beginsInPits) return { kind: 'out', reasons: [] };
    const visits = !!frames && !!range && touchesPits(frames, range.from, range.to);
    return { kind: 'full', reasons: visits ? ['pit-lane'] : [] };
  }
  const stands =
    start.kind === 'edge' &&
    (frames?.speed?.[range?.first ?? 0] ?? 99) < STANDING_METRES_PER_SECOND;
  if (end.kind === 'line' && (beginsInPits || stands)) return { kind: 'out', reasons: [] };
  if (endsInPits && !beginsInPits) return { kind: 'in', reasons: unfinished(end) };
  const reasons = start.kind === 'cut' ? (['reset'] as const) : [];
  return { kind: 'partial', reasons: [...new Set([...reasons, ...unfinished(end)])] };
}

function unfinished(end: Border): LapInvalidReason[] {
  if (end.kind === 'line') return [];
  return end.kind === 'cut' ? ['reset'] : ['open'];
}

function visibleRange(
  { visible, seconds }: Frames,
  start: number,
  end: number,
): { first: number; last: number; from: number; to: number } | undefined {
  const timeOf = (k: number): number => seconds[visible[k] ?? 0] ?? 0;
  const find = (at: number): number => {
    let low = 0;
    let high = visible.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (timeOf(middle) < at) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const from = find(start);
  const to = timeOf(visible.length - 1) < end ? visible.length : find(end);
  if (from >= to) return undefined;
  return { first: visible[from] ?? 0, last: visible[to - 1] ?? 0, from, to };
}

function touchesPits(frames: Frames, from: number, to: number): boolean {
  for (let k = from; k < to; k++) if (isInPits(frames, frames.visible[k] ?? 0)) return true;
  return false;
}

/** The recording's start; a line where it begins on the line at speed, a fraction of a tick before its first sample. */
function firstBorder({ firstNumber, method }: Borders, frames: Frames | undefined): Border {
  const edge: Border = { seconds: 0, kind: 'edge', number: firstNumber };
  if (!frames || method === 'gate' || method === 'beacon') return edge;
  const i = frames.visible[0] ?? 0;
  const t = frames.seconds[i] ?? 0;
  const speed = frames.speed?.[i] ?? 0;
  if (t > frames.tickSeconds || !(speed >= STANDING_METRES_PER_SECOND)) return edge;
  const since = frames.progress
    ? ((frames.progress[i] ?? Number.NaN) * (frames.lengthMetres ?? Number.NaN)) / speed
    : clockAtStart(frames, i);
  const near = since >= -frames.tickSeconds && since <= LINE_TICKS * frames.tickSeconds;
  return near ? { ...edge, seconds: Math.min(0, t - since), kind: 'line' } : edge;
}

function clockAtStart({ lapTime, visible }: Frames, i: number): number {
  const clock = lapTime?.[i] ?? Number.NaN;
  const runs = (lapTime?.[visible[1] ?? 0] ?? Number.NaN) > clock;
  return runs ? clock : Number.NaN;
}

/** The recording's end; a line where the next tick would have reached it. */
function lastBorder(endSeconds: number, frames: Frames | undefined): Border {
  const edge: Border = { seconds: endSeconds, kind: 'edge', number: null };
  if (!frames?.progress || !frames.lengthMetres) return edge;
  const i = frames.visible[frames.visible.length - 1] ?? 0;
  const speed = frames.speed?.[i] ?? 0;
  const t = frames.seconds[i] ?? 0;
  if (endSeconds - t > frames.tickSeconds || speed < STANDING_METRES_PER_SECOND) return edge;
  const left = ((1 - (frames.progress[i] ?? Number.NaN)) * frames.lengthMetres) / speed;
  const near = left >= 0 && left <= LINE_TICKS * frames.tickSeconds;
  return near ? { ...edge, seconds: Math.max(endSeconds, t + left), kind: 'line' } : edge;
}
