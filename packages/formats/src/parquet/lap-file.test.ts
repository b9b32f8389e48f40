import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import {
  type Channel,
  type ChannelValues,
  type LapData,
  sampleCount,
  type TimeBase,
  toSeconds,
} from '@outlap/telemetry';
import fc from 'fast-check';
import { parquetMetadata, parquetReadObjects } from 'hyparquet';
import { describe, expect, test } from 'vitest';
import { fromBytes } from '../bytes.ts';
import { FormatError } from '../errors.ts';
import { ibt } from '../ibt/read.ts';
import { openLapFile } from './open.ts';
import { parquet } from './read.ts';
import { writeLapFile } from './write.ts';

const compress = (bytes: Uint8Array) =>
  zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 9 } });
const decompress = (bytes: Uint8Array, length: number) =>
  zstdDecompressSync(bytes, { maxOutputLength: length });

const lap: LapData['lap'] = {
  number: 3,
  kind: 'full',
  valid: false,
  invalidReasons: ['gap'],
  startSeconds: 12.25,
  endSeconds: 102.5,
  timeSeconds: 90.25,
  timeSource: 'source',
  distanceMetres: null,
  sectorSeconds: [30.125, 60.125],
};
const channel = (name: string, time: TimeBase, values: ChannelValues): Channel => ({
  name,
  sourceName: `source ${name}`,
  unit: 'm/s',
  sourceUnit: 'km/h',
  rateHz: time.kind === 'uniform' ? time.rateHz : null,
  time,
  values,
});
const inMemory = (bytes: Uint8Array<ArrayBuffer>) => ({
  byteLength: bytes.length,
  slice: (start: number, end: number) => bytes.slice(start, end),
});
const open = (bytes: Uint8Array<ArrayBuffer>) => openLapFile(inMemory(bytes), { decompress });

const uniform = (rateHz: number, count: number, startSeconds = 0): TimeBase => ({
  kind: 'uniform',
  startSeconds,
  rateHz,
  count,
});

describe('read(write(x)) = x', () => {
  const stamps = fc
    .array(fc.constantFrom(0, 0.01, 1 / 60, 0.25), { maxLength: 40 })
    .map((steps): TimeBase => {
      let now = -0.01;
      return { kind: 'stamps', seconds: Float64Array.from(steps, (step) => (now += step)) };
    });
  const bases = fc.oneof(
    stamps,
    fc
      .tuple(fc.constantFrom(1, 10, 50, 60, 360), fc.nat(40), fc.constantFrom(0, 0.005, -0.01))
      .map(([rate, count, start]) => uniform(rate, count, start)),
  );
  const repeated = <T>(values: fc.Arbitrary<T>, length: number) =>
    fc.oneof(
      fc.array(values, { minLength: length, maxLength: length }),
      values.map((value) => new Array<T>(length).fill(value)),
    );
  const valuesOf = (length: number): fc.Arbitrary<ChannelValues> =>
    fc.oneof(
      repeated(fc.float(), length).map((all) => Float32Array.from(all)),
      repeated(fc.double(), length).map((all) => Float64Array.from(all)),
      repeated(fc.integer({ min: -128, max: 127 }), length).map((all) => Int8Array.from(all)),
      repeated(fc.integer({ min: -32768, max: 32767 }), length).map((all) => Int16Array.from(all)),
      repeated(fc.integer(), length).map((all) => Int32Array.from(all)),
      repeated(fc.nat(255), length).map((all) => Uint8Array.from(all)),
      repeated(fc.nat(65535), length).map((all) => Uint16Array.from(all)),
      repeated(fc.nat(0xffffffff), length).map((all) => Uint32Array.from(all)),
      repeated(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }), length).map((all) =>
        BigInt64Array.from(all),
      ),
      repeated(fc.option(fc.string(), { nil: null }), length),
    );
  const laps = fc.array(bases, { minLength: 1, maxLength: 3 }).chain((times) =>
    fc
      .array(
        fc
          .constantFrom(...times)
          .chain((time) => valuesOf(sampleCount(time)).map((values) => ({ time, values }))),
        { maxLength: 7 },
      )
      .map((all): LapData => {
        const names = ['speed', 'time', 'Über', 'time@2', 'e', 'f', 'g'];
        return { lap, channels: all.map((c, i) => channel(names[i] ?? '', c.time, c.values)) };
      }),
  );

  test.each([
    ['zstd', compress],
    ['no compression', undefined],
  ] as const)('of any channels on any time bases, with %s', async (_, zstd) => {
    await fc.assert(
      fc.asyncProperty(laps, async (data) => {
        const bytes = writeLapFile(data, zstd ? { compress: zstd } : {});
        const file = await open(bytes);
        const again = await file.read();
        expect(again.lap).toEqual(data.lap);
        expect(again.channels.length).toBe(data.channels.length);
        again.channels.forEach((channel, i) => expectSame(channel, data.channels[i]));
      }),
      { seed: 7, numRuns: 250 },
    );
  });

  test('of NaN with its bits, negative zero, infinities', async () => {
    const bits = Uint32Array.of(0x7fc00001, 0x80000000, 0x7f800000, 0xff800000, 0xffc12345);
    const values = new Float32Array(bits.buffer);
    const data = { lap, channels: [channel('a', uniform(10, 5), values)] };
    const [only] = (await (await open(writeLapFile(data))).read()).channels;
    expect(new Uint32Array((only?.values as Float32Array).buffer)).toEqual(bits);
  });

  test('times that fall or are not finite are a mistake of the caller', () => {
    for (const seconds of [[1, 0], [Number.NaN], [0, Infinity]]) {
      const time: TimeBase = { kind: 'stamps', seconds: Float64Array.from(seconds) };
      const channels = [channel('a', time, new Float32Array(seconds.length))];
      expect(() => writeLapFile({ lap, channels })).toThrow(RangeError);
    }
  });
});

function expectSame(actual: Channel, expected: Channel | undefined): void {
  if (!expected) throw new Error('one channel too many');
  const { values, time, ...rest } = expected;
  expect(actual).toMatchObject(rest);
  expect(actual.values).toEqual(values);
  expect(toSeconds(actual.time)).toEqual(toSeconds(time));
  if (time.kind === 'uniform') expect(actual.time).toEqual(time);
}

describe('a lap file', () => {
  const count = 600;
  const wave = Float32Array.from({ length: count }, (_, i) => Math.sin(i / 40) * 50);
  const data: LapData = {
    lap,
    channels: [
      channel('speed', uniform(60, count), wave),
      channel(
        'gear',
        uniform(60, count),
        Int32Array.from(wave, (v) => Math.round(v / 20)),
      ),
      channel(
        'gps',
        uniform(10, 100),
        Float64Array.from({ length: 100 }, (_, i) => i / 7),
      ),
      channel(
        'note',
        uniform(10, 100),
        Array.from({ length: 100 }, (_, i) => `n${i % 3}`),
      ),
      channel('zero', uniform(60, count), new Float32Array(count)),
    ],
  };
  const bytes = writeLapFile(data, { compress, analysisVersion: 4 });

  test('lists its columns and lap from the footer alone, and reads only what is asked', async () => {
    const ranges: [number, number][] = [];
    const file = await openLapFile(
      {
        byteLength: bytes.length,
        slice: (start, end) => {
          ranges.push([start, end]);
          return bytes.slice(start, end);
        },
      },
      { decompress },
    );
    expect(ranges).toHaveLength(1);
    expect(file).toMatchObject({ lap, analysisVersion: 4, rowCount: count, origin: null });
    expect(file.columns.map(({ name, type, count }) => [name, type, count])).toEqual([
      ['speed', 'f32', 600],
      ['gear', 'i32', 600],
      ['gps', 'f64', 100],
      ['note', 'text', 100],
      ['zero', 'f32', 600],
    ]);
    const part = await file.read(['zero', 'gear', 'nothing']);
    expect(part.channels.map(({ name }) => name)).toEqual(['gear', 'zero']);
    expect(ranges).toHaveLength(3);
    const read = ranges.slice(1).reduce((sum, [start, end]) => sum + end - start, 0);
    expect(read).toBeLessThan(500);
  });

  test('carries unit, source and rate in the metadata of each column', () => {
    const { row_groups, key_value_metadata } = parquetMetadata(bytes);
    expect(row_groups[0]?.columns[1]?.meta_data?.key_value_metadata).toEqual([
      { key: 'unit', value: 'm/s' },
      { key: 'sourceName', value: 'source speed' },
      { key: 'sourceUnit', value: 'km/h' },
      { key: 'rateHz', value: '60' },
    ]);
    expect(key_value_metadata?.[0]?.key).toBe('outlap');
  });

  test('is read by hyparquet with the same values', async () => {
    const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
    const rows = await parquetReadObjects({ file: buffer, compressors: { ZSTD: decompress } });
    expect(rows).toHaveLength(count);
    expect(rows.map((row) => row.time as number)).toEqual([...toSeconds(uniform(60, count))]);
    expect(rows.map((row) => row.speed as number)).toEqual([...wave]);
    expect(rows.filter((row) => row.gps !== null)).toHaveLength(100);
    expect(rows[6]).toMatchObject({ gps: 1 / 7, note: 'n1', zero: 0 });
    expect(rows[7]).toMatchObject({ gps: null, note: null });
  });

  test('is read by DuckDB with the same values', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'outlap-'));
    const path = join(folder, 'lap.parquet');
    writeFileSync(path, bytes);
    const database = await DuckDBInstance.create(':memory:');
    const connection = await database.connect();
    const query = async (sql: string) =>
      (await connection.runAndReadAll(sql.replaceAll('lap', `'${path}'`))).getRows();
    try {
      const rows = await query('select time, speed, gear, gps, note, zero from lap');
      expect(rows.map(([time]) => time)).toEqual([...toSeconds(uniform(60, count))]);
      expect(rows.map(([, speed]) => speed)).toEqual([...wave]);
      expect(rows.map(([, , gear]) => gear)).toEqual([...(data.channels[1]?.values ?? [])]);
      expect(rows.flatMap((row) => row[3] ?? [])).toEqual([...(data.channels[2]?.values ?? [])]);
      expect(rows.flatMap((row) => row[4] ?? [])).toEqual([...(data.channels[3]?.values ?? [])]);
      expect(await query('select max(time) from lap where gps > 10')).toEqual([[9.9]]);
    } finally {
      connection.closeSync();
      database.closeSync();
      rmSync(folder, { recursive: true });
    }
  });

  test('is a recording again, with the origin it carries', async () => {
    const origin = {
      format: 'ibt',
      formatVersion: 2,
      startedAt: '2026-01-02T03:04:05.000Z',
      driver: 'A. Driver',
      vehicle: { name: 'Car' },
      track: { name: 'Track', layout: 'Short', lengthMetres: 1234.5 },
      sectorFractions: [0, 0.4],
    };
    const file = writeLapFile(data, { compress, origin });
    expect(parquet.sniff(file.subarray(0, 65536), file.length)).toBe(true);
    const recording = await parquet.read(fromBytes(file), {});
    expect(recording).toMatchObject({
      format: 'parquet',
      driver: 'A. Driver',
      vehicle: { name: 'Car' },
      track: origin.track,
      startedAt: '2026-01-02T03:04:17.250Z',
      durationSeconds: 90.25,
      sectorFractions: [0, 0.4],
    });
    recording.channels.forEach((channel, i) => expectSame(channel, data.channels[i]));
  });

  test('damaged anywhere, it is data or a FormatError', async () => {
    let state = 12345;
    const random = (below: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    for (let run = 0; run < 1500; run++) {
      const source = run % 2 ? bytes : writeLapFile(data);
      const damaged = source.slice(0, run % 5 ? source.length : random(source.length));
      for (let k = 0; k <= run % 3; k++) damaged[random(damaged.length)] = random(256);
      const outcome = await open(damaged)
        .then((file) => file.read())
        .catch((error: unknown) => error);
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(FormatError);
    }
  });
});

const genuine = fileURLToPath(
  new URL('../../../../../shared/data/ibt/itelem_amg.ibt', import.meta.url),
);

describe.skipIf(!existsSync(genuine))('a genuine .ibt (../shared/data)', () => {
  test('as a lap file takes at most 22 % of its bytes and reads back bit by bit', async () => {
    const source = new Uint8Array(readFileSync(genuine));
    const { channels } = await ibt.read(fromBytes(source), {});
    const bytes = writeLapFile({ lap, channels }, { compress });
    expect(bytes.length / source.length).toBeLessThan(0.22);
    const again = await (await open(bytes)).read();
    again.channels.forEach((channel, i) => expectSame(channel, channels[i]));
  });
});
