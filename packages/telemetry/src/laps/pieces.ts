/**
 * From borders to pieces: which kind of lap each stretch between two borders is. A lap from line to line is full
 * unless it begins or ends in the pits; what begins in the pits or standing and reaches the line is an out lap; what
 * ends in the pits is an in lap; everything else is partial. By gates and beacons, which know nothing of pits, the
 * first stretch is the out lap and the last one the in lap.
 */
import type { Border, Borders } from './border.ts';
import { at } from './columns.ts';
import { type Frames, isInPits, visibleAtOrAfter, visibleSeconds, visibleValue } from './frames.ts';
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
  const seen = look(frames, start.seconds, end.seconds);
  return start.kind === 'line' ? judgeFromLine(end, seen) : judgeFromElsewhere(start, end, seen);
}

function judgeFromLine(end: Border, seen: Seen): Judged {
  if (seen.endsInPits) return { kind: 'in', reasons: unfinished(end) };
  if (end.kind !== 'line') return { kind: 'partial', reasons: unfinished(end) };
  if (seen.beginsInPits) return { kind: 'out', reasons: [] };
  return { kind: 'full', reasons: seen.touchesPits ? ['pit-lane'] : [] };
}

function judgeFromElsewhere(start: Border, end: Border, seen: Seen): Judged {
  const outside = start.kind === 'edge' && (seen.stands || start.number === null);
  if (end.kind === 'line' && (seen.beginsInPits || outside)) return { kind: 'out', reasons: [] };
  if (seen.endsInPits && !seen.beginsInPits) return { kind: 'in', reasons: unfinished(end) };
  const reasons: LapInvalidReason[] = start.kind === 'cut' ? ['reset'] : [];
  return { kind: 'partial', reasons: [...new Set([...reasons, ...unfinished(end)])] };
}

function unfinished(end: Border): LapInvalidReason[] {
  if (end.kind === 'line') return [];
  return end.kind === 'cut' ? ['reset'] : ['open'];
}

type Seen = {
  readonly beginsInPits: boolean;
  readonly endsInPits: boolean;
  readonly touchesPits: boolean;
  readonly stands: boolean;
};

const NOTHING: Seen = { beginsInPits: false, endsInPits: false, touchesPits: false, stands: false };

function look(frames: Frames | undefined, start: number, end: number): Seen {
  if (!frames) return NOTHING;
  const count = frames.visible.length;
  const from = visibleAtOrAfter(frames, start);
  const to = visibleSeconds(frames, count - 1) <= end ? count : visibleAtOrAfter(frames, end);
  if (from >= to) return NOTHING;
  const inPits = (k: number): boolean => isInPits(frames, at(frames.visible, k));
  let touchesPits = false;
  for (let k = from; k < to && !touchesPits; k++) touchesPits = inPits(k);
  return {
    beginsInPits: inPits(from),
    endsInPits: inPits(to - 1),
    touchesPits,
    stands: visibleValue(frames, frames.speed, from) < STANDING_METRES_PER_SECOND,
  };
}

/** The recording's start; a line where it begins on the line at speed, a fraction of a tick before its first sample. */
function firstBorder({ firstNumber, method }: Borders, frames: Frames | undefined): Border {
  const edge: Border = { seconds: 0, kind: 'edge', number: firstNumber };
  if (!frames || method === 'gate' || method === 'beacon') return edge;
  const t = visibleSeconds(frames, 0);
  const speed = visibleValue(frames, frames.speed, 0);
  if (t > frames.tickSeconds || !(speed >= STANDING_METRES_PER_SECOND)) return edge;
  const since = frames.progress
    ? (visibleValue(frames, frames.progress, 0) * (frames.lengthMetres ?? Number.NaN)) / speed
    : clockAtStart(frames);
  const near = since >= -frames.tickSeconds && since <= LINE_TICKS * frames.tickSeconds;
  return near ? { ...edge, seconds: Math.min(0, t - since), kind: 'line' } : edge;
}

function clockAtStart(frames: Frames): number {
  const clock = visibleValue(frames, frames.lapTime, 0);
  return visibleValue(frames, frames.lapTime, 1) > clock ? clock : Number.NaN;
}

/** The recording's end; a line where the next tick would have reached it. */
function lastBorder(endSeconds: number, frames: Frames | undefined): Border {
  const edge: Border = { seconds: endSeconds, kind: 'edge', number: null };
  if (!frames?.progress || !frames.lengthMetres) return edge;
  const k = frames.visible.length - 1;
  const speed = visibleValue(frames, frames.speed, k);
  const t = visibleSeconds(frames, k);
  if (endSeconds - t > frames.tickSeconds || !(speed >= STANDING_METRES_PER_SECOND)) return edge;
  const left = ((1 - visibleValue(frames, frames.progress, k)) * frames.lengthMetres) / speed;
  const near = left >= 0 && left <= LINE_TICKS * frames.tickSeconds;
  return near ? { ...edge, seconds: Math.max(endSeconds, t + left), kind: 'line' } : edge;
}
