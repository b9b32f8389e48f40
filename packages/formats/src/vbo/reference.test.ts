import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Channel, isNumeric } from '@outlap/telemetry';
import { describe, expect, test } from 'vitest';
import { fromBytes } from '../bytes.ts';
import { vbo } from './read.ts';
import { writeVbo } from './write.ts';

const data = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url));
const here = existsSync(data);
const read = (name: string) =>
  vbo.read(fromBytes(new Uint8Array(readFileSync(`${data}vbo/${name}`))), {});

type Statistics = Record<'first' | 'last' | 'mean' | 'min' | 'max', number>;
type Reference = {
  file: string;
  columns: string[];
  n_rows: number;
  duration: number;
  t0: number;
  lat_deg: Statistics;
  lon_deg_east_positive: Statistics;
  velocity: Statistics;
  heading: Statistics;
  height: Statistics;
  sats: Statistics;
  created?: string;
};

test.runIf(process.env.CI)('the real recordings are there', () => {
  expect(here).toBe(true);
});

function expectSame(
  channel: Channel | undefined,
  wanted: Statistics,
  scale: number,
  digits: number,
) {
  if (!channel || !isNumeric(channel.values)) throw new Error('missing');
  const values = Float64Array.from(channel.values, (value: number) => value / scale);
  expect(values[0]).toBeCloseTo(wanted.first, digits);
  expect(values.at(-1)).toBeCloseTo(wanted.last, digits);
  expect(values.reduce((a, b) => Math.min(a, b))).toBeCloseTo(wanted.min, digits);
  expect(values.reduce((a, b) => Math.max(a, b))).toBeCloseTo(wanted.max, digits);
  expect(values.reduce((a, b) => a + b) / values.length).toBeCloseTo(wanted.mean, digits);
}

describe.skipIf(!here)('real .vbo files (../shared/data)', () => {
  const references = here
    ? (JSON.parse(readFileSync(`${data}reference-vbo.json`, 'utf8')) as Reference[])
    : [];

  test.each(references)('$file agrees with the reference', async (reference) => {
    const recording = await read(reference.file);
    const { channels, report } = recording;
    expect(report).toMatchObject({ rowsTotal: reference.n_rows, rowsKept: reference.n_rows });
    const names = channels.map(({ sourceName }) => sourceName).join(' ');
    expect(names).toBe(reference.columns.filter((name) => name !== 'time').join(' '));
    expect(recording.durationSeconds).toBeCloseTo(reference.duration, 5);
    const find = (name: string) => channels.find((channel) => channel.name === name);
    expectSame(find('latitude'), reference.lat_deg, 1, 10);
    expectSame(find('longitude'), reference.lon_deg_east_positive, 1, 10);
    expectSame(find('speed'), reference.velocity, 1 / 3.6, 9);
    expectSame(find('heading'), reference.heading, Math.PI / 180, 9);
    expectSame(find('altitude'), reference.height, 1, 9);
    expectSame(find('satellites'), reference.sats, 1, 9);
    if (recording.startedAt) {
      const clock = new Date(recording.startedAt);
      const midnight = new Date(recording.startedAt).setUTCHours(0, 0, 0, 0);
      expect((clock.getTime() - midnight) / 1000).toBeCloseTo(reference.t0, 2);
    } else expect(reference.created ?? '').toBe('');
  });

  test('points along the driving direction become gates across it', async () => {
    const { gates } = await read('doves_vbox-modena.vbo');
    expect(gates.map(({ kind }) => kind)).toEqual(['start-finish', 'sector', 'sector']);
  });

  test('a start line of another circuit is left out with a warning', async () => {
    const { gates, report } = await read('tobi_25IR05_RdAm_FP1_Run01_KO.vbo');
    expect(gates).toEqual([]);
    expect(report.warnings.some((warning) => warning.includes('never comes near'))).toBe(true);
  });

  test('units stand with the columns they belong to', async () => {
    const { channels } = await read('lumbrer_Example_File.vbo');
    const unitOf = (name: string) =>
      channels.find(({ sourceName }) => sourceName === name)?.sourceUnit;
    expect(unitOf('VB3i_AD4')).toBe('volts');
    expect(unitOf('Z_Accel')).toBe('g');
    expect(unitOf('BrakePress')).toBe('Bar');
    expect(unitOf('Glonass_Sats')).toBe('');
    const kayak = await read('bstead_DA500_kayak.vbo');
    const battery = kayak.channels.find(({ sourceName }) => sourceName === 'battery vo');
    expect(battery?.sourceUnit).toBe('v');
  });

  test.each(references)('$file written and read again is the same', async ({ file }) => {
    const first = await read(file);
    const again = await vbo.read(fromBytes(writeVbo(first)), {});
    expect(again.gates).toHaveLength(first.gates.length);
    expect(again.startedAt).toBe(first.startedAt);
    for (const channel of first.channels) {
      const other = again.channels.find(({ name }) => name === channel.name.replace(' ', '_'));
      expect(other?.unit, channel.name).toBe(channel.unit);
      if (!other || !isNumeric(channel.values) || !isNumeric(other.values)) throw new Error();
      const own: ArrayLike<number> = channel.values;
      const differs = Float64Array.from(other.values, (value, i) =>
        Math.abs(value - (own[i] ?? Number.NaN)),
      ).reduce((a, b) => Math.max(a, b), 0);
      expect(differs, channel.name).toBeLessThan(1e-3);
      expect(other.values.length).toBe(own.length);
    }
  });
});
