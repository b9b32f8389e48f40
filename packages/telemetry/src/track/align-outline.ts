/**
 * Rigid alignment (turn and shift, no scaling, no mirroring) of one outline onto another. Method: Procrustes in the
 * plane: with both point sets centred, the best turn is atan2(Σ a×b, Σ a·b). Points are paired by their share of the
 * lap, every 5 m, at least 50. A second fit uses the 80 % that fitted best, so that one odd corner does not turn the map.
 * Assumptions: both outlines begin at the same line and go the same way. Cost: linear.
 */
import type { Outline } from './layout.ts';
import { moveOrigin, outlineLength, resampleOutline } from './outline-points.ts';

/** An outline laid onto another one, and how well it fits. */
export type AlignedOutline = {
  /** In the coordinates (and with the origin) of the outline it was aligned to. */
  readonly outline: Outline;
  /** Turned by so much, counter-clockwise, −π … π. */
  readonly rotationRadians: number;
  /** Root mean square distance of paired points after alignment, over all points. */
  readonly rmsMetres: number;
};

const SPACING_METRES = 5;
const LEAST_POINTS = 50;
const KEPT_SHARE = 0.8;

type Points = { readonly x: Float64Array; readonly y: Float64Array };
type Turn = { readonly angle: number; readonly from: Centre; readonly to: Centre };
type Centre = { readonly x: number; readonly y: number };

/** `outline` turned and shifted so that it lies on `to` as well as it can. */
export function alignOutline(outline: Outline, to: Outline): AlignedOutline {
  const moved = moveOrigin(outline, to.origin);
  const count = Math.max(LEAST_POINTS, Math.round(outlineLength(to) / SPACING_METRES));
  const a = pointsOf(moved, count);
  const b = pointsOf(to, count);
  const first = fit(a, b, [...a.x.keys()]);
  const distances = distancesOf(a, b, first);
  const order = [...a.x.keys()].sort((i, k) => (distances[i] ?? 0) - (distances[k] ?? 0));
  const turn = fit(a, b, order.slice(0, Math.ceil(count * KEPT_SHARE)));
  const squares = distancesOf(a, b, turn).reduce((sum, d) => sum + d * d, 0);
  return {
    outline: { ...moved, ...turnAll(moved, turn), origin: to.origin },
    rotationRadians: turn.angle,
    rmsMetres: Math.sqrt(squares / count),
  };
}

function pointsOf(outline: Outline, count: number): Points {
  const { xMetres, yMetres } = resampleOutline(outline, count);
  return { x: xMetres, y: yMetres };
}

function centreOf({ x, y }: Points, chosen: readonly number[]): Centre {
  let sumX = 0;
  let sumY = 0;
  for (const i of chosen) {
    sumX += x[i] ?? 0;
    sumY += y[i] ?? 0;
  }
  return { x: sumX / chosen.length, y: sumY / chosen.length };
}

function fit(a: Points, b: Points, chosen: readonly number[]): Turn {
  const from = centreOf(a, chosen);
  const to = centreOf(b, chosen);
  let dot = 0;
  let cross = 0;
  for (const i of chosen) {
    const ax = (a.x[i] ?? 0) - from.x;
    const ay = (a.y[i] ?? 0) - from.y;
    const bx = (b.x[i] ?? 0) - to.x;
    const by = (b.y[i] ?? 0) - to.y;
    dot += ax * bx + ay * by;
    cross += ax * by - ay * bx;
  }
  return { angle: Math.atan2(cross, dot), from, to };
}

function turned(x: number, y: number, { angle, from, to }: Turn): readonly [number, number] {
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return [
    to.x + cos * (x - from.x) - sin * (y - from.y),
    to.y + sin * (x - from.x) + cos * (y - from.y),
  ];
}

function distancesOf(a: Points, b: Points, turn: Turn): Float64Array {
  return a.x.map((value, i) => {
    const [x, y] = turned(value, a.y[i] ?? 0, turn);
    return Math.hypot(x - (b.x[i] ?? 0), y - (b.y[i] ?? 0));
  });
}

function turnAll({ xMetres, yMetres }: Outline, turn: Turn): Pick<Outline, 'xMetres' | 'yMetres'> {
  return {
    xMetres: xMetres.map((x, i) => turned(x, yMetres[i] ?? 0, turn)[0]),
    yMetres: xMetres.map((x, i) => turned(x, yMetres[i] ?? 0, turn)[1]),
  };
}
