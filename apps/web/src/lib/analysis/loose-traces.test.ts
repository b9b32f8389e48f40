import type { LapData } from '@outlap/telemetry';
import { expect, test } from 'vitest';
import { looseTraces } from './loose-traces.ts';

const drive = (endSeconds: number): LapData => ({
  lap: {
    number: 0,
    kind: 'partial',
    valid: false,
    invalidReasons: [],
    startSeconds: 0,
    endSeconds,
    timeSeconds: endSeconds,
    timeSource: 'crossing',
    distanceMetres: null,
    sectorSeconds: [],
  },
  channels: [
    {
      name: 'speed',
      sourceName: 'v',
      unit: 'm/s',
      sourceUnit: 'm/s',
      rateHz: 1,
      time: { kind: 'uniform', startSeconds: 0, rateHz: 1, count: endSeconds + 1 },
      values: Float32Array.from({ length: endSeconds + 1 }, (_, i) => i * 10),
    },
  ],
});

test('each lap runs over its own time and ends where it ends', () => {
  const answer = looseTraces([drive(4), drive(2)], {
    laps: [
      { id: 'a', fileBytes: 1 },
      { id: 'b', fileBytes: 1 },
    ],
    channels: ['speed', 'gear'],
    layout: { lengthMetres: 0, outline: null, corners: [] },
    x: 'distance',
  });
  expect(answer.x).toBe('time');
  expect(answer.grid.at(-1)).toBe(4);
  const [a, b] = answer.laps;
  const middle = Math.round((answer.grid.length - 1) * 0.375);
  expect(a?.traces[0]?.[middle]).toBeCloseTo((answer.grid[middle] ?? 0) * 10, 3);
  expect(b?.traces[0]?.at(-1)).toBeNaN();
  expect(a?.traces[1]).toBeNull();
});
