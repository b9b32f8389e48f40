import { expect, test } from 'vitest';
import { type StripRow, type StripSamples, traceRow } from './strip-path.ts';

const samplesOf = (times: readonly number[], values: readonly number[]): StripSamples => ({
  count: times.length,
  timeAt: (index) => times[index] ?? Number.NaN,
  valueAt: (_, index) => values[index] ?? Number.NaN,
});
const ROW: StripRow = {
  column: 0,
  top: 0,
  height: 100,
  from: 0,
  to: 100,
  step: false,
  colour: '',
  gapSeconds: 1,
};

function trace(
  times: readonly number[],
  values: readonly number[],
  {
    row = {},
    pixelsPerSecond = 10,
    first = 0,
  }: { row?: Partial<StripRow>; pixelsPerSecond?: number; first?: number } = {},
): string {
  let path = '';
  const point = (letter: string) => (x: number, y: number) =>
    void (path += `${letter}${Number(x.toFixed(2))},${Number(y.toFixed(2))} `);
  const scale = { startSeconds: 0, pixelsPerSecond };
  const samples = samplesOf(times, values);
  traceRow(
    { moveTo: point('M'), lineTo: point('L') },
    samples,
    { ...ROW, ...row },
    scale,
    first,
    times.length - 1,
  );
  return path.trim();
}

test('values become a line, high ones above', () => {
  expect(trace([0, 1, 2], [0, 50, 100])).toBe('M0,100 L10,50 L20,0');
});

test('a later part begins at the sample before it', () => {
  expect(trace([0, 1, 2], [0, 50, 100], { first: 2 })).toBe('M10,50 L20,0');
});

test('a channel slower than the others is joined over the samples without a value', () => {
  const none = Number.NaN;
  expect(trace([0, 0.2, 0.4, 0.6], [10, none, none, 20])).toBe('M0,90 L6,80');
});

test('a gap is left open, whether the values or all samples are missing', () => {
  expect(trace([0, 1.5], [10, 20])).toBe('M0,90 M15,80');
  expect(trace([0, 1, 5, 6], [10, 10, 10, 10], { row: { gapSeconds: 60 } })).toBe(
    'M0,90 L10,90 M50,90 L60,90',
  );
});

test('a counter holds its value until the next one', () => {
  expect(trace([0, 1], [10, 20], { row: { step: true } })).toBe('M0,90 L10,90 L10,80');
});

test('many samples in one column of pixels keep their extremes', () => {
  const times = Array.from({ length: 5 }, (_, i) => i / 100);
  expect(trace(times, [50, 90, 10, 60, 50], { pixelsPerSecond: 1 })).toBe(
    'M0,50 L0,10 L0,90 L0,50',
  );
});
