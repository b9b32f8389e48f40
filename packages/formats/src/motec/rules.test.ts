import { expect, test } from 'vitest';
import type { SourceChannel } from '../channels.ts';
import { motecRules } from './rules.ts';

const column = (sourceName: string, values: Float32Array): SourceChannel => ({
  sourceName,
  sourceUnit: 's',
  rateHz: 10,
  time: { kind: 'uniform', startSeconds: 0, rateHz: 10, count: values.length },
  values,
});
const climbing = Float32Array.from({ length: 100 }, (_, i) => (i % 40) / 10);
const stepping = Float32Array.from({ length: 100 }, (_, i) => 60 + Math.floor(i / 40));

test('Lap Time alone is what its values are', () => {
  expect(motecRules([column('Lap Time', climbing)]).rules.aliases?.laptime).toBe('lapTime');
  expect(motecRules([column('Lap Time', stepping)]).rules.aliases?.laptime).toBe('lastLapTime');
});

test('Lap Time beside a running one is the time of the last lap, however it moves', () => {
  for (const name of ['Running Lap Time', 'Current Lap Time']) {
    for (const values of [climbing, stepping]) {
      const { aliases } = motecRules([column('Lap Time', values), column(name, climbing)]).rules;
      expect(aliases?.laptime).toBe('lastLapTime');
    }
  }
  const empty = column('Running Lap Time', new Float32Array(0));
  const { aliases } = motecRules([column('Lap Time', climbing), empty]).rules;
  expect(aliases?.laptime).toBe('lapTime');
});
