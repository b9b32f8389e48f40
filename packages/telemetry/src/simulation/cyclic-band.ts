/**
 * Solves A·x = b for a symmetric positive definite matrix that couples each unknown with its two neighbours on either
 * side, round a circle. Method: renumbering 0, n−1, 1, n−2, … turns the circle into a chain of bandwidth 4, on which a
 * plain banded Cholesky factorisation works (Golub and Van Loan, Matrix Computations, §4.3). Linear cost in n.
 */

import { at } from './array-access.ts';

/** Row i holds A[i,i], A[i,i+1] and A[i,i+2], indices round the circle. */
export type CyclicBand = {
  readonly diagonal: Float64Array;
  readonly next: Float64Array;
  readonly second: Float64Array;
};

const BAND = 4;

/** x of A·x = b; throws where A is not positive definite. At least 8 unknowns. */
export function solveCyclicBand(matrix: CyclicBand, right: Float64Array): Float64Array {
  const n = right.length;
  const order = foldedPlaces(n);
  // lower[place · 5 + k] is the element k places left of the diagonal.
  const lower = new Float64Array(n * (BAND + 1));
  const put = (i: number, j: number, value: number): void => {
    const a = at(order, i);
    const b = at(order, j);
    lower[Math.max(a, b) * (BAND + 1) + Math.abs(a - b)]! += value;
  };
  for (let i = 0; i < n; i++) {
    put(i, i, at(matrix.diagonal, i));
    put(i, (i + 1) % n, at(matrix.next, i));
    put(i, (i + 2) % n, at(matrix.second, i));
  }
  factorise(lower, n);
  const folded = new Float64Array(n);
  for (let i = 0; i < n; i++) folded[at(order, i)] = at(right, i);
  substitute(lower, folded);
  const solution = new Float64Array(n);
  for (let i = 0; i < n; i++) solution[i] = folded[at(order, i)] ?? 0;
  return solution;
}

function foldedPlaces(n: number): Int32Array {
  const places = new Int32Array(n);
  for (let i = 0; i < n; i++) places[i] = i < n / 2 ? 2 * i : 2 * (n - 1 - i) + 1;
  return places;
}

function factorise(lower: Float64Array, n: number): void {
  const width = BAND + 1;
  for (let row = 0; row < n; row++) {
    for (let k = Math.min(BAND, row); k >= 0; k--) {
      const column = row - k;
      let sum = at(lower, row * width + k);
      for (let m = Math.max(0, row - BAND); m < column; m++) {
        if (column - m > BAND) continue;
        sum -= at(lower, row * width + row - m) * at(lower, column * width + column - m);
      }
      if (k > 0) lower[row * width + k] = sum / (lower[column * width] ?? 1);
      else if (sum > 0) lower[row * width] = Math.sqrt(sum);
      else throw new Error('matrix is not positive definite');
    }
  }
}

function substitute(lower: Float64Array, values: Float64Array): void {
  const width = BAND + 1;
  const n = values.length;
  for (let row = 0; row < n; row++) {
    let sum = at(values, row);
    for (let k = 1; k <= Math.min(BAND, row); k++) {
      sum -= at(lower, row * width + k) * at(values, row - k);
    }
    values[row] = sum / (lower[row * width] ?? 1);
  }
  for (let row = n - 1; row >= 0; row--) {
    let sum = at(values, row);
    for (let k = 1; k <= BAND && row + k < n; k++) {
      sum -= at(lower, (row + k) * width + k) * at(values, row + k);
    }
    values[row] = sum / (lower[row * width] ?? 1);
  }
}
