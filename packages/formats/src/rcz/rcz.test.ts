import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isNumeric, type Recording, toSeconds } from '@outlap/telemetry';
import { strToU8, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { fromBytes } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { valuesAt } from '../resample.ts';
import { rcz } from './read.ts';

const start = 1_700_000_000_000;
const longs = (values: number[]) =>
  new Uint8Array(BigInt64Array.from(values, (value) => BigInt(value)).buffer);
const ints = (values: number[]) => new Uint8Array(Int32Array.from(values).buffer);
const doubles = (values: number[]) => new Uint8Array(Float64Array.from(values).buffer);
const session = {
  trackName: 'A ring',
  laps: [{ startTimestamp: start + 500, finishTimestamp: start + 1500 }, { startTimestamp: 'x' }],
};
const track = {
  track: {
    traps: [
      {
        name: 'Line',
        centerLatitude: 3e8,
        centerLongitude: 6e7,
        bearing: 90_000,
        width: 40_000,
        type: 3,
      },
      {
        name: 'nowhere',
        centerLatitude: 2147483647,
        centerLongitude: 2147483647,
        bearing: 0,
        width: 1,
        type: 4,
      },
    ],
  },
};
const entries = {
  'session.json': strToU8(JSON.stringify(session)),
  'trackId.json': strToU8(JSON.stringify(track)),
  channel_1_100_0_1_1: longs([start, start + 1000, start + 900, start + 2000]),
  channel_1_100_0_3_1: ints([3e8, 6e7, 3e8 + 600, 6e7, 0, 0, 2147483647, 6e7]),
  channel_1_100_0_4_0: ints([10_000, 20_000, 99_000, 2147483647]),
  channel_12_200_10024_1_1: longs([start + 100, start + 200]),
  channel2_12_200_10024_10024_3: doubles([5000.5, 6000]),
  channel_12_200_10024_777_9: doubles([1, 2]),
};
const read = (files: Record<string, Uint8Array>) => rcz.read(fromBytes(zipSync(files)), {});
const find = (recording: Recording, name: string) =>
  recording.channels.find((channel) => channel.name === name);
const codeOf = async (reading: Promise<unknown>) => {
  const error = await reading.catch((caught: unknown) => caught);
  return error instanceof FormatError ? error.code : error;
};

test('channels, times, laps and gates of an archive', async () => {
  const recording = await read(entries);
  expect(find(recording, 'speed')?.values).toEqual(Float64Array.of(10, 20, Number.NaN));
  expect(find(recording, 'latitude')?.values).toEqual(Float64Array.of(50, 50.0001, Number.NaN));
  expect(find(recording, 'engineSpeed')).toMatchObject({
    values: Float64Array.of(5000.5, 6000),
    time: { seconds: Float64Array.of(0.1, 0.2) },
  });
  expect(recording).toMatchObject({
    startedAt: new Date(start).toISOString(),
    track: { name: 'A ring' },
    beaconSeconds: [0.5, 1.5],
    report: { rowsTotal: 6, rowsKept: 5, reasons: { 'time-back': 1 } },
  });
  expect(recording.gates).toHaveLength(1);
  const [gate] = recording.gates;
  expect(gate?.a.longitude).toBeCloseTo(10, 9);
  expect(Math.abs((gate?.a.latitude ?? 0) - 50) * 111_230).toBeCloseTo(20, 1);
  expect(recording.report.warnings.join()).toContain('777');
});

test('paths inside the archive are nothing but names', async () => {
  const moved = Object.fromEntries(
    Object.entries(entries).map(([name, bytes]) => [`../../etc/${name}`, bytes]),
  );
  expect((await read(moved)).channels).toHaveLength((await read(entries)).channels.length);
});

test('an archive without a channel says what to export instead', async () => {
  const reading = read({ 'session.json': strToU8('{"laps":'), 'other.bin': ints([1]) });
  expect(await codeOf(reading)).toBe('format_unsupported');
  await expect(reading).rejects.toThrow('CSV v3');
});

test('archives that are cut or expand without measure are refused', async () => {
  const whole = zipSync(entries);
  expect(await codeOf(rcz.read(fromBytes(whole.subarray(0, whole.length / 2)), {}))).toBe(
    'file_damaged',
  );
  const bomb = zipSync({ channel_1_100_0_1_1: new Uint8Array(66 << 20) }, { level: 1 });
  expect(bomb.length).toBeLessThan(330_000);
  expect(await codeOf(rcz.read(fromBytes(bomb), {}))).toBe('file_too_large');
});

const data = fileURLToPath(new URL('../../../../../shared/data/racechrono/', import.meta.url));
const here = existsSync(data);
test.runIf(process.env.CI)('the real recordings are there', () => {
  expect(here).toBe(true);
});

describe.skipIf(!here)('a real archive (../shared/data)', () => {
  test('agrees with the CSV of the same lap', async () => {
    const bytes = readFileSync(`${data}jlynx_session_20230212_race_2_lap6.rcz`);
    const recording = await rcz.read(fromBytes(new Uint8Array(bytes)), {});
    expect(recording.report.warnings).toEqual([]);
    const csv = readFileSync(`${data}jlynx_official_session_20230212_race_2_lap6_v3.csv`, 'utf8');
    const rows = csv
      .split('\n')
      .slice(12)
      .map((line) => line.split(','));
    const startSeconds = Date.parse(recording.startedAt ?? '') / 1000;
    const compare = (name: string, column: number, scale: number, tolerance: number) => {
      const channel = find(recording, name);
      if (!channel || !isNumeric(channel.values)) throw new Error(name);
      const stamps = toSeconds(channel.time);
      const wanted = rows.filter((row) => row[column] !== undefined && row[column] !== '');
      const at = Float64Array.from(
        wanted,
        (row) => Math.round((Number(row[0]) - startSeconds) * 1000) / 1000,
      );
      const got = valuesAt(channel, at);
      let compared = 0;
      for (const [i, row] of wanted.entries()) {
        // The export rounds its rows to 1/100 s or so; at the samples themselves it gives their values.
        const isSample = stamps.some((now) => Math.abs(now - (at[i] ?? 0)) < 1e-4);
        if (!isSample) continue;
        expect(Math.abs((got[i] ?? Number.NaN) / scale - Number(row[column])), name).toBeLessThan(
          tolerance,
        );
        compared++;
      }
      expect(compared, name).toBeGreaterThan(5);
    };
    compare('latitude', 10, 1, 1e-6);
    compare('longitude', 11, 1, 1e-6);
    compare('altitude', 6, 1, 1e-3);
    compare('heading', 7, Math.PI / 180, 0.1);
    compare('positionAccuracy', 5, 1, 1e-3);
    compare('engineSpeed', 26, 1, 1);
    compare('throttle', 20, 0.01, 0.1);
    compare('engineCoolantTemperature', 23, 1, 1e-3);
  });
});
