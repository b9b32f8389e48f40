import { expect, test } from 'vitest';
import { bucketOf, divergingRamp, lossPer100Metres, sequentialRamp } from './ramp.ts';

test('ends have the end colours', () => {
  const ramp = sequentialRamp([10, 60, Number.NaN], ['#000000', '#ff0000']);
  expect(ramp?.colours[0]).toBe('rgb(0 0 0)');
  expect(ramp?.colours.at(-1)).toBe('rgb(255 0 0)');
  expect(ramp && bucketOf(10, ramp)).toBe(0);
  expect(ramp && bucketOf(999, ramp)).toBe(23);
});

test('gain and loss are equally far from nothing', () => {
  const values = [...Array.from({ length: 99 }, (_, i) => i / 100 - 0.5), 20];
  const ramp = divergingRamp(values, ['#00ff00', '#808080', '#ff0000']);
  expect(ramp).toMatchObject({ kind: 'diverging', from: -0.49, to: 0.49 });
  expect(ramp && bucketOf(20, ramp)).toBe(23);
});

test('a ramp without values is none', () => {
  expect(sequentialRamp([Number.NaN], ['#000000', '#ffffff'])).toBeNull();
});

test('a steady loss is the same everywhere', () => {
  const metres = Array.from({ length: 101 }, (_, i) => i * 10);
  const loss = lossPer100Metres(
    metres.map((one) => one * 0.002),
    metres,
  );
  for (const value of loss) expect(value).toBeCloseTo(0.2, 9);
});
