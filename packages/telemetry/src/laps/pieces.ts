/**
 * From borders to pieces: which kind of lap each stretch between two borders is. A lap from line to line is full
 * unless it begins or ends in the pits; what begins in the pits or standing and reaches the line is an out lap; what
 * ends in the pits is an in lap; everything else is partial. By gates and beacons, which know nothing of pits, the
 * first stretch is the out lap and the last one the in lap.
 */
import type { Border, Borders } from './border.ts';
import { firstBorder, lastBorder } from './edges.ts';
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
    const judged = judge(start, end, pitless, frames);
    pieces.push({ start, end, ...judged });
  }
  return pieces;
}

type Judged = Pick<Piece, 'kind' | 'reasons'>;

function judge(start: Border, end: Border, pitless: boolean, frames: Frames | undefined): Judged {
  if (start.pause) return { kind: 'partial', reasons: ['gap'] };
  return pitless ? judgeByLine(start, end) : judgeByPits(start, end, frames);
}

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
