import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { type Channel, isNumeric, type Recording, sampleCount, splitLaps } from '@outlap/telemetry';
import { describe, expect, test } from 'vitest';
import { aim } from '../aim/read.ts';
import { fromBytes } from '../bytes.ts';
import type { Format } from '../format.ts';
import { garage61 } from '../garage61/read.ts';
import { lapTimer } from '../laptimer/read.ts';
import { raceChrono } from '../racechrono/read.ts';
import { sniffFormat } from '../sniff/formats.ts';
import { csv } from './read.ts';

const data = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));
const here = existsSync(data);
const bytesOf = (path: string): Uint8Array => {
  const bytes = new Uint8Array(readFileSync(data + path));
  return path.endsWith('.gz') ? new Uint8Array(gunzipSync(bytes)) : bytes;
};
const read = (format: Format, path: string) => format.read(fromBytes(bytesOf(path)), {});
const listed = (folder: string, pattern: RegExp) =>
  here ? readdirSync(data + folder).filter((name) => pattern.test(name)) : [];

type Statistics = Record<'first' | 'last' | 'mean' | 'min' | 'max', number>;
type LapReference = Record<string, { n: number; dur: number; last_TIME_LAP: number; vmax: number }>;
type Reference = Record<string, Record<string, unknown>>;
const references: Reference = here
  ? (JSON.parse(readFileSync(`${data}reference-csv.json`, 'utf8')) as Reference)
  : {};
const referenceOf = (name: string) => references[name] ?? {};

function numbersOf(recording: Recording, name: string): Float64Array {
  const channel = recording.channels.find((candidate) => candidate.name === name);
  if (!channel || !(channel.values instanceof Float64Array)) throw new Error(`no ${name}`);
  return channel.values;
}

function statisticsOf(values: Float64Array): Statistics {
  const finite = values.filter((value) => Number.isFinite(value));
  return {
    first: finite[0] ?? Number.NaN,
    last: finite.at(-1) ?? Number.NaN,
    mean: finite.reduce((sum, value) => sum + value, 0) / finite.length,
    min: Math.min(...finite),
    max: Math.max(...finite),
  };
}

function countOf(values: ArrayLike<number>, wanted: number): number {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] === wanted) count++;
  return count;
}

test.runIf(process.env.CI)('the real recordings are there', () => {
  expect(here).toBe(true);
});

describe.skipIf(!here)('RaceChrono', () => {
  test.each(listed('racechrono', /\.csv$/))('%s', async (name) => {
    expect(sniffFormat(bytesOf(`racechrono/${name}`).subarray(0, 65_536), 1e6)?.id).toBe(
      'racechrono',
    );
    const recording = await read(raceChrono, `racechrono/${name}`);
    const wanted = referenceOf(name);
    expect(recording.channels).toHaveLength(wanted.cols as number);
    expect(recording.report).toMatchObject({ rowsTotal: wanted.rows, rowsKept: wanted.rows });
    const { min, max, mean } = statisticsOf(numbersOf(recording, 'speed'));
    const gps = wanted.speed_gps as Statistics;
    expect([min, max]).toEqual([gps.min, gps.max]);
    expect(mean).toBeCloseTo(gps.mean, 9);
    const laps = splitLaps(recording).laps;
    for (const [number, lap] of Object.entries(wanted.laps as LapReference)) {
      expect(countOf(numbersOf(recording, 'lapNumber'), Number(number))).toBe(lap.n);
      const found = laps.find((candidate) => candidate.number === Number(number));
      expect(Math.abs((found?.timeSeconds ?? 0) - lap.dur)).toBeLessThan(0.1);
    }
    expect(laps.filter(({ valid }) => valid)).toHaveLength(1);
  });
});

describe.skipIf(!here)("Harry's LapTimer", () => {
  test.each(listed('laptimer-csv', /\.csv$/))('%s', async (name) => {
    const recording = await read(lapTimer, `laptimer-csv/${name}`);
    const wanted = referenceOf(name);
    expect(recording.channels.length).toBeGreaterThanOrEqual(wanted.cols as number);
    expect(recording.report.rowsKept).toBe(wanted.rows);
    const [numbers, speed] = [numbersOf(recording, 'lapNumber'), numbersOf(recording, 'speed')];
    const { laps } = splitLaps(recording);
    const references = Object.entries(wanted.laps as LapReference);
    const full = laps.filter(({ kind }) => kind === 'full');
    expect(full.map(({ number }) => number)).toEqual(references.map(([number]) => Number(number)));
    for (const [number, { n, last_TIME_LAP, vmax }] of references) {
      expect(countOf(numbers, Number(number))).toBe(n);
      const inLap = speed.filter((_, i) => numbers[i] === Number(number));
      expect(Math.max(...inLap) * 3.6).toBeCloseTo(vmax, 6);
      const lap = laps.find((candidate) => candidate.number === Number(number));
      expect(Math.abs((lap?.timeSeconds ?? 0) - last_TIME_LAP)).toBeLessThan(0.011);
    }
  });
});

describe.skipIf(!here)('sims', () => {
  test('a Garage 61 lap is one whole lap of 60 Hz', async () => {
    const name = 'garage61_jonas.csv';
    const recording = await read(garage61, `sim-csv/${name}`);
    const wanted = referenceOf(name);
    const speed = wanted.Speed as Statistics;
    const found = statisticsOf(numbersOf(recording, 'speed'));
    expect([found.min, found.max]).toEqual([speed.min, speed.max]);
    expect(found.mean).toBeCloseTo(speed.mean, 9);
    expect(recording.channels).toHaveLength(wanted.cols as number);
    expect(recording.channels.every(({ time }) => sampleCount(time) === wanted.rows)).toBe(true);
    const longest = Math.max(...splitLaps(recording).laps.map(({ timeSeconds }) => timeSeconds));
    expect(Math.abs(longest - (wanted.duration_at_60Hz as number))).toBeLessThan(0.05);
  });

  test.each(listed('sim-csv', /telemetry_detailed\.csv$/))('%s', async (name) => {
    const recording = await read(csv, `sim-csv/${name}`);
    const wanted = referenceOf(name);
    expect(recording.report.rowsKept).toBe(wanted.rows);
    const numbers = numbersOf(recording, 'lapNumber');
    for (const [number, n] of Object.entries(wanted.laps as Record<string, number>)) {
      expect(countOf(numbers, Number(number))).toBe(n);
    }
    const official = splitLaps(recording).laps.filter(({ timeSource }) => timeSource === 'source');
    const stated = (wanted.LastLapTimes as string[]).map(Number);
    expect(official.length).toBeGreaterThan(1);
    for (const { timeSeconds } of official) expect(stated).toContain(timeSeconds);
  });

  test.each(listed('sim-csv', /\.csv\.gz$|allvars/))(
    '%s has laps, speed and time',
    async (name) => {
      const recording = await read(csv, `sim-csv/${name}`);
      const rows = recording.report.rowsTotal;
      expect(rows).toBeGreaterThan(100);
      expect(recording.report.rowsKept).toBe(rows);
      expect(numbersOf(recording, 'speed')).toHaveLength(rows);
      expect(numbersOf(recording, 'lapNumber')).toHaveLength(rows);
      expect(recording.durationSeconds).toBeGreaterThan(2);
    },
  );

  test.each(listed('sim-csv', /lap_summary/))(
    '%s is a table of laps, not samples',
    async (name) => {
      await expect(read(csv, `sim-csv/${name}`)).rejects.toMatchObject({ code: 'mapping_needed' });
    },
  );
});

describe.skipIf(!here)('cars and ECUs', () => {
  test.each(listed('obd', /^carOBD.*\.csv$/))('%s', async (name) => {
    const recording = await read(csv, `obd/${name}`);
    const wanted = referenceOf(name);
    expect(recording.channels).toHaveLength(wanted.cols as number);
    expect(recording.report.rowsKept).toBe(wanted.rows);
    const scales = { 'VEHICLE_SPEED ()': 3.6, 'THROTTLE ()': 100 } as Record<string, number>;
    for (const [title, statistics] of Object.entries(wanted)) {
      if (!title.endsWith('()')) continue;
      const channel = recording.channels.find(({ sourceName }) => sourceName === title);
      expectSame(channel, statistics as Statistics, scales[title] ?? 1);
    }
  });

  test.each(listed('ecu-logs', /\.csv$/))('%s', async (name) => {
    const recording = await read(csv, `ecu-logs/${name}`);
    const rpm = statisticsOf(numbersOf(recording, 'engineSpeed'));
    expect(rpm.min).toBeGreaterThan(500);
    expect(rpm.max).toBeLessThan(8000);
    expect(recording.report.rowsKept).toBe(recording.report.rowsTotal);
    expect(recording.durationSeconds).toBeGreaterThan(800);
    expect(recording.durationSeconds).toBeLessThan(1400);
  });

  test('AiM: speed in m/s, accuracy in metres, beacons beyond the samples left out', async () => {
    const recording = await read(aim, 'aim-xrk/doves_racestudio3-aim.csv');
    expect(recording.startedAt).toMatch(/^\d{4}-\d\d-\d\dT13:34:00\.000$/);
    expect(recording.beaconSeconds).toEqual([]);
    expect(recording.report.warnings).toHaveLength(1);
    expect(Math.max(...numbersOf(recording, 'positionAccuracy'))).toBeCloseTo(1.63, 9);
    expect(Math.max(...numbersOf(recording, 'speed'))).toBeLessThan(25);
  });
});

function expectSame(channel: Channel | undefined, wanted: Statistics, scale: number): void {
  if (!channel || !isNumeric(channel.values)) throw new Error('the column is not there');
  const found = statisticsOf(Float64Array.from(channel.values, (value) => value * scale));
  for (const key of ['first', 'last', 'mean', 'min', 'max'] as const) {
    expect(Math.abs(found[key] - wanted[key])).toBeLessThan(6e-5);
  }
}
