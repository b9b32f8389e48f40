import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cutLap, type Lap, type LapSplit, type Recording, splitLaps } from '@outlap/telemetry';
import { describe, expect, test } from 'vitest';
import { fromBytes } from './bytes.ts';
import type { Format } from './format.ts';
import { csv } from './csv/read.ts';
import { garage61 } from './garage61/read.ts';
import { ibt } from './ibt/read.ts';
import { lapTimer } from './laptimer/read.ts';
import { motecCsv } from './motec/csv.ts';
import { ld } from './motec/read.ts';
import { nmea } from './nmea/read.ts';
import { raceChrono } from './racechrono/read.ts';
import { vbo } from './vbo/read.ts';

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

const isPause = ({ kind, invalidReasons }: Lap): boolean =>
  kind === 'partial' && invalidReasons.join() === 'gap';
const fullLaps = ({ laps }: LapSplit): Lap[] => laps.filter(({ kind }) => kind === 'full');

function expectCover(split: LapSplit, recording: Recording): void {
  const { laps } = split;
  expect(laps[0]?.startSeconds).toBeLessThanOrEqual(0);
  expect(laps.at(-1)?.endSeconds).toBeGreaterThanOrEqual(recording.durationSeconds);
  laps.slice(1).forEach((lap, k) => {
    expect(lap.startSeconds).toBe(laps[k]?.endSeconds);
  });
  const counted = laps.filter((lap) => !isPause(lap)).map(({ number }) => number);
  expect(counted).toEqual([...new Set(counted)].sort((a, b) => a - b));
  expect(new Set(laps.map(({ number }) => number)).size).toBe(laps.length);
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

type CsvReference = Record<
  string,
  {
    rows: number;
    laps: Record<string, { t0: number; t1: number; dist: number; last_TIME_LAP: number }>;
    LastLapTimes?: string[];
    duration_at_60Hz?: number;
  }
>;

describe.skipIf(!here)(`laps of real CSV files (skipped without ${data})`, () => {
  const files = here ? reference<CsvReference>('csv') : {};
  const entry = (name: string): CsvReference[string] => {
    const found = files[name];
    if (!found) throw new Error(`no reference for ${name}`);
    return found;
  };

  test.each([
    'killme2008_session_20251231_111318_tianma_lap9_v3.csv',
    'jlynx_official_session_20230212_race_2_lap6_v3.csv',
  ])('%s: the whole lap between the lap numbers of RaceChrono', async (name) => {
    const recording = await load(raceChrono, `racechrono/${name}`);
    const split = splitLaps(recording);
    expectCover(split, recording);
    const { laps } = entry(name);
    const numbers = Object.keys(laps).map(Number);
    expect(split.laps.map((lap) => lap.number)).toEqual(numbers);
    expect(split.laps.map((lap) => lap.kind)).toEqual(['partial', 'full', 'partial']);
    const [before, whole, after] = Object.values(laps);
    const full = split.laps[1];
    if (!before || !whole || !after || !full) throw new Error('three laps expected');
    expect(full.valid).toBe(true);
    expect(full.timeSeconds).toBeCloseTo(after.t0 - whole.t0, 2);
    expect(full.startSeconds).toBeCloseTo(whole.t0 - before.t0, 2);
    expect(Math.abs((full.distanceMetres ?? 0) / whole.dist - 1)).toBeLessThan(0.01);
  });

  test('zach_harrys_laps10082016.csv: the laps and times of LapTimer', async () => {
    const name = 'zach_harrys_laps10082016.csv';
    const recording = await load(lapTimer, `laptimer-csv/${name}`);
    const split = splitLaps(recording);
    expectCover(split, recording);
    const { laps } = entry(name);
    const driven = split.laps.filter((lap) => !isPause(lap));
    expect(driven.map((lap) => lap.number)).toEqual(Object.keys(laps).map(Number));
    for (const lap of driven) {
      expect(lap).toMatchObject({ kind: 'full', valid: true, timeSource: 'source' });
      expect(lap.timeSeconds).toBe(laps[String(lap.number)]?.last_TIME_LAP);
      expect(Math.abs(lap.endSeconds - lap.startSeconds - lap.timeSeconds)).toBeLessThan(0.001);
    }
    const pause = split.laps.filter(isPause);
    expect(pause).toHaveLength(1);
    expect(split.laps[11]).toBe(pause[0]);
  });

  test.each([
    'wuffmiau_2026-03-25_20-27_Donington_Park_Racing_Circuit_Offline_Testing__telemetry_detailed.csv',
    'wuffmiau_2026-03-25_12-34_Road_Atlanta_Practice__telemetry_detailed.csv',
  ])('%s: official times, none of them stale', async (name) => {
    const recording = await load(csv, `sim-csv/${name}`);
    const split = splitLaps(recording);
    expectCover(split, recording);
    const { LastLapTimes = [] } = entry(name);
    const full = fullLaps(split);
    expect(full).toHaveLength(2);
    // One of the files was joined mid-way: its first value belongs to a lap before it.
    LastLapTimes.slice(-2).forEach((text, k) => {
      expect(full[k]).toMatchObject({ timeSource: 'source', valid: true });
      expect(full[k]?.timeSeconds).toBeCloseTo(Number(text), 4);
      const elapsed = (full[k]?.endSeconds ?? 0) - (full[k]?.startSeconds ?? 0);
      expect(Math.abs(elapsed - Number(text))).toBeLessThan(0.02);
    });
  });

  test('garage61_jonas.csv: one lap a file', async () => {
    const recording = await load(garage61, 'sim-csv/garage61_jonas.csv');
    const split = splitLaps(recording);
    expectCover(split, recording);
    const [lap] = fullLaps(split);
    expect(fullLaps(split)).toHaveLength(1);
    expect(lap?.valid).toBe(true);
    const seconds = entry('garage61_jonas.csv').duration_at_60Hz ?? 0;
    expect(Math.abs((lap?.timeSeconds ?? 0) - seconds)).toBeLessThan(1 / 60);
  });
});

describe.skipIf(!here)(`laps of real logger files (skipped without ${data})`, () => {
  test('arcayik_blakelyauto.csv: the lap between two beacons', async () => {
    const recording = await load(motecCsv, 'motec/arcayik_blakelyauto.csv');
    const split = splitLaps(recording);
    expectCover(split, recording);
    const [first = 0, second = 0] = recording.beaconSeconds;
    expect(split.laps.map((lap) => lap.kind)).toEqual(['out', 'full', 'in']);
    expect(split.laps[1]?.timeSeconds).toBeCloseTo(second - first, 9);
  });

  test('motec-i2_Sample1.ld: a lap distance that restarts, a counter that is late', async () => {
    const recording = await load(ld, 'motec/motec-i2_Sample1.ld');
    const split = splitLaps(recording);
    expectCover(split, recording);
    const logged = recording.channels.find((channel) => channel.sourceName === 'Lap Time');
    const values = [...(logged?.values ?? [])].map(Number).filter((value) => value > 0);
    const official = values.filter((value, k) => value !== values[k - 1]);
    const full = fullLaps(split);
    expect(full).toHaveLength(official.length);
    expect(full.map((lap) => lap.timeSource)).toEqual(full.map(() => 'source'));
    full.forEach((lap, k) => {
      expect(lap.timeSeconds).toBe(official[k]);
      expect(Math.abs(lap.endSeconds - lap.startSeconds - lap.timeSeconds)).toBeLessThan(0.025);
    });
  });

  test('doves_vbox-modena.vbo: laps by its own gate, which close', async () => {
    const recording = await load(vbo, 'vbo/doves_vbox-modena.vbo');
    const split = splitLaps(recording);
    expectCover(split, recording);
    expect(split.method).toBe('gate');
    const full = fullLaps(split);
    expect(full.length).toBeGreaterThan(15);
    expect(split.laps[0]?.kind).toBe('out');
    expect(split.laps.at(-1)?.kind).toBe('in');
    for (const lap of full) {
      expect(lap.valid).toBe(true);
      expect(Math.abs((lap.distanceMetres ?? 0) / (split.lengthMetres ?? 1) - 1)).toBeLessThan(
        0.05,
      );
    }
  });

  test.each([
    ['doves_okc-tillotson-plain.nmea', 'gpx-nmea/', 11],
    ['torqu3e_speedangle_grattan.vbo', 'vbo/', 5],
  ])('%s: laps by a line found from the driving', async (name, folder, count) => {
    const recording = await load(name.endsWith('.vbo') ? vbo : nmea, folder + name);
    expect(recording.gates).toEqual([]);
    const split = splitLaps(recording);
    expectCover(split, recording);
    expect(split).toMatchObject({ method: 'gate', gateSource: 'found' });
    const full = fullLaps(split);
    expect(full).toHaveLength(count);
    const median = full.map((lap) => lap.timeSeconds).sort((a, b) => a - b)[count >> 1] ?? 0;
    for (const lap of full) {
      expect(lap.valid).toBe(true);
      expect(Math.abs((lap.distanceMetres ?? 0) / (split.lengthMetres ?? 1) - 1)).toBeLessThan(
        0.01,
      );
      expect(Math.abs(lap.timeSeconds / median - 1)).toBeLessThan(0.1);
    }
  });

  test.each([
    ['doves_vbox-modena.vbo', vbo, 'vbo/', 21],
    ['zach_harrys_laps10082016.csv', lapTimer, 'laptimer-csv/', 15],
  ])(
    '%s: positions alone give the laps that its own line gives',
    async (name, format, folder, count) => {
      const recording = await load(format, folder + name);
      const positions = ['latitude', 'longitude'];
      const bare = {
        ...recording,
        gates: [],
        channels: recording.channels.filter((channel) => positions.includes(channel.name)),
      };
      const own = splitLaps(recording);
      const found = splitLaps(bare);
      expect(found.gateSource).toBe('found');
      expect(fullLaps(found).length).toBeGreaterThanOrEqual(count);
      expect(Math.abs((found.lengthMetres ?? 0) / (own.lengthMetres ?? 1) - 1)).toBeLessThan(0.005);
    },
  );

  test.each([
    'tobi_25IR05_RdAm_FP1_Run01_KO.vbo',
    'bstead_DA500_kayak.vbo',
    'lumbrer_Example_File.vbo',
    'doves_racelogic_tiny.vbo',
  ])('%s: no full lap without a line that it crosses', async (name) => {
    const recording = await load(vbo, `vbo/${name}`);
    const split = splitLaps(recording);
    expectCover(split, recording);
    expect(fullLaps(split)).toHaveLength(0);
  });
});
