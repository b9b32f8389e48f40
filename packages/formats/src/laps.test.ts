import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cutLap, type Lap, type LapSplit, type Recording, splitLaps } from '@outlap/telemetry';
import { describe, expect, test } from 'vitest';
import { fromBytes } from './bytes.ts';
import type { Format } from './format.ts';
import { ibt } from './ibt/read.ts';

const data = fileURLToPath(new URL('../../../../shared/data/', import.meta.url));
const here = existsSync(data);
const load = (format: Format, name: string): Promise<Recording> =>
  format.read(fromBytes(new Uint8Array(readFileSync(`${data}${name}`))), { fileName: name });
const reference = <T>(name: string): T =>
  JSON.parse(readFileSync(`${data}reference-${name}.json`, 'utf8')) as T;

type IbtReference = {
  file: string;
  laps?: {
    crossings_idx: number[];
    crossing_lap_times: number[];
    records_per_Lap: Record<string, number>;
    LapLastLapTime_sequence: [number, number][];
  };
};

const fullLaps = ({ laps }: LapSplit): Lap[] => laps.filter(({ kind }) => kind === 'full');

function expectCover(split: LapSplit, recording: Recording): void {
  const { laps } = split;
  expect(laps[0]?.startSeconds).toBeLessThanOrEqual(0);
  expect(laps.at(-1)?.endSeconds).toBeGreaterThanOrEqual(recording.durationSeconds);
  laps.slice(1).forEach((lap, k) => {
    expect(lap.startSeconds).toBe(laps[k]?.endSeconds);
    expect(lap.number).toBeGreaterThan(laps[k]?.number ?? Number.NaN);
  });
  for (const lap of fullLaps(split)) {
    const sum = lap.sectorSeconds.reduce((total, seconds) => total + seconds, 0);
    expect(sum).toBeCloseTo(lap.timeSeconds, 9);
    expect(cutLap(recording, lap).channels.length).toBeGreaterThan(0);
  }
}

test.runIf(process.env.CI)('the real recordings are there', () => {
  expect(here).toBe(true);
});

describe.skipIf(!here)(`laps of real .ibt files (skipped without ${data})`, () => {
  const files = here ? reference<IbtReference[]>('ibt').filter(({ laps }) => laps) : [];

  test.each(files)('$file', async ({ file, laps }) => {
    if (!laps) return;
    const recording = await load(ibt, `ibt/${file}`);
    const split = splitLaps(recording);
    expect(split.method).toBe('counter');
    expectCover(split, recording);
    // A lap number that lasts one record is a zero frame.
    const numbers = Object.entries(laps.records_per_Lap).filter(([, records]) => records > 1);
    expect(split.laps.map((lap) => lap.number)).toEqual(numbers.map(([number]) => Number(number)));
    const full = fullLaps(split);
    expect(full).toHaveLength(laps.crossing_lap_times.length);
    full.forEach((lap, k) => {
      const elapsed = lap.endSeconds - lap.startSeconds;
      expect(Math.abs(elapsed - (laps.crossing_lap_times[k] ?? 0))).toBeLessThan(0.001);
      expect(Math.abs(elapsed - lap.timeSeconds)).toBeLessThan(0.02);
      const line = laps.crossings_idx[k + 1] ?? Number.NaN;
      const official = laps.LapLastLapTime_sequence.find(([index]) => index >= line)?.[1];
      expect(lap.valid).toBe(true);
      expect(lap.timeSource).toBe('source');
      expect(lap.timeSeconds).toBeCloseTo(official ?? Number.NaN, 4);
    });
    const kinds = split.laps.map((lap) => lap.kind);
    const crossed = laps.crossings_idx.length > 0;
    expect(kinds[0]).toBe(crossed ? 'out' : 'partial');
    expect(kinds.at(-1)).toBe('partial');
  });
});
