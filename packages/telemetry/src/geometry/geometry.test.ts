import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectPath, toLocal } from './local-plane.ts';
import { intersectSegments, nearestOnSegment, pathLength } from './segments.ts';

describe('toLocal', () => {
  it('agrees with published lengths of a degree on the ellipsoid', () => {
    const equator = toLocal({ latitude: 0, longitude: 0 });
    expect(equator.metresPerDegreeEast).toBeCloseTo(111_319.49, 1);
    expect(equator.metresPerDegreeNorth).toBeCloseTo(110_574.28, 0);
    const middle = toLocal({ latitude: 45, longitude: 0 });
    expect(middle.metresPerDegreeEast).toBeCloseTo(78_846.8, 0);
    expect(middle.metresPerDegreeNorth).toBeCloseTo(111_131.7, 0);
  });

  it('comes back to the same degrees, also across the date line', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -80, max: 80, noNaN: true }),
        fc.double({ min: -180, max: 180, noNaN: true }),
        fc.double({ min: -0.1, max: 0.1, noNaN: true }),
        fc.double({ min: -0.1, max: 0.1, noNaN: true }),
        (latitude, longitude, north, east) => {
          const plane = toLocal({ latitude, longitude });
          const y = plane.y(latitude + north);
          const x = plane.x(longitude + east);
          expect(plane.latitude(y)).toBeCloseTo(latitude + north, 9);
          expect(plane.x(plane.longitude(x))).toBeCloseTo(x, 6);
          expect(Math.abs(x)).toBeLessThan(12_000);
        },
      ),
    );
  });

  it('keeps a missing position missing', () => {
    const plane = toLocal({ latitude: 10, longitude: 20 });
    const path = projectPath(plane, [10, Number.NaN, 10.001], [20, 20, 20]);
    expect(path.xMetres[1]).toBe(0);
    expect(path.yMetres[1]).toBeNaN();
    expect(pathLength(path.xMetres, path.yMetres)).toBeCloseTo(
      plane.metresPerDegreeNorth / 1000,
      6,
    );
  });
});

describe('intersectSegments', () => {
  it('finds the fraction on both segments and the side', () => {
    const crossing = intersectSegments(0, -1, 0, 3, -5, 0, 5, 0);
    expect(crossing).toEqual({ along: 0.25, across: 0.5, direction: 1 });
    expect(intersectSegments(0, 3, 0, -1, -5, 0, 5, 0)?.direction).toBe(-1);
  });

  it('finds nothing on parallel, short, or missing segments', () => {
    expect(intersectSegments(0, 1, 1, 1, 0, 0, 1, 0)).toBeUndefined();
    expect(intersectSegments(0, 2, 0, 1, -1, 0, 1, 0)).toBeUndefined();
    expect(intersectSegments(3, 1, 3, -1, -1, 0, 1, 0)).toBeUndefined();
    expect(intersectSegments(Number.NaN, 1, 0, -1, -1, 0, 1, 0)).toBeUndefined();
  });

  it('counts a point that lies on the line once along a path', () => {
    const ys = [-2, -1, 0, 1, 2];
    const hits = ys.slice(1).filter((y, i) => intersectSegments(0, ys[i] ?? 0, 0, y, -1, 0, 1, 0));
    expect(hits).toHaveLength(1);
  });
});

describe('nearestOnSegment', () => {
  it('is never farther than either end', () => {
    const coordinate = fc.double({ min: -1000, max: 1000, noNaN: true });
    fc.assert(
      fc.property(
        fc.tuple(coordinate, coordinate, coordinate, coordinate, coordinate, coordinate),
        (c) => {
          const [px, py, ax, ay, bx, by] = c;
          const nearest = nearestOnSegment(px, py, ax, ay, bx, by);
          const ends = Math.min(Math.hypot(px - ax, py - ay), Math.hypot(px - bx, py - by));
          expect(nearest.distanceMetres).toBeLessThanOrEqual(ends + 1e-9);
          expect(nearest.along).toBeGreaterThanOrEqual(0);
          expect(nearest.along).toBeLessThanOrEqual(1);
        },
      ),
    );
  });
});
