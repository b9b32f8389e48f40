import { expect, test } from 'vitest';
import { findNearest, fitMap, flatTurn, toPath } from './map-view.ts';

const steep = { x: [0, 10, 20, 30], y: [0, 30, 60, 90] };

test('the long side lies flat, north up is north up', () => {
  const turn = flatTurn(steep);
  const flat = fitMap(steep, 400, 200, 10, turn);
  const [ax, ay] = flat.toPixels(0, 0);
  const [bx, by] = flat.toPixels(30, 90);
  expect(Math.abs(by - ay)).toBeLessThan(0.01);
  expect(Math.abs(bx - ax)).toBeCloseTo(380, 6);
  const up = fitMap(steep, 400, 200, 10, 0);
  expect(up.toPixels(0, 90)[1]).toBeLessThan(up.toPixels(0, 0)[1]);
  expect(up.toPixels(30, 0)[0]).toBeGreaterThan(up.toPixels(0, 0)[0]);
});

test('everything lies inside the box', () => {
  const view = fitMap(steep, 300, 120, 8, 0.7);
  for (let i = 0; i < steep.x.length; i++) {
    const [x, y] = view.toPixels(steep.x[i] ?? 0, steep.y[i] ?? 0);
    expect(x).toBeGreaterThanOrEqual(8 - 1e-9);
    expect(x).toBeLessThanOrEqual(292 + 1e-9);
    expect(y).toBeGreaterThanOrEqual(8 - 1e-9);
    expect(y).toBeLessThanOrEqual(112 + 1e-9);
  }
});

test('the nearest point is found within reach only', () => {
  const view = fitMap(steep, 300, 120, 8, 0);
  const [x, y] = view.toPixels(20, 60);
  expect(findNearest(steep, view, x + 2, y, 20)).toBe(2);
  expect(findNearest(steep, view, x + 200, y, 20)).toBe(-1);
});

test('missing positions are left out of a path', () => {
  const view = fitMap(steep, 100, 100, 0, 0);
  expect(toPath({ x: [0, Number.NaN, 30], y: [0, 1, 90] }, view)).toBe('M33.3 100.0L66.7 0.0Z');
});
