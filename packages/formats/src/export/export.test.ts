import { describe, expect, test } from 'vitest';
import {
  cutLap,
  demoRecording,
  joinLaps,
  type Lap,
  type Recording,
  splitLaps,
} from '@outlap/telemetry';
import { fromBytes } from '../bytes.ts';
import { readRecording } from '../read.ts';
import { type ExportFormat, exportRecording } from './export.ts';

const demo = demoRecording('2026-05-09T09:30:00.000Z');
const full = splitLaps(demo).laps.filter(({ valid }) => valid);
/** The same drive as a GPS logger has it: positions at 10 Hz without a word about laps. */
const gps: Recording = {
  ...demo,
  channels: demo.channels
    .filter(({ name }) => ['latitude', 'longitude', 'speed'].includes(name))
    .map((channel) => ({
      ...channel,
      time: { kind: 'stamps', seconds: everySixth(secondsOf(demo)) },
      values: everySixth(Float64Array.from(channel.values, Number)),
    })),
};

function secondsOf({ channels }: Recording): Float64Array {
  const time = channels.find(({ name }) => name === 'latitude')?.time;
  if (time?.kind !== 'uniform') throw new Error('The demo has uniform positions');
  return Float64Array.from({ length: time.count }, (_, i) => i / time.rateHz);
}

function everySixth(values: Float64Array): Float64Array {
  return values.filter((_, i) => i % 6 === 0);
}

async function exported(source: Recording, lap: Lap, format: ExportFormat): Promise<Recording> {
  const { recording, laps } = joinLaps([cutLap(source, lap)], source);
  const files = exportRecording(recording, laps, format, { stem: 'lap' });
  const [file, companion] = files.map(({ chunks }) => fromBytes(Buffer.concat([...chunks])));
  if (!file) throw new Error('No file');
  return readRecording(file, { fileName: `lap.${format}`, ...(companion && { companion }) });
}

describe('one lap comes back as one full valid lap of its time', () => {
  test.each(['ld', 'ibt', 'csv', 'vbo', 'parquet'] as const)('of a sim as .%s', async (format) => {
    expect(full).toHaveLength(3);
    for (const lap of full) {
      const { laps } = splitLaps(await exported(demo, lap, format));
      const found = laps.filter(({ valid }) => valid);
      expect(found).toHaveLength(1);
      expect(Math.abs((found[0]?.timeSeconds ?? 0) - lap.timeSeconds)).toBeLessThan(0.02);
      for (const rest of laps)
        if (!rest.valid) expect(rest.endSeconds - rest.startSeconds).toBeLessThan(0.05);
    }
  });

  test.each(['ld', 'vbo', 'parquet'] as const)('of a GPS logger as .%s', async (format) => {
    for (const lap of full) {
      const { laps } = splitLaps(await exported(gps, lap, format));
      const found = laps.filter(({ valid }) => valid);
      expect(found).toHaveLength(1);
      expect(Math.abs((found[0]?.timeSeconds ?? 0) - lap.timeSeconds)).toBeLessThan(0.02);
    }
  });
});

test('the beacons of a lap are its start and its end', async () => {
  const [lap] = full;
  if (!lap) throw new Error('The demo has full laps');
  const { beaconSeconds } = await exported(gps, lap, 'ld');
  expect(beaconSeconds).toHaveLength(2);
  expect((beaconSeconds[1] ?? 0) - (beaconSeconds[0] ?? 0)).toBeCloseTo(
    lap.endSeconds - lap.startSeconds,
    6,
  );
});

test('a lap of a logger whose clock wavers ends inside its .ld', async () => {
  const wavering: Recording = {
    ...gps,
    channels: gps.channels.map((channel) => ({
      ...channel,
      rateHz: 10,
      time: {
        kind: 'stamps',
        seconds: everySixth(secondsOf(demo)).map((t, i) => t + 0.02 * Math.sin(i)),
      },
    })),
  };
  const found = splitLaps(wavering).laps.filter(({ valid }) => valid);
  expect(found.length).toBeGreaterThan(0);
  for (const lap of found) {
    const { laps } = splitLaps(await exported(wavering, lap, 'ld'));
    expect(laps.filter(({ valid }) => valid)).toHaveLength(1);
  }
});
