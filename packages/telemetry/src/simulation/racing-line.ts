/**
 * Method: minimum-curvature line. The line is the centre line moved sideways by n(i) along its normals; the sum of its
 * squared second differences is quadratic in n (Braghin et al., Computers & Structures 86, 2008). The width is kept by
 * a logarithmic barrier that is lowered step by step, each step one or more Newton iterations whose system is a cyclic
 * band matrix. Assumptions: curvature is linearised once around the centre line, friction and speed are ignored, so the
 * line is that of least bending, not of least time (close to it for cars of high grip). Cost: some 40 linear solves.
 */
import { at } from './array-access.ts';
import { solveCyclicBand, type CyclicBand } from './cyclic-band.ts';
import type { CentreLine } from './centre-line.ts';

const BARRIER_START = 1e-2;
const BARRIER_END = 1e-7;

/** Sideways offsets from the centre line, metres, left positive, all within ± `roomMetres` (strictly). */
export function findRacingLine(centre: CentreLine, roomMetres: number): Float64Array {
  const quadratic = secondDifferences(centre);
  const offsets = new Float64Array(centre.xMetres.length);
  for (let weight = BARRIER_START; weight > BARRIER_END; weight *= 0.3) {
    for (let iteration = 0; iteration < 4; iteration++) {
      if (newtonStep(quadratic, offsets, roomMetres, weight) < 1e-4) break;
    }
  }
  return offsets;
}

type Quadratic = { readonly matrix: CyclicBand; readonly linear: Float64Array };

/** ½·nᵀHn + gᵀn for half the sum of |p(i−1) − 2p(i) + p(i+1)|², p(i) = c(i) + n(i)·normal(i). */
function secondDifferences({ xMetres, yMetres, normalX, normalY }: CentreLine): Quadratic {
  const n = xMetres.length;
  const matrix = {
    diagonal: new Float64Array(n),
    next: new Float64Array(n),
    second: new Float64Array(n),
  };
  const linear = new Float64Array(n);
  const dot = (i: number, j: number): number =>
    at(normalX, i) * at(normalX, j) + at(normalY, i) * at(normalY, j);
  for (let i = 0; i < n; i++) {
    const a = (i + n - 1) % n;
    const b = (i + 1) % n;
    const bendX = at(xMetres, a) - 2 * at(xMetres, i) + at(xMetres, b);
    const bendY = at(yMetres, a) - 2 * at(yMetres, i) + at(yMetres, b);
    matrix.diagonal[a]! += 1;
    matrix.diagonal[i]! += 4;
    matrix.diagonal[b]! += 1;
    matrix.next[a]! -= 2 * dot(a, i);
    matrix.next[i]! -= 2 * dot(i, b);
    matrix.second[a]! += dot(a, b);
    linear[a]! += bendX * at(normalX, a) + bendY * at(normalY, a);
    linear[i]! -= 2 * (bendX * at(normalX, i) + bendY * at(normalY, i));
    linear[b]! += bendX * at(normalX, b) + bendY * at(normalY, b);
  }
  return { matrix, linear };
}

/** Moves `offsets` one damped Newton step and returns the largest move, metres. */
function newtonStep(
  { matrix, linear }: Quadratic,
  offsets: Float64Array,
  room: number,
  weight: number,
): number {
  const n = offsets.length;
  const offset = (i: number): number => at(offsets, (i + n) % n);
  const down = new Float64Array(n);
  const diagonal = Float64Array.from(matrix.diagonal);
  for (let i = 0; i < n; i++) {
    const left = room - offset(i);
    const right = room + offset(i);
    const pull =
      at(matrix.diagonal, i) * offset(i) +
      at(matrix.next, i) * offset(i + 1) +
      at(matrix.next, (i + n - 1) % n) * offset(i - 1) +
      at(matrix.second, i) * offset(i + 2) +
      at(matrix.second, (i + n - 2) % n) * offset(i - 2);
    down[i] = -(pull + at(linear, i) + weight / left - weight / right);
    diagonal[i]! += weight / (left * left) + weight / (right * right);
  }
  const move = solveCyclicBand({ ...matrix, diagonal }, down);
  let share = 1;
  for (let i = 0; i < n; i++) {
    const step = at(move, i);
    const space = step > 0 ? room - offset(i) : room + offset(i);
    if (Math.abs(step) * share > 0.95 * space) share = (0.95 * space) / Math.abs(step);
  }
  let largest = 0;
  for (let i = 0; i < n; i++) {
    offsets[i]! += share * at(move, i);
    largest = Math.max(largest, Math.abs(share * at(move, i)));
  }
  return largest;
}
