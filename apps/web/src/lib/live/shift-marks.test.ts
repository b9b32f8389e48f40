import { expect, test } from 'vitest';
import { toSamples } from './sample-ring.ts';
import { ShiftMarks } from './shift-marks.ts';

/** Runs up to `tops` one after the other, a second each at 20 Hz, with neutral between the gears. */
function pull(tops: readonly number[], firstGear = 1) {
  const rows = tops.flatMap((top, shift) =>
    Array.from({ length: 20 }, (_, i) => ({
      at: shift + i / 20,
      rpm: top - (19 - i) * 100,
      gear: i < 2 && shift > 0 ? 0 : firstGear + shift,
    })),
  );
  return toSamples(
    rows.map(({ at }) => at),
    [rows.map(({ rpm }) => rpm), rows.map(({ gear }) => gear)],
  );
}

test('the middle one of the last shifts is where the next gear is due', () => {
  const marks = new ShiftMarks();
  marks.read(pull([7000, 7200, 6000, 7100]), 0, 1);
  expect(marks.shiftRpm).toBe(7000);
  expect(marks.top).toBe(7200);
});

test('after two shifts nothing is claimed', () => {
  const marks = new ShiftMarks();
  marks.read(pull([7000, 7200, 6000]), 0, 1);
  expect(marks.shiftRpm).toBe(undefined);
});

test('samples are taken once, and shifts down do not count', () => {
  const marks = new ShiftMarks();
  const samples = pull([7000, 7000, 7000, 7000]);
  marks.read(samples, 0, 1);
  marks.read(samples, 0, 1);
  expect(marks.shiftRpm).toBe(7000);
  const down = new ShiftMarks();
  down.read(
    toSamples(
      [0, 1, 2, 3],
      [
        [5000, 5000, 5000, 5000],
        [5, 4, 3, 2],
      ],
    ),
    0,
    1,
  );
  expect(down.shiftRpm).toBe(undefined);
});

test('a source without gears has no marks', () => {
  const marks = new ShiftMarks();
  marks.read(toSamples([0, 1], [[900, 6000]]), 0, -1);
  expect(marks.top).toBe(6000);
  expect(marks.shiftRpm).toBe(undefined);
});
