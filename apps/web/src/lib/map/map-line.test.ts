import { expect, test } from 'vitest';
import { alongOutline } from './map-line.ts';

test('the outline is closed', () => {
  const outline = {
    stepMetres: 10,
    xMetres: [0, 10, 10, 0],
    yMetres: [0, 0, 10, 10],
    origin: null,
    source: 'integrated' as const,
  };
  const line = alongOutline(outline, Float64Array.of(5, 30, 35, 40));
  expect([...Array.from(line.x)]).toEqual([5, 0, 0, 0]);
  expect([...Array.from(line.y)]).toEqual([0, 10, 5, 0]);
});
