import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Channel, toSeconds } from '@outlap/telemetry';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { describe, expect, test } from 'vitest';
import { fromBytes } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { parquet } from './read.ts';

type Columns = Parameters<typeof parquetWriteBuffer>[0]['columnData'];
const write = (columnData: Columns, rowGroupSize = 100) =>
  new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize }));
const read = (bytes: Uint8Array) => parquet.read(fromBytes(bytes), {});

const count = 250;
const numbers = (make: (i: number) => number) =>
  Float64Array.from({ length: count }, (_, i) => make(i));
const bytes = write([
  { name: 'session_time', data: numbers((i) => 100 + i / 50), type: 'DOUBLE' },
  { name: 'lap_distance_pct', data: numbers((i) => i / count), type: 'DOUBLE' },
  {
    name: 'speed',
    data: Array.from(
      numbers((i) => i),
      (v) => (v % 5 ? null : v),
    ),
    type: 'DOUBLE',
  },
  {
    name: 'gear',
    data: BigInt64Array.from({ length: count }, (_, i) => BigInt(i % 6)),
    type: 'INT64',
  },
  { name: 'id', data: BigInt64Array.from({ length: count }, () => 2n ** 60n + 1n), type: 'INT64' },
  { name: 'on_pit_road', data: Array.from({ length: count }, (_, i) => i > 9), type: 'BOOLEAN' },
  { name: 'clutch', data: new Float32Array(count).fill(1), type: 'FLOAT' },
  { name: 'driver', data: Array.from({ length: count }, () => 'someone'), type: 'STRING' },
]);

test('a table with a time column, in several row groups, is a recording', async () => {
  const recording = await read(bytes);
  const byName = new Map(recording.channels.map((channel) => [channel.name, channel]));
  expect([...byName.keys()]).toEqual([
    'sessionTime',
    'lapProgress',
    'speed',
    'gear',
    'id',
    'onPitRoad',
    'clutchEngagement',
    'driver',
  ]);
  expect(recording).toMatchObject({ format: 'parquet', report: { rowsKept: count, reasons: {} } });
  expect(recording.durationSeconds).toBeCloseTo(4.98, 9);
  expect(byName.get('gear')).toMatchObject({ rateHz: 50 });
  expect(byName.get('gear')?.values).toEqual(Int32Array.from({ length: count }, (_, i) => i % 6));
  expect(byName.get('id')?.values).toEqual(new BigInt64Array(count).fill(2n ** 60n + 1n));
  expect(byName.get('driver')?.values[249]).toBe('someone');
  const speed = byName.get('speed') as Channel;
  expect(speed.values).toEqual(Float64Array.from({ length: 50 }, (_, i) => i * 5));
  expect(toSeconds(speed.time)[10]).toBeCloseTo(1, 9);
});

test('rows without a time are dropped and counted; stamps tell the start', async () => {
  const stamps = Array.from({ length: 30 }, (_, i) =>
    i === 7 ? null : new Date(Date.UTC(2026, 0, 2) + i * 100),
  );
  const data = Float64Array.from({ length: 30 }, (_, i) => i);
  const recording = await read(
    write([
      { name: 'timestamp', data: stamps, type: 'TIMESTAMP' },
      { name: 'speed', data, type: 'DOUBLE' },
    ]),
  );
  expect(recording.report).toMatchObject({
    rowsTotal: 30,
    rowsKept: 29,
    reasons: { 'no-time': 1 },
  });
  expect(recording.startedAt).toBe('2026-01-02T00:00:00.000Z');
  expect(recording.channels[0]?.values).toEqual(data.filter((value) => value !== 7));
  expect(recording.durationSeconds).toBeCloseTo(2.9, 9);
});

test('no bytes, no Parquet, no time: each is refused by its code', async () => {
  await expect(read(new Uint8Array())).rejects.toMatchObject({ code: 'file_empty' });
  await expect(read(bytes.subarray(0, 5000))).rejects.toMatchObject({ code: 'file_truncated' });
  const timeless = write([{ name: 'speed', data: new Float64Array(3), type: 'DOUBLE' }]);
  await expect(read(timeless)).rejects.toMatchObject({ code: 'no_samples' });
  const empty = write([{ name: 'time', data: new Float64Array(), type: 'DOUBLE' }]);
  await expect(read(empty)).rejects.toMatchObject({ code: 'no_samples' });
});

test('damaged anywhere, it is a recording or a FormatError', async () => {
  let state = 99;
  const random = (below: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
  for (let run = 0; run < 1500; run++) {
    const damaged = bytes.slice(0, run % 5 ? bytes.length : random(bytes.length));
    const from = run % 2 ? Math.max(0, damaged.length - 3000) : 0;
    for (let k = 0; k <= run % 3; k++) {
      damaged[from + random(damaged.length - from)] = random(256);
    }
    const outcome = await read(damaged).catch((error: unknown) => error);
    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(FormatError);
  }
});

const folder = fileURLToPath(
  new URL('../../../../../shared/data/sim-csv/racing-coach-parquet/', import.meta.url),
);

describe.skipIf(!existsSync(folder))("other people's Parquet (../shared/data)", () => {
  const files = existsSync(folder) ? readdirSync(folder) : [];
  test.each(files)('%s is a recording with canonical names', async (name) => {
    const source = new Uint8Array(readFileSync(folder + name));
    expect(parquet.sniff(source.subarray(0, 65536), source.length)).toBe(true);
    const recording = await read(source);
    const names = recording.channels.map((channel) => channel.name);
    expect(names).toEqual(
      expect.arrayContaining(['speed', 'throttle', 'brake', 'gear', 'lapNumber', 'lapProgress']),
    );
    expect(recording.channels).toHaveLength(36);
    expect(recording.report.rowsKept).toBe(recording.report.rowsTotal);
    expect(recording.startedAt).toMatch(/^2024-12-23T15:/);
  });
});
