/**
 * Method: each bend is filleted by an arc tangent to the straights on both sides (tangent length r·tan(θ/2)), which
 * closes by construction; the chain of straights and arcs is then sampled at a uniform step from the start/finish line.
 * Assumptions: fillets of neighbouring bends do not overlap (checked). Curvature jumps where straight meets arc; the
 * racing line, which has the track's width to play with, takes these jumps out again. Cost: linear in the length.
 */
import type { Bend, Circuit } from './circuit.ts';

/** The middle of the track: closed, uniform in distance, point 0 on the start/finish line; left normals are unit length. */
export type CentreLine = {
  readonly stepMetres: number;
  readonly xMetres: Float64Array;
  readonly yMetres: Float64Array;
  readonly normalX: Float64Array;
  readonly normalY: Float64Array;
  /** Index of the point in the middle of each bend, in order. */
  readonly bendIndices: readonly number[];
};

type Piece = {
  readonly x: number;
  readonly y: number;
  readonly heading: number;
  /** 1/m, left positive; 0 is a straight. */
  readonly curvature: number;
  readonly length: number;
};

/** The centre line of a circuit at about `stepMetres`; throws where two bends overlap. */
export function toCentreLine(circuit: Circuit, stepMetres: number): CentreLine {
  const pieces = toPieces(circuit);
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  const count = Math.round(length / stepMetres);
  const step = length / count;
  const line = {
    stepMetres: step,
    xMetres: new Float64Array(count),
    yMetres: new Float64Array(count),
    normalX: new Float64Array(count),
    normalY: new Float64Array(count),
    bendIndices: bendMiddles(pieces).map((metres) => Math.round(metres / step) % count),
  };
  let at = 0;
  let before = 0;
  for (let i = 0; i < count; i++) {
    let piece = pieces[at];
    while (piece && at + 1 < pieces.length && i * step - before > piece.length) {
      before += piece.length;
      piece = pieces[++at];
    }
    if (!piece) break;
    const along = i * step - before;
    const { x, y, heading } = walk(piece, along);
    line.xMetres[i] = x;
    line.yMetres[i] = y;
    line.normalX[i] = -Math.sin(heading);
    line.normalY[i] = Math.cos(heading);
  }
  return line;
}

function walk(piece: Piece, along: number): { x: number; y: number; heading: number } {
  const { x, y, heading, curvature } = piece;
  if (curvature === 0) {
    return { x: x + along * Math.cos(heading), y: y + along * Math.sin(heading), heading };
  }
  const end = heading + along * curvature;
  return {
    x: x + (Math.sin(end) - Math.sin(heading)) / curvature,
    y: y - (Math.cos(end) - Math.cos(heading)) / curvature,
    heading: end,
  };
}

/** Straights (even places) and arcs (odd places) from the line round to the line. */
function toPieces({ bends, lineFraction, name }: Circuit): Piece[] {
  const last = bends.at(-1);
  const first = bends[0];
  if (!last || !first) throw new Error(`${name} has no bends`);
  const lineX = last.xMetres + lineFraction * (first.xMetres - last.xMetres);
  const lineY = last.yMetres + lineFraction * (first.yMetres - last.yMetres);
  const pieces: Piece[] = [];
  let from = { x: lineX, y: lineY };
  bends.forEach((bend, i) => {
    const next = bends[(i + 1) % bends.length] ?? first;
    const previous = bends.at(i - 1) ?? last;
    const arc = fillet(previous, bend, next);
    const gap = Math.hypot(arc.x - from.x, arc.y - from.y);
    const inHeading = Math.atan2(bend.yMetres - previous.yMetres, bend.xMetres - previous.xMetres);
    const ahead =
      (arc.x - from.x) * Math.cos(inHeading) + (arc.y - from.y) * Math.sin(inHeading) >= 0;
    if (!ahead) throw new Error(`bend ${i + 1} of ${name} overlaps the one before`);
    pieces.push({ ...from, heading: inHeading, curvature: 0, length: gap }, arc);
    from = walk(arc, arc.length);
  });
  const heading = Math.atan2(first.yMetres - last.yMetres, first.xMetres - last.xMetres);
  pieces.push({
    ...from,
    heading,
    curvature: 0,
    length: Math.hypot(lineX - from.x, lineY - from.y),
  });
  return pieces;
}

function fillet(previous: Bend, bend: Bend, next: Bend): Piece {
  const inHeading = Math.atan2(bend.yMetres - previous.yMetres, bend.xMetres - previous.xMetres);
  const outHeading = Math.atan2(next.yMetres - bend.yMetres, next.xMetres - bend.xMetres);
  const raw = outHeading - inHeading;
  const turn = Math.atan2(Math.sin(raw), Math.cos(raw));
  const tangent = bend.radiusMetres * Math.tan(Math.abs(turn) / 2);
  return {
    x: bend.xMetres - tangent * Math.cos(inHeading),
    y: bend.yMetres - tangent * Math.sin(inHeading),
    heading: inHeading,
    curvature: Math.sign(turn) / bend.radiusMetres,
    length: bend.radiusMetres * Math.abs(turn),
  };
}

function bendMiddles(pieces: readonly Piece[]): number[] {
  const middles: number[] = [];
  let metres = 0;
  pieces.forEach((piece, i) => {
    if (i % 2 === 1) middles.push(metres + piece.length / 2);
    metres += piece.length;
  });
  return middles;
}
