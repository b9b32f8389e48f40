import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathLength } from '../geometry/segments.ts';
import { toCentreLine } from './centre-line.ts';
import { LARKMOOR, TERN_QUAY } from './circuit.ts';
import { toCourse } from './course.ts';
import { solveCyclicBand } from './cyclic-band.ts';
import { findRacingLine } from './racing-line.ts';

describe('solveCyclicBand', () => {
  it('solves what it is asked', () => {
    const value = fc.double({ min: -1, max: 1, noNaN: true });
    const row = fc.tuple(value, value, value);
    fc.assert(
      fc.property(fc.array(row, { minLength: 8, maxLength: 40 }), (rows) => {
        const n = rows.length;
        const matrix = {
          diagonal: Float64Array.from(rows, () => 5),
          next: Float64Array.from(rows, ([next]) => next),
          second: Float64Array.from(rows, ([, second]) => second),
        };
        const wanted = Float64Array.from(rows, ([, , x]) => x);
        const at = (values: Float64Array, i: number): number => values[(i + n) % n] ?? 0;
        const right = wanted.map(
          (x, i) =>
            5 * x +
            at(matrix.next, i) * at(wanted, i + 1) +
            at(matrix.next, i - 1) * at(wanted, i - 1) +
            at(matrix.second, i) * at(wanted, i + 2) +
            at(matrix.second, i - 2) * at(wanted, i - 2),
        );
        const found = solveCyclicBand(matrix, right);
        found.forEach((x, i) => expect(x).toBeCloseTo(wanted[i] ?? 0, 9));
      }),
    );
  });
});

describe.each([LARKMOOR, TERN_QUAY])('course of $name', (circuit) => {
  const centre = toCentreLine(circuit, 2);
  const course = toCourse(circuit);

  it('stays on the track and bends less than its middle', () => {
    const room = circuit.widthMetres / 2 - 1.3;
    const offsets = findRacingLine(centre, room);
    const bending = (x: Float64Array, y: Float64Array): number =>
      x.reduce((sum, value, i) => {
        const a = (i + x.length - 1) % x.length;
        const b = (i + 1) % x.length;
        const dx = (x[a] ?? 0) - 2 * value + (x[b] ?? 0);
        return sum + Math.hypot(dx, (y[a] ?? 0) - 2 * (y[i] ?? 0) + (y[b] ?? 0)) ** 2;
      }, 0);
    const x = centre.xMetres.map((c, i) => c + (offsets[i] ?? 0) * (centre.normalX[i] ?? 0));
    const y = centre.yMetres.map((c, i) => c + (offsets[i] ?? 0) * (centre.normalY[i] ?? 0));
    expect(offsets.every((offset) => Math.abs(offset) < room)).toBe(true);
    expect(Math.max(...offsets) - Math.min(...offsets)).toBeGreaterThan(room * 1.8);
    expect(bending(x, y)).toBeLessThan(0.6 * bending(centre.xMetres, centre.yMetres));
  });

  it('closes, turns once, and is as long as it says', () => {
    const { xMetres, yMetres, lengthMetres, stepMetres, curvatures } = course;
    const last = xMetres.length - 1;
    const gap = Math.hypot(
      (xMetres[0] ?? 0) - (xMetres[last] ?? 0),
      (yMetres[0] ?? 0) - (yMetres[last] ?? 0),
    );
    expect(gap).toBeCloseTo(stepMetres, 2);
    expect(pathLength(xMetres, yMetres) + gap).toBeCloseTo(lengthMetres, 0);
    const turns = curvatures.reduce((sum, bend) => sum + bend * stepMetres, 0) / (2 * Math.PI);
    expect(Math.abs(turns)).toBeCloseTo(1, 6);
  });

  it('numbers its corners in driving order', () => {
    const { corners, lengthMetres } = course;
    const names = circuit.bends.map(({ name }) => name).filter((name) => name !== '');
    expect(corners.map(({ number }) => number)).toEqual(names.map((_, i) => i + 1));
    expect(corners.map(({ name }) => name)).toEqual(names);
    expect(corners.map(({ apexMetres }) => apexMetres)).toEqual(
      corners.map(({ apexMetres }) => apexMetres).sort((a, b) => a - b),
    );
    expect(corners.at(-1)?.apexMetres).toBeLessThan(lengthMetres);
  });
});

it('refuses a circuit whose bends overlap', () => {
  const [first, second, ...rest] = LARKMOOR.bends;
  if (!first || !second) throw new Error('no bends');
  const circuit = { ...LARKMOOR, bends: [first, { ...second, radiusMetres: 2000 }, ...rest] };
  expect(() => toCentreLine(circuit, 2)).toThrow(/overlaps/);
});
